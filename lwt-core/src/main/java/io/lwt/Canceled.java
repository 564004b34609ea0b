package io.lwt;

import java.util.concurrent.CancellationException;

/**
 * What a cancelled promise is rejected with: Lwt's {@code Canceled}. It has no stack trace, and is made anew by each
 * {@link Promise#cancel()}. It may say why: the message, and a cause.
 */
public final class Canceled extends CancellationException {
  private static final long serialVersionUID = 1L;

  /** A cancellation without a reason. */
  public Canceled() {
    this("canceled");
  }

  /** A cancellation for a reason, which is its message. */
  public Canceled(String reason) {
    super(reason);
  }

  /** A cancellation because of an error, which is its cause. */
  @SuppressWarnings("this-escape") // initCause of a fresh exception only stores it
  public Canceled(String reason, Throwable cause) {
    super(reason);
    initCause(cause);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
