package io.lwt;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A listener that resolves a promise of its own, its target, from its source's outcome: what the combinators on a
 * pending promise make. {@link Bind} is the one to read first.
 */
final class Derived {
  private Derived() {}

  /** Makes the listener listen to the promise that is pending with {@code pending}; its target. */
  static <U extends @Nullable Object> Promise<U> attach(PendingCell pending, Into<U> listener) {
    pending.add(listener);
    return listener.target;
  }

  /** Makes the copy listen to the promise that is pending with {@code pending}; its target. */
  static <T extends @Nullable Object> Promise<T> attach(PendingCell pending, Copy<T> copy) {
    pending.add(copy);
    return copy.target;
  }

  /**
   * Resolves its target with what a function of the user gives. A cancel of the target goes to the source.
   *
   * @param <U> the type of the target's value
   */
  abstract static class Into<U extends @Nullable Object> extends Listener {
    final Promise<U> target;

    Into(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
      target = new Promise<>(this);
    }

    /** The combinator's name. */
    abstract String operation();

    /** The function of the user, or the first of two. */
    abstract Object callback();

    /** The combinator, and where it was called or the class of its callback. */
    final String origin() {
      return AsyncFrames.describe(operation(), place());
    }

    private Object place() {
      return Tracer.placeOf(this, callback());
    }

    /** The rejection of the source, for the target: it has passed here. */
    final RejectedCell passed(RejectedCell rejected) {
      return rejected.passing(operation(), place());
    }

    /** The target is resolved in a state that is nobody else's. */
    final void resolve(@Nullable Object state) {
      scheduler.settle(target.root(), state);
    }

    /** The target is rejected as the source was. */
    final void pass(RejectedCell rejected) {
      resolve(passed(rejected));
    }

    /** The target is from now on the same as a promise that a callback gave. */
    final void become(Promise<? extends U> given) {
      Promise<U> outer = target.root();
      Promise<?> inner = given.root();
      if (!(inner.state instanceof PendingCell innerCell)) {
        resolve(
            inner.state instanceof RejectedCell rejected ? rejected.seen().copy() : inner.state);
      } else if (innerCell.scheduler != scheduler) {
        resolve(scheduler.rejected(innerCell.scheduler.foreign("a callback's promise")));
      } else if (inner != outer && outer.state instanceof PendingCell outerCell) {
        innerCell.addFirst(outerCell);
        outer.state = innerCell;
        inner.state = outer;
      }
    }

    /** Calls a function of the user with a value or an error, and becomes what it gives. */
    final <A extends @Nullable Object> void becomeResultOf(
        Fn<? super A, ? extends Promise<? extends U>> f, A argument) {
      become(scheduler.call(f, argument));
    }
  }

  /** {@link Promise#bind}. */
  static final class Bind<T extends @Nullable Object, U extends @Nullable Object> extends Into<U> {
    private final Fn<? super T, ? extends Promise<? extends U>> f;

    Bind(Scheduler scheduler, Promise<?> source, Fn<? super T, ? extends Promise<? extends U>> f) {
      super(scheduler, source);
      this.f = f;
    }

    @Override
    void run() {
      Object outcome = outcome();
      if (outcome instanceof RejectedCell rejected) {
        pass(rejected);
      } else {
        becomeResultOf(f, Promise.<T>valueOf(outcome));
      }
    }

    @Override
    String operation() {
      return "bind";
    }

    @Override
    Object callback() {
      return f;
    }
  }

  /** {@link Promise#map}. */
  static final class Map<T extends @Nullable Object, U extends @Nullable Object> extends Into<U> {
    private final Fn<? super T, ? extends U> f;

    Map(Scheduler scheduler, Promise<?> source, Fn<? super T, ? extends U> f) {
      super(scheduler, source);
      this.f = f;
    }

    @Override
    void run() {
      Object outcome = outcome();
      if (outcome instanceof RejectedCell rejected) {
        pass(rejected);
      } else {
        resolve(applied(Promise.<T>valueOf(outcome)));
      }
    }

    private @Nullable Object applied(T value) {
      try {
        return Promise.stateOf(f.apply(value));
      } catch (Throwable error) {
        return scheduler.rejected(scheduler.filtered(error));
      }
    }

    @Override
    String operation() {
      return "map";
    }

