package io.lwt.unix;

import io.lwt.bindings.Posix;
import org.jspecify.annotations.Nullable;

/**
 * A system call failed. Corresponds to {@code Unix.Unix_error}.
 *
 * <p>The message names the call, the error, and what the call was about:
 * {@code connect: ECONNREFUSED (Connection refused): 127.0.0.1:80}.
 */
public final class UnixException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int number;
  private final String call;
  private final @Nullable String argument;

  /** A failure that is about nothing in particular. */
  public UnixException(int number, String call) {
    this(number, call, null);
  }

  /**
   * A failure.
   *
   * @param number the error's number on this system
   * @param call the system call's name
   * @param argument what the call was about: an address, a path, a descriptor
   */
  public UnixException(int number, String call, @Nullable String argument) {
    super(message(number, call, argument));
    this.number = number;
    this.call = call;
    this.argument = argument;
  }

  /** A failure, by the error's name. */
  public UnixException(Errno errno, String call, @Nullable String argument) {
    this(errno.number(), call, argument);
  }

  private static String message(int number, String call, @Nullable String argument) {
    Posix posix = Posix.host();
    String name = posix.errnoName(number);
    String what =
        call
            + ": "
            + (name == null ? "errno " + number : name)
            + " ("
            + posix.strerror(number)
            + ")";
    return argument == null ? what : what + ": " + argument;
  }

  /** The error; {@link Errno#UNKNOWN} if its number has no name there. */
  public Errno errno() {
    return Errno.of(number);
  }

  /** The error's number on this system. */
  public int number() {
    return number;
  }

  /** The name of the call that failed: {@code "connect"}. */
  public String call() {
    return call;
  }

  /** What the call was about, or null: {@code "127.0.0.1:80"}, {@code "fd 7"}. */
  public @Nullable String argument() {
    return argument;
  }
}
