package io.lwt.unix;

import io.lwt.bindings.Posix;

/** What a process may do with a file: access(2). Corresponds to {@code Unix.access_permission}. */
public enum AccessPermission {
  /** Read it: R_OK. */
  READ,
  /** Write to it: W_OK. */
  WRITE,
  /** Run it, or look for names in it if it is a directory: X_OK. */
  EXECUTE;

  int number(Posix posix) {
    return switch (this) {
      case READ -> posix.R_OK();
      case WRITE -> posix.W_OK();
      case EXECUTE -> posix.X_OK();
    };
  }
}
