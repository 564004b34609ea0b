package io.lwt.unix;

import io.lwt.bindings.Posix;

/** Which directions of a connection end: shutdown(2). Corresponds to {@code Unix.shutdown_command}. */
public enum ShutdownCommand {
  /** Nothing more is received. */
  RECEIVE,
  /** Nothing more is sent; the other side reads to the end of what was. */
  SEND,
  /** Both. */
  ALL;

  int number(Posix posix) {
    return switch (this) {
      case RECEIVE -> posix.SHUT_RD();
      case SEND -> posix.SHUT_WR();
      case ALL -> posix.SHUT_RDWR();
    };
  }
}
