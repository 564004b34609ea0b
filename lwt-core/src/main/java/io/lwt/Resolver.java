package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A promise with what resolves it: who has this resolves the promise, and gives others {@link #promise}. Lwt's
 * {@code 'a Lwt.u}.
 *
 * <p>A promise is resolved once: doing it again throws {@link IllegalStateException}, unless it was cancelled, when it
 * is ignored. Must be used on the thread of the promise's scheduler; on another it throws IllegalStateException.
 *
 * <p>A pending operation (a read that waits, a timer) is best a subclass: it then is one object with its promise, and
 * {@link #canceled} tells it of a cancel.
 *
 * @param <T> the type of the promise's value
 */
public class Resolver<T extends @Nullable Object> extends Pending<T> {
  /** A resolver with its pending promise, which belongs to the current thread's scheduler. */
  @SuppressWarnings("this-escape") // it is only noted
  protected Resolver() {
    super(Scheduler.current().root());
    PendingTrace trace = scheduler().pendingTrace();
    if (trace != null) {
      trace.made(this);
    }
  }

  /** A promise that cannot be cancelled, and its resolver. Lwt's {@code wait}. */
  public static <T extends @Nullable Object> Resolver<T> waiter() {
    return new Waiter<>();
  }

  /** A promise that a cancel rejects with {@link Canceled}, and its resolver. Lwt's {@code task}. */
  public static <T extends @Nullable Object> Resolver<T> task() {
    return new Resolver<>();
  }

  /** The promise that is resolved here, for those who are not to resolve it: this object. */
  public final Promise<T> promise() {
    return this;
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
    return owned(operation).scheduler().rejectedHere(error, operation);
  }

  private void resolve(String operation, @Nullable Object newState, boolean now) {
    Scheduler scheduler = owned(operation).scheduler();
    Pending<T> root = pending();
    if (root != null) {
      scheduler.resolve(root, newState, now);
    } else if (!(root().state instanceof RejectedCell rejected && rejected.isCanceled())) {
      throw new IllegalStateException(
          "Resolver." + operation + ": the promise is resolved already: " + this);
    }
  }

  /**
   * Whether a cancel rejects the promise, as that of a {@link #task}, or stops here, as that of a {@link #waiter}. Must
   * always say the same.
   */
  protected boolean isCancelable() {
    return true;
  }

  /**
   * Called once, when the promise has just been rejected by a cancel and before its callbacks run: an operation leaves
   * its queues here. Must neither throw nor run anything of the user's.
   */
  @Override
  protected void canceled() {}

  /** What the promise waits for, for people: {@link AsyncTrace#pendingPromises}. Must not throw. */
  protected String description() {
    return getClass().getName();
  }

  @Override
  final void release(@Nullable Object newState) {
    super.release(newState);
    PendingTrace trace = scheduler().pendingTrace();
    if (trace != null) {
      trace.resolved(this);
    }
  }

  @Override
  final @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    if (isCancelable()) {
      cancellation.found(self, this);
    }
    return null;
  }

  private static final class Waiter<T extends @Nullable Object> extends Resolver<T> {
    @Override
    protected boolean isCancelable() {
      return false;
    }
  }
}
