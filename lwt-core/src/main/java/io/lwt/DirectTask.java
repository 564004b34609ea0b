package io.lwt;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Code in direct style ({@link LwtDirect#spawn}), the promise of what it returns, and what waits for the promise it
 * awaits: one object. Its source is what it awaits; so a cancel goes there.
 *
 * @param <T> what the code returns
 */
final class DirectTask<T extends @Nullable Object> extends Listener.Removable<T> {
  /** Null when it is done, so that who keeps the promise does not keep what the code has. So is the coroutine. */
  private @Nullable Callable<? extends T> code;

  private @Nullable Coroutine coroutine;

  /** Until it has begun a cancel rejects the task itself. */
  private boolean begun;

  /** The keys' values for the code, when it goes on. */
  Storage storage;

  private boolean done;
  private @Nullable Object value;
  private @Nullable Throwable thrown;

  DirectTask(Scheduler scheduler, Callable<? extends T> code) {
    super(scheduler, null);
    this.code = code;
    this.storage = scheduler.storage();
    this.coroutine = scheduler.direct().coroutine(this::runCode);
  }

  Callable<? extends T> code() {
    return Objects.requireNonNull(code);
  }

  private Coroutine coroutine() {
    return Objects.requireNonNull(coroutine);
  }

  /** Inside the coroutine. What the code throws must not leave it. */
  private void runCode() {
    begun = true;
    try {
      value = code().call();
    } catch (Throwable error) {
      thrown = error;
    }
    done = true;
  }

  /** Goes on up to the next await, or to the end. */
  void step() {
    if (begun || isPending()) {
      coroutine().resume();
    }
  }

  /** Resolves the promise, if the code has come to its end. */
  void settleIfDone() {
    if (done) {
      Scheduler scheduler = scheduler();
      Throwable error = thrown;
      Object outcome =
          error == null ? stateOf(value) : scheduler.rejected(scheduler.filtered(error));
      value = null;
      code = null;
      coroutine = null;
      Pending<T> root = pending();
      if (root != null) {
        scheduler.resolve(root, outcome, false);
      }
    }
  }

  /** Inside the coroutine: returns when the promise, which is pending, is resolved. */
  void await(Pending<?> promise) {
    source = promise;
    promise.add(this);
    try {
      coroutine().suspend();
    } catch (IllegalStateException pinned) {
      leave();
      throw pinned;
    }
    source = null;
  }

  /** What it awaits is there. */
  @Override
  void run(Promise<?> resolved) {
    scheduler().direct().resume(this);
  }

  @Override
  @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    if (begun) {
      return source;
    }
    cancellation.found(self, this);
    return null;
  }
}
