package io.lwt;

import java.util.concurrent.CancellationException;

/**
 * What a cancelled promise is rejected with: Lwt's {@code Canceled}. It has no stack trace, and is made anew by each
 * {@link Promise#cancel}.
 */
public final class Canceled extends CancellationException {
  private static final long serialVersionUID = 1L;

  /** A cancellation, to reject a promise with by hand. */
  public Canceled() {
    super("canceled");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
