package io.lwt;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@link Promise#toCompletableFuture}. */
final class FutureOfPromise<T extends @Nullable Object> extends CompletableFuture<T> {
  private final Scheduler scheduler;
  private final Promise<T> promise;

  /** Is completed as the promise is, which belongs to the scheduler if it is pending. */
  @SuppressWarnings("this-escape") // the promise's callbacks only complete it
  FutureOfPromise(Scheduler scheduler, Promise<T> promise) {
    this.scheduler = scheduler;
    this.promise = promise.cancelable();
    this.promise.onAny(this::complete, this::completeExceptionally);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean canceled = super.cancel(mayInterruptIfRunning);
    if (canceled && scheduler.isCurrent()) {
      promise.cancel();
    } else if (canceled) {
      scheduler.executeUnlessClosed(promise::cancel);
    }
    return canceled;
  }
}
