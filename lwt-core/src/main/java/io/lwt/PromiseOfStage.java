package io.lwt;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link Promise#from}. */
final class PromiseOfStage<T extends @Nullable Object> extends Resolver<T> {
  PromiseOfStage(CompletionStage<? extends T> stage) {
    onCancel(() -> cancel(stage));
    Scheduler scheduler = scheduler();
    stage.whenComplete(
        (value, error) -> {
          if (scheduler.isCurrent()) {
            complete(value, error);
          } else {
            scheduler.executeUnlessClosed(() -> complete(value, error));
          }
        });
  }

  @SuppressWarnings(
      "NullAway") // a stage that is completed without an error has a value of its type
  private void complete(@Nullable T value, @Nullable Throwable error) {
    if (error == null) {
      fulfill(value);
    } else {
      reject(unwrapped(error));
    }
  }

  private static Throwable unwrapped(Throwable error) {
    Throwable bare =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return bare instanceof CancellationException && !(bare instanceof Canceled)
        ? new Canceled("the CompletionStage was cancelled", bare)
        : bare;
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException e) {
      // A stage need not be a future; such a one cannot be cancelled.
    }
  }
}
