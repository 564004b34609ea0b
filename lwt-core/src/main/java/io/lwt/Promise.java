package io.lwt;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value that may not be there yet: Lwt's {@code 'a Lwt.t}.
 *
 * <p><b>States.</b> A promise is <i>pending</i>, <i>fulfilled</i> with a value, or <i>rejected</i> with an error. It is
 * resolved (fulfilled or rejected) once and stays so. Whoever holds its {@link Resolver} resolves it; the promises that
 * {@link #bind} and the other combinators make are resolved by what they were made from.
 *
 * <p><b>Resolution.</b> When a promise is resolved its callbacks run, in the order in which they were added, callbacks
 * of {@link #onCancel} first. It goes depth first: whatever hangs on the first callback runs before the second. A
 * callback that resolves another promise with {@link Resolver#fulfill} sets its state at once, but that one's callbacks
 * wait until all of this has been run. A combinator on a promise that is resolved already runs its function at once.
 * Neither long chains nor recursion through {@code bind} need stack: past a nesting limit functions are put off, and
 * the outermost combinator runs what was put off before it returns.
 *
 * <p><b>Merging.</b> When the function of {@code bind} gives a promise that is still pending, that one and the promise
 * that {@code bind} gave become one: same state, same callbacks, same cancellation. So a loop written by recursion
 * takes no more memory the longer it runs.
 *
 * <p><b>Cancellation.</b> {@link #cancel} goes from a promise backwards to what it waits for, until it comes to
 * promises made by {@link Resolver#task}, which it rejects with {@link Canceled}. Those made by {@link Resolver#waiter}
 * stop it.
 *
 * <p><b>Confinement.</b> A pending promise belongs to the {@link Scheduler} of the thread that made it. Resolving,
 * cancelling or attaching to it on another thread throws {@link IllegalStateException}; {@link Scheduler#execute}
 * carries work over. A promise that is resolved at birth belongs to nobody and may be shared.
 *
 * <p><b>Errors.</b> Nothing here throws what a callback threw: the promise made for it is rejected. (By default
 * OutOfMemoryError and InternalError are not turned into rejections: see {@link Lwt#setErrorFilter}.) Null functions
 * throw NullPointerException.
 *
 * <p>The method to read first is {@link #bind}.
 *
 * @param <T> the value's type; {@code Promise<Void>} is fulfilled with null
 */
public class Promise<T extends @Nullable Object> extends Cell {
  private static final Promise<@Nullable Void> UNIT = new Promise<>(null);

  /** The value, if it is not a {@link Cell}; else what the cell says. A promise here is the one this is a proxy for. */
  @Nullable Object state;

  Promise(@Nullable Object state) {
    this.state = state;
  }

  // ---- making promises

  /**
   * A promise that is fulfilled already. Lwt's {@code return}.
   *
   * @apiNote CompletableFuture: {@code completedFuture}
   */
  public static <T extends @Nullable Object> Promise<T> of(T value) {
    return new Promise<>(stateOf(value));
  }

  /**
   * A promise that is rejected already. Lwt's {@code fail}.
   *
   * @apiNote CompletableFuture: {@code failedFuture}
   */
  public static <T extends @Nullable Object> Promise<T> failed(Throwable error) {
    Objects.requireNonNull(error, "error");
    return rejected(Scheduler.current().rejectedHere(error, "failed"));
  }

  /** The promise fulfilled with nothing; always the same object. Lwt's {@code return_unit}. */
  public static Promise<@Nullable Void> unit() {
    return UNIT;
  }

  /** A promise that is resolved already, as the result is. Lwt's {@code of_result}. */
  public static <T extends @Nullable Object> Promise<T> ofResult(
      Result<? extends T, ? extends Throwable> result) {
    return switch (result) {
      case Result.Ok<? extends T, ? extends Throwable>(var value) -> of(value);
      case Result.Err<? extends T, ? extends Throwable>(var error) -> failed(error);
    };
  }

  /**
   * Calls a function now: a promise fulfilled with what it returns, or rejected with what it throws. Lwt's
   * {@code wrap}.
   */
  public static <T extends @Nullable Object> Promise<T> wrap(Callable<? extends T> function) {
    Objects.requireNonNull(function, "function");
    try {
      return of(function.call());
    } catch (Throwable error) {
      return Scheduler.current().rejection(error);
    }
  }

  /**
   * A promise of what a stage, such as a CompletableFuture, is completed with. Any thread may complete it: the promise
   * is resolved on the current thread's scheduler, which something must drive.
   *
   * <p>Rejected with the stage's error, out of its {@link java.util.concurrent.CompletionException}; with
   * {@link Canceled} if the stage is cancelled. A cancel rejects the promise and cancels the stage, if that can be.
   */
  public static <T extends @Nullable Object> Promise<T> from(CompletionStage<? extends T> stage) {
    Objects.requireNonNull(stage, "stage");
    return new PromiseOfStage<T>(stage).promise();
  }

  // ---- one after the other

  /**
   * Runs {@code f} with the value once there is one; the promise of what {@code f} promises. Lwt's {@code bind}.
   *
   * <p>Rejected with this promise's error, without calling {@code f}; with what {@code f} throws; or as the promise
   * that {@code f} gives. A cancel goes to this promise until {@code f} has been called, afterwards to the promise it
   * gave.
   *
   * <p>{@code f} stays with this promise until it is called, also if nobody keeps the result. On a promise that lives
   * long, attach to its {@link #protect}, whose cancel takes everything back.
   *
   * @apiNote CompletableFuture: {@code thenCompose}
   */
  public final <U extends @Nullable Object> Promise<U> bind(
      Fn<? super T, ? extends Promise<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    Object now = state;
    if (now instanceof Cell) {
      return bindCell(f);
    }
    return Scheduler.current().call(f, valueOf(now));
  }

  private <U extends @Nullable Object> Promise<U> bindCell(
      Fn<? super T, ? extends Promise<? extends U>> f) {
    Promise<T> root = root();
    Object now = root.state;
    if (now instanceof Mark) {
      Pending<T> pending = root.owned("bind");
      return Derived.attach(pending, new Derived.Bind<>(pending.scheduler(), pending, f));
    }
    return now instanceof RejectedCell rejected
        ? rejected(rejected.seen().passing("bind", f.getClass()))
        : Scheduler.current().call(f, valueOf(now));
  }

  /**
   * The promise of {@code f} applied to the value. Lwt's {@code map}.
   *
   * <p>Rejected with this promise's error, without calling {@code f}, or with what {@code f} throws. A cancel goes to
   * this promise.
   *
   * @apiNote CompletableFuture: {@code thenApply}
   */
  public final <U extends @Nullable Object> Promise<U> map(Fn<? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    Promise<T> root = root();
    Object now = root.state;
    if (now instanceof Mark) {
      Pending<T> pending = root.owned("map");
      return Derived.attach(pending, new Derived.Map<>(pending.scheduler(), pending, f));
    }
    if (now instanceof RejectedCell rejected) {
      return rejected(rejected.seen().passing("map", f.getClass()));
    }
    try {
      return of(f.apply(valueOf(now)));
    } catch (Throwable error) {
      return Scheduler.current().rejection(error);
    }
  }

  /**
   * Hands a rejection to {@code h}; the promise of this one's value, or of what {@code h} promises. Lwt's
   * {@code catch}.
   *
   * <p>Rejected with what {@code h} throws, or as the promise that {@code h} gives. A cancel goes to this promise, and
   * {@code h} then sees {@link Canceled} and may turn it into a value; once {@code h} has been called it goes to the
   * promise that {@code h} gave.
   *
   * @apiNote CompletableFuture: {@code exceptionallyCompose}
   */
  public final Promise<T> catching(Fn<? super Throwable, ? extends Promise<? extends T>> h) {
    return catching(Throwable.class, h);
  }

  /**
   * Hands a rejection to {@code h} if its error is of the type; others pass. Lwt's {@code catch} with a pattern.
   *
   * @see #catching(Fn)
   */
  public final <E extends Throwable> Promise<T> catching(
      Class<E> type, Fn<? super E, ? extends Promise<? extends T>> h) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(h, "h");
    Promise<T> root = root();
    Object now = root.state;
    if (now instanceof Mark) {
      Pending<T> pending = root.owned("catching");
      return Derived.attach(pending, new Derived.Catching<>(pending.scheduler(), pending, type, h));
    }
    if (now instanceof RejectedCell rejected) {
      rejected.seen();
      return type.isInstance(rejected.error)
          ? Scheduler.current().call(h, type.cast(rejected.handOver()))
          : rejected(rejected.passing("catching", h.getClass()));
    }
    return this;
  }

  /**
   * Hands the value to {@code f}, or the error to {@code h}, which does not see errors of {@code f}. Lwt's
   * {@code try_bind}.
   *
   * <p>Rejected with what is thrown by the one that was called, or as the promise it gives. Cancel as in {@link #bind}
   * and {@link #catching(Fn)}.
   *
   * @apiNote CompletableFuture: {@code handle}, then {@code thenCompose}
   */
  public final <U extends @Nullable Object> Promise<U> tryBind(
      Fn<? super T, ? extends Promise<? extends U>> f,
      Fn<? super Throwable, ? extends Promise<? extends U>> h) {
    Objects.requireNonNull(f, "f");
    Objects.requireNonNull(h, "h");
    Promise<T> root = root();
    Object now = root.state;
    if (now instanceof Mark) {
      Pending<T> pending = root.owned("tryBind");
      return Derived.attach(pending, new Derived.TryBind<>(pending.scheduler(), pending, f, h));
    }
    return now instanceof RejectedCell rejected
        ? Scheduler.current().call(h, rejected.handOver())
        : Scheduler.current().call(f, valueOf(now));
  }

  /**
   * Runs {@code cleanup} when this promise is resolved either way, then the promise is resolved as this one. Lwt's
   * {@code finalize}.
   *
   * <p>If the cleanup throws or its promise is rejected, so is this one's result, with the cleanup's error. A cancel
   * goes to this promise, then to the cleanup's.
   *
   * @apiNote CompletableFuture: {@code whenComplete}, but the cleanup may be asynchronous
   */
  public final Promise<T> finalizing(Callable<? extends Promise<?>> cleanup) {
    Objects.requireNonNull(cleanup, "cleanup");
    Promise<T> root = root();
    Object now = root.state;
    if (now instanceof Mark) {
      Pending<T> pending = root.owned("finalizing");
      return Derived.attach(
          pending, new Derived.Finalizing<>(pending.scheduler(), pending, cleanup));
    }
    return Derived.Finalizing.afterCleanup(
        Scheduler.current(),
        cleanup,
        now instanceof RejectedCell rejected
            ? rejected.seen().passing("finalizing", cleanup.getClass())
            : now);
  }

  // ---- callbacks without a new promise

  /**
   * Calls {@code f} with the value; now if it is there. What {@code f} throws goes to the hook
   * ({@link Lwt#setAsyncExceptionHook}). Lwt's {@code on_success}.
   */
  public final void onSuccess(Consumer<? super T> f) {
    onAny(Objects.requireNonNull(f, "f"), null, "onSuccess");
  }

  /**
   * Calls {@code f} with the error of a rejection; now if it is rejected. What {@code f} throws goes to the hook. Lwt's
   * {@code on_failure}.
   */
  public final void onFailure(Consumer<? super Throwable> f) {
    onAny(null, Objects.requireNonNull(f, "f"), "onFailure");
  }

  /**
   * Calls {@code f} when the promise is resolved either way; now if it is. What {@code f} throws goes to the hook.
   * Lwt's {@code on_termination}.
   */
  public final void onTermination(Runnable f) {
    Objects.requireNonNull(f, "f");
    onAny(_ -> f.run(), _ -> f.run(), "onTermination");
  }

  /**
   * Calls {@code f} with the value or {@code h} with the error; now if the promise is resolved. What they throw goes to
   * the hook. Lwt's {@code on_any}.
   *
   * @apiNote CompletableFuture: {@code whenComplete}
   */
  public final void onAny(Consumer<? super T> f, Consumer<? super Throwable> h) {
    Objects.requireNonNull(f, "f");
    Objects.requireNonNull(h, "h");
    onAny(f, h, "onAny");
  }

  private void onAny(
      @Nullable Consumer<? super T> f, @Nullable Consumer<? super Throwable> h, String operation) {
    Pending<T> pending = pending();
    if (pending == null) {
      Callbacks.OnAny.call(Scheduler.current(), root(), f, h);
    } else {
      Scheduler scheduler = pending.owned(operation).scheduler();
      pending.add(new Callbacks.OnAny<>(scheduler, pending, f, h));
    }
  }

  /**
   * Calls {@code f} when the promise is rejected with {@link Canceled}, by a cancel or by hand, before its other
   * callbacks; now if it is; never for anything else. What {@code f} throws goes to the hook. Lwt's {@code on_cancel}.
   */
  public final void onCancel(Runnable f) {
    Objects.requireNonNull(f, "f");
    Pending<T> pending = pending();
    if (pending == null) {
      Callbacks.OnCancel.call(Scheduler.current(), root(), f);
    } else {
      Scheduler scheduler = pending.owned("onCancel").scheduler();
      pending.add(new Callbacks.OnCancel(scheduler, pending, f));
    }
  }

  // ---- cancellation

  /**
   * Asks that whatever this promise waits for be given up. Lwt's {@code cancel}.
   *
   * <p>It goes backwards: from what a combinator made to the promise it waits for now, or to all of them, until it
   * comes to those made by {@link Resolver#task}. All it finds are rejected with {@link Canceled}, in the order in
   * which they were found; then the callbacks of each run, one after the other, before this returns. Nothing happens to
   * a resolved promise. A handler on the way may turn the cancel into a value, so this promise need not end up
   * cancelled.
   */
  public final void cancel() {
    cancel(new Canceled());
  }

  /** As {@link #cancel()}; all that is found is rejected with {@code reason}. */
  public final void cancel(Canceled reason) {
    Objects.requireNonNull(reason, "reason");
    Pending<T> pending = pending();
    if (pending != null) {
      Cancellation.cancel(pending, pending.owned("cancel").scheduler(), reason);
    }
  }

  /**
   * A promise that is resolved as this one, but whose cancel rejects only itself. Lwt's {@code protected}.
   *
   * <p>This one goes on, and no longer refers to the other. A resolved promise gives itself.
   */
  public final Promise<T> protect() {
    Pending<T> pending = pending();
    return pending == null
        ? this
        : Derived.attach(
            pending.owned("protect"), new Derived.Protect<>(pending.scheduler(), pending));
  }

  /**
   * A promise that is resolved as this one, and stops a cancel. Lwt's {@code no_cancel}.
   *
   * <p>It is rejected with {@link Canceled} if this one is cancelled otherwise.
   */
  public final Promise<T> noCancel() {
    Pending<T> pending = pending();
    return pending == null
        ? this
        : Derived.attach(
            pending.owned("noCancel"), new Derived.NoCancel<>(pending.scheduler(), pending));
  }

  /**
   * A promise that is resolved as this one, and can always be cancelled: a cancel rejects it, and goes on to this one.
   * Lwt's {@code wrap_in_cancelable}.
   */
  public final Promise<T> cancelable() {
    Pending<T> pending = pending();
    return pending == null
        ? this
        : Derived.attach(
            pending.owned("cancelable"), new Derived.Cancelable<>(pending.scheduler(), pending));
  }

  // ---- for others

  /**
   * A future that is completed as this promise is, on its scheduler's thread: what hangs on the future without an
   * executor runs there too. Its {@code cancel}, on any thread, cancels the future at once and then this promise;
   * nothing else done to the future comes back here.
   */
  public final CompletableFuture<T> toCompletableFuture() {
    Pending<T> pending = pending();
    return new FutureOfPromise<>(
        pending == null ? Scheduler.current() : pending.owned("toCompletableFuture").scheduler(),
        this);
  }

  // ---- looking at it

  /** The state now. A rejection that was read here counts as looked at. Lwt's {@code state}. */
  public final State<T> state() {
    Object now = root().state;
    if (now instanceof Mark) {
      return new State.Pending<>();
    }
    return now instanceof RejectedCell rejected
        ? new State.Rejected<>(rejected.handOver())
        : new State.Fulfilled<>(valueOf(now));
  }

  /** Whether it is neither fulfilled nor rejected. Lwt's {@code is_sleeping}. */
  public final boolean isPending() {
    return root().state instanceof Mark;
  }

  /**
   * The state and, of a pending promise of the current thread, the number of its callbacks and the combinator that made
   * it. For people to read.
   */
  @Override
  public final String toString() {
    Pending<T> pending = pending();
    if (pending != null) {
      if (!pending.scheduler().isCurrent()) {
        return "Promise[pending]"; // its callbacks may be changing
      }
      int count = pending.listenerCount();
      String origin = pending instanceof Derived.Into<?> derived ? derived.origin() : "";
      return "Promise[pending, " + count + (count == 1 ? " callback" : " callbacks") + origin + "]";
    }
    Object now = root().state;
    return now instanceof RejectedCell rejected
        ? "Promise[rejected: " + rejected.error + "]"
        : "Promise[fulfilled: " + valueOf(now) + "]";
  }

  // ---- inside

  /** The promise itself, if it is pending, or that for which it is a proxy; null if it is resolved. */
  final @Nullable Pending<T> pending() {
    Promise<T> root = root();
    return root.state instanceof Mark ? (Pending<T>) root : null;
  }

  /** This promise, which is pending; throws unless the current thread may resolve, cancel or attach to it. */
  final Pending<T> owned(String operation) {
    Pending<T> pending = (Pending<T>) this;
    pending.scheduler().checkThread(operation);
    return pending;
  }

  /** The promise that this one is a proxy for, in the end; itself if it is none. Shortens the way there. */
  final Promise<T> root() {
    return state instanceof Promise<?> ? shorten() : this;
  }

  @SuppressWarnings("unchecked") // a proxy and its root have the same type
  private Promise<T> shorten() {
    Promise<?> root = this;
    while (root.state instanceof Promise<?> further) {
      root = further;
    }
    Promise<?> proxy = this;
    while (proxy.state != root && proxy.state instanceof Promise<?> further) {
      proxy.state = root;
      proxy = further;
    }
    return (Promise<T>) root;
  }

  /** What a promise fulfilled with the value has as its state. */
  static @Nullable Object stateOf(@Nullable Object value) {
    return value instanceof Cell cell ? new BoxedCell(cell) : value;
  }

  /** The value that a fulfilled promise's state stands for. */
  @SuppressWarnings({
    "unchecked",
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // the state of a fulfilled promise of T is a T
  static <T extends @Nullable Object> T valueOf(@Nullable Object state) {
    return (T) (state instanceof BoxedCell boxed ? boxed.value : state);
  }

  /** A promise that is resolved already, in a state that is nobody else's. */
  static <U extends @Nullable Object> Promise<U> resolved(@Nullable Object state) {
    return state instanceof RejectedCell rejected ? rejected(rejected) : new Promise<>(state);
  }

  /** A promise that is rejected already, in a state that is nobody else's. */
  static <U extends @Nullable Object> Promise<U> rejected(RejectedCell rejected) {
    Scheduler.current().orphans().add(rejected);
    return new Promise<>(rejected);
  }
}
