package io.lwt.react;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Lets a value pass, then holds back the next ones until a promise is resolved; of those the last one passes then.
 *
 * @param <T> the type of the values
 */
final class Limit<T extends @Nullable Object> {
  private final Callable<? extends Promise<?>> f;
  private Promise<?> limiter = Promise.unit();

  /** What was held back; null if nothing was. */
  private @Nullable Runnable delayed;

  Limit(Callable<? extends Promise<?>> f) {
    this.f = f;
  }

  void occurred(T value, Node<T> out) {
    if (limiter.isPending()) {
      delayed = () -> pass(value, out);
    } else {
      pass(value, out);
    }
  }

  private void pass(T value, Node<T> out) {
    restart(out);
    out.emit(value);
  }

  /** Holds values back from now on. */
  void restart(Node<T> out) {
    // A callback of the limiter may have sent a newer value: that passes instead.
    delayed = null;
    Promise<?> started = Lwt.apply(f);
    limiter = started;
    Lwt.async(() -> started);
    started.onTermination(() -> ended(started, out));
  }

  private void ended(Promise<?> which, Node<T> out) {
    if (which == limiter && delayed != null && !out.isStopped()) {
      delayed.run();
    }
  }
}
