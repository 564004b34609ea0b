package io.lwt.unix;

import io.lwt.bindings.Posix;

/**
 * How a file is opened: open(2). Corresponds to {@code Unix.open_flag}. Close-on-exec is not among them: descriptors
 * always are.
 */
public enum OpenFlag {
  /** For reading only: O_RDONLY, which is so also without a flag. */
  RDONLY,
  /** For writing only: O_WRONLY. */
  WRONLY,
  /** For both: O_RDWR. */
  RDWR,
  /** Each write goes to the end: O_APPEND. */
  APPEND,
  /** Makes the file if there is none: O_CREAT. */
  CREAT,
  /** Nothing but a directory: O_DIRECTORY. */
  DIRECTORY,
  /** Each write waits until its bytes are on the disk: O_DSYNC. */
  DSYNC,
  /** With {@link #CREAT}: refuses a file that is there already, with EEXIST: O_EXCL. */
  EXCL,
  /** A terminal does not become the process' own: O_NOCTTY. */
  NOCTTY,
  /** Refuses a symbolic link, with ELOOP: O_NOFOLLOW. */
  NOFOLLOW,
  /** Does not wait for the other end of a FIFO: O_NONBLOCK. */
  NONBLOCK,
  /** As {@link #DSYNC}, and what the system tells of the file is on the disk too: O_SYNC. */
  SYNC,
  /** Empties the file: O_TRUNC. */
  TRUNC;

  int number(Posix posix) {
    return switch (this) {
      case RDONLY -> posix.O_RDONLY();
      case WRONLY -> posix.O_WRONLY();
      case RDWR -> posix.O_RDWR();
      case APPEND -> posix.O_APPEND();
      case CREAT -> posix.O_CREAT();
      case DIRECTORY -> posix.O_DIRECTORY();
      case DSYNC -> posix.O_DSYNC();
      case EXCL -> posix.O_EXCL();
      case NOCTTY -> posix.O_NOCTTY();
      case NOFOLLOW -> posix.O_NOFOLLOW();
      case NONBLOCK -> posix.O_NONBLOCK();
      case SYNC -> posix.O_SYNC();
      case TRUNC -> posix.O_TRUNC();
    };
  }
}
