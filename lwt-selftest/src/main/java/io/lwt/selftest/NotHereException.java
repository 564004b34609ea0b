package io.lwt.selftest;

import io.lwt.Fn;
import io.lwt.Promise;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixException;
import java.io.Serial;
import java.util.Set;

/** The machine has not what a check needs, and the library is not to blame. */
final class NotHereException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  NotHereException(String why) {
    super(why);
  }

  NotHereException(String why, Throwable cause) {
    super(why, cause);
  }

  /** Takes these errors of the system as such. */
  static <T> Fn<Throwable, Promise<T>> when(Set<Errno> errors) {
    return error ->
        Promise.failed(
            error instanceof UnixException refused && errors.contains(refused.errno())
                ? new NotHereException(String.valueOf(refused.getMessage()), refused)
                : error);
  }
}
