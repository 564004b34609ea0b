package io.lwt.unix;

import io.lwt.bindings.Posix;

/** From where an offset counts: lseek(2). Corresponds to {@code Unix.seek_command}. */
public enum SeekCommand {
  /** From the beginning of the file. */
  SET,
  /** From where the descriptor is. */
  CUR,
  /** From the end of the file. */
  END;

  int number(Posix posix) {
    return switch (this) {
      case SET -> posix.SEEK_SET();
      case CUR -> posix.SEEK_CUR();
      case END -> posix.SEEK_END();
    };
  }
}
