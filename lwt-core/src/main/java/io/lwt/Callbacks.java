package io.lwt;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Listeners whose promises nobody sees: what they throw goes to the hook. */
final class Callbacks {
  private Callbacks() {}

  /** {@link Promise#onSuccess}, {@link Promise#onFailure}, {@link Promise#onTermination} and {@link Promise#onAny}. */
  static final class OnAny<T extends @Nullable Object> extends Listener<@Nullable Void> {
    private final @Nullable Consumer<? super T> f;
    private final @Nullable Consumer<? super Throwable> h;

    OnAny(
        Scheduler scheduler,
        Promise<T> source,
        @Nullable Consumer<? super T> f,
        @Nullable Consumer<? super Throwable> h) {
      super(scheduler, source);
      this.f = f;
      this.h = h;
    }

    @Override
    void run(Promise<?> resolved) {
      call(scheduler(), resolved, f, h);
    }

    /** Calls the one that fits the state of a resolved promise. */
    static <T extends @Nullable Object> void call(
        Scheduler scheduler,
        Promise<?> resolved,
        @Nullable Consumer<? super T> f,
        @Nullable Consumer<? super Throwable> h) {
      try {
        if (resolved.state instanceof RejectedCell rejected) {
          Throwable error = rejected.handOver();
          if (h != null) {
            h.accept(error);
          }
        } else if (f != null) {
          f.accept(Promise.<T>valueOf(resolved.state));
        }
      } catch (Throwable error) {
        scheduler.reportAsync(scheduler.filtered(error));
      }
    }
  }

  /** {@link Promise#onCancel}. Found by its class when a promise is cancelled: it comes before the others. */
  static final class OnCancel extends Listener<@Nullable Void> {
    private final Runnable f;

    OnCancel(Scheduler scheduler, Promise<?> source, Runnable f) {
      super(scheduler, source);
      this.f = f;
    }

    @Override
    void run(Promise<?> resolved) {
      call(scheduler(), resolved, f);
    }

    /** Calls it if a resolved promise was cancelled. */
    static void call(Scheduler scheduler, Promise<?> resolved, Runnable f) {
      if (resolved.state instanceof RejectedCell rejected && rejected.isCanceled()) {
        try {
          f.run();
        } catch (Throwable error) {
          scheduler.reportAsync(scheduler.filtered(error));
        }
      }
    }
  }
}