    @Override
    Object callback() {
      return f;
    }
  }

  /** {@link Promise#catching}. */
  static final class Catching<T extends @Nullable Object, E extends Throwable> extends Into<T> {
    private final Class<E> type;
    private final Fn<? super E, ? extends Promise<? extends T>> h;

    Catching(
        Scheduler scheduler,
        Promise<?> source,
        Class<E> type,
        Fn<? super E, ? extends Promise<? extends T>> h) {
      super(scheduler, source);
      this.type = type;
      this.h = h;
    }

    @Override
    void run() {
      Object outcome = outcome();
      if (!(outcome instanceof RejectedCell rejected)) {
        resolve(outcome);
      } else if (type.isInstance(rejected.error)) {
        becomeResultOf(h, type.cast(rejected.handOver()));
      } else {
        pass(rejected);
      }
    }

    @Override
    String operation() {
      return "catching";
    }

    @Override
    Object callback() {
      return h;
    }
  }

  /** {@link Promise#tryBind}. */
  static final class TryBind<T extends @Nullable Object, U extends @Nullable Object>
      extends Into<U> {
    private final Fn<? super T, ? extends Promise<? extends U>> f;
    private final Fn<? super Throwable, ? extends Promise<? extends U>> h;

    TryBind(
        Scheduler scheduler,
        Promise<?> source,
        Fn<? super T, ? extends Promise<? extends U>> f,
        Fn<? super Throwable, ? extends Promise<? extends U>> h) {
      super(scheduler, source);
      this.f = f;
      this.h = h;
    }

    @Override
    void run() {
      Object outcome = outcome();
      if (outcome instanceof RejectedCell rejected) {
        becomeResultOf(h, rejected.handOver());
      } else {
        becomeResultOf(f, Promise.<T>valueOf(outcome));
      }
    }

    @Override
    String operation() {
      return "tryBind";
    }

    @Override
    Object callback() {
      return f;
    }
  }

  /** {@link Promise#finalizing}. */
  static final class Finalizing<T extends @Nullable Object> extends Into<T> {
    private final Callable<? extends Promise<?>> cleanup;

    Finalizing(Scheduler scheduler, Promise<?> source, Callable<? extends Promise<?>> cleanup) {
      super(scheduler, source);
      this.cleanup = cleanup;
    }

    @Override
    void run() {
      Object outcome = outcome();
      become(
          afterCleanup(
              scheduler,
              cleanup,
              outcome instanceof RejectedCell rejected ? passed(rejected) : outcome));
    }

    /** The promise of an outcome that is nobody else's, resolved when the cleanup is done. */
    static <T extends @Nullable Object> Promise<T> afterCleanup(
        Scheduler scheduler, Callable<? extends Promise<?>> cleanup, @Nullable Object outcome) {
      return scheduler
          .<@Nullable Object, @Nullable Object>call(_ -> cleanup.call(), null)
          .bind(_ -> Promise.<T>resolved(outcome));
    }

    @Override
    String operation() {
      return "finalizing";
    }

    @Override
    Object callback() {
      return cleanup;
    }
  }

  /** A promise that is resolved as its source, unless something else resolved it before. */
  abstract static class Copy<T extends @Nullable Object> extends Listener.Removable {
    final Promise<T> target;

    Copy(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
      target = new Promise<>(this);
    }

    @Override
    final void run() {
      Promise<T> root = target.root();
      if (root.state == this) {
        scheduler.settle(root, RejectedCell.anew(outcome()));
      }
    }

    @Override
    protected final void canceled() {
      leave();
    }
  }

  /** {@link Promise#protect}: a cancel rejects it, and goes no further. */
  static final class Protect<T extends @Nullable Object> extends Copy<T> {
    Protect(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
    }

    @Override
    @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
      cancellation.found(self, this);
      return null;
    }
  }

  /** {@link Promise#noCancel}: a cancel goes no further. */
  static final class NoCancel<T extends @Nullable Object> extends Copy<T> {
    NoCancel(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
    }

    @Override
    @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
      return null;
    }
  }

  /** {@link Promise#cancelable}: a cancel rejects it, and goes on to its source. */
  static final class Cancelable<T extends @Nullable Object> extends Copy<T> {
    Cancelable(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
    }

    @Override
    @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
      cancellation.found(self, this);
      return source;
    }
  }
}
