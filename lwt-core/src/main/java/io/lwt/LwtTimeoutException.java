package io.lwt;

import java.time.Duration;

/** Something took longer than it was allowed to. Corresponds to {@code Lwt_unix.Timeout}. */
public final class LwtTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration limit;

  /** What took longer than {@code limit}. */
  public LwtTimeoutException(Duration limit) {
    super("not done within " + limit);
    this.limit = limit;
  }

  /**
   * What took longer than {@code limit}, by its name: {@code git fetch: not done within PT10S}.
   *
   * @param what what it was, with which the message begins
   */
  public LwtTimeoutException(String what, Duration limit) {
    super(what + ": not done within " + limit);
    this.limit = limit;
  }

  /** The time that was allowed. */
  public Duration limit() {
    return limit;
  }
}
