package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a promise: who has it resolves the promise. Lwt's {@code 'a Lwt.u}.
 *
 * <p>A promise is resolved once: doing it again throws {@link IllegalStateException}, unless it was cancelled, when it
 * is ignored. Must be used on the thread of the promise's scheduler; on another it throws IllegalStateException.
 *
 * <p>A pending operation (a read that waits, a timer) is best a subclass: it then is one object with its promise's
 * state, and {@link #canceled} tells it of a cancel.
 *
 * @param <T> the type of the promise's value
 */
public class Resolver<T extends @Nullable Object> extends PendingCell {
  private final Promise<T> promise;
  private final boolean cancelable;

  /**
   * A resolver with its pending promise, which belongs to the current thread's scheduler.
   *
   * @param cancelable whether a cancel rejects the promise, as for {@link #task}, or stops here, as for {@link #waiter}
   */
  @SuppressWarnings("this-escape") // the promise keeps it, and calls nothing of it yet
  protected Resolver(boolean cancelable) {
    super(Scheduler.current());
    this.cancelable = cancelable;
    promise = new Promise<>(this);
  }

  /** A promise that cannot be cancelled, and its resolver. Lwt's {@code wait}. */
  public static <T extends @Nullable Object> Resolver<T> waiter() {
    return new Resolver<>(false);
  }

  /** A promise that a cancel rejects with {@link Canceled}, and its resolver. Lwt's {@code task}. */
  public static <T extends @Nullable Object> Resolver<T> task() {
    return new Resolver<>(true);
  }

  /** The promise that is resolved here. */
  public final Promise<T> promise() {
    return promise;
  }

  /** Whether the promise has been neither resolved nor cancelled. */
  public final boolean isPending() {
    return promise.root().state == this;
  }

  /**
   * Fulfils the promise. Its callbacks run before this returns; inside a callback they wait until the outermost
   * resolution has run its own. Lwt's {@code wakeup_later}.
   */
  public final void fulfill(T value) {
    resolve("fulfill", Promise.stateOf(value), false);
  }

  /** Rejects the promise; callbacks as for {@link #fulfill}. Lwt's {@code wakeup_later_exn}. */
  public final void reject(Throwable error) {
    resolve("reject", rejected("reject", error), false);
  }

  /** Fulfils or rejects the promise; callbacks as for {@link #fulfill}. Lwt's {@code wakeup_later_result}. */
  public final void resolve(Result<? extends T, ? extends Throwable> result) {
    resolve("resolve", stateOf("resolve", result), false);
  }

  /**
   * Fulfils the promise and runs its callbacks before this returns, inside a callback too: deeper on the stack each
   * time. Lwt's {@code wakeup}.
   */
  public final void fulfillNow(T value) {
    resolve("fulfillNow", Promise.stateOf(value), true);
  }

  /** Rejects the promise; callbacks as for {@link #fulfillNow}. Lwt's {@code wakeup_exn}. */
  public final void rejectNow(Throwable error) {
    resolve("rejectNow", rejected("rejectNow", error), true);
  }

  /** Fulfils or rejects the promise; callbacks as for {@link #fulfillNow}. Lwt's {@code wakeup_result}. */
  public final void resolveNow(Result<? extends T, ? extends Throwable> result) {
    resolve("resolveNow", stateOf("resolveNow", result), true);
  }

  private @Nullable Object stateOf(String operation, Result<?, ? extends Throwable> result) {
    return switch (result) {
      case Result.Ok<?, ? extends Throwable>(var value) -> Promise.stateOf(value);
      case Result.Err<?, ? extends Throwable>(var error) -> rejected(operation, error);
    };
  }

  private RejectedCell rejected(String operation, Throwable error) {
    Objects.requireNonNull(error, "error");
    scheduler.checkThread(operation);
    return scheduler.rejectedHere(error, operation);
  }

  private void resolve(String operation, @Nullable Object newState, boolean now) {
    scheduler.checkThread(operation);
    Promise<T> root = promise.root();
    if (root.state != this) {
      if (root.state instanceof RejectedCell rejected && rejected.isCanceled()) {
        return;
      }
      throw new IllegalStateException(
          "Resolver." + operation + ": the promise is resolved already: " + root);
    }
    scheduler.resolve(root, newState, now);
  }

  /**
   * Called once, when the promise has just been rejected by a cancel and before its callbacks run: an operation leaves
   * its queues here. Must neither throw nor run anything of the user's.
   */
  @Override
  protected void canceled() {}

  @Override
  final @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    if (cancelable) {
      cancellation.found(self, this);
    }
    return null;
  }
}
