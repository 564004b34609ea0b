package io.lwt;

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

    /** The target is resolved as a promise that is resolved. */
    final void resolveAs(@Nullable Object outcome) {
      scheduler.settle(target.root(), RejectedCell.anew(outcome));
    }

    final void resolveWith(Throwable error) {
      scheduler.settle(target.root(), new RejectedCell(error));
    }

    /** The target is from now on the same as a promise that a callback gave. */
    final void become(Promise<? extends U> given) {
      Promise<U> outer = target.root();
      Promise<?> inner = given.root();
      if (!(inner.state instanceof PendingCell innerCell)) {
        resolveAs(inner.state instanceof RejectedCell rejected ? rejected.seen() : inner.state);
      } else if (innerCell.scheduler != scheduler) {
        resolveWith(innerCell.scheduler.foreign("a callback's promise"));
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
      if (outcome instanceof RejectedCell) {
        resolveAs(outcome);
      } else {
        becomeResultOf(f, Promise.<T>valueOf(outcome));
      }
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
      if (!(outcome instanceof RejectedCell)) {
        try {
          outcome = Promise.stateOf(f.apply(Promise.<T>valueOf(outcome)));
        } catch (Throwable error) {
          resolveWith(scheduler.filtered(error));
          return;
        }
      }
      resolveAs(outcome);
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
      if (outcome instanceof RejectedCell rejected && type.isInstance(rejected.error)) {
        becomeResultOf(h, type.cast(rejected.error));
      } else {
        resolveAs(outcome);
      }
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
        becomeResultOf(h, rejected.error);
      } else {
        becomeResultOf(f, Promise.<T>valueOf(outcome));
      }
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
