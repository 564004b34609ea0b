package io.lwt;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Promises that are resolved from their source's outcome: what the combinators on a pending promise make. {@link Bind}
 * is the one to read first.
 */
final class Derived {
  private Derived() {}

  /** Makes the listener listen to a pending promise; the listener, as a promise. */
  static <U extends @Nullable Object> Promise<U> attach(Pending<?> source, Listener<U> listener) {
    source.add(listener);
    return listener;
  }

  /**
   * Is resolved with what a function of the user gives. A cancel goes to the source.
   *
   * @param <U> the type of the promise's value
   */
  abstract static class Into<U extends @Nullable Object> extends Listener<U> {
    /** The function of the user, or the first of two; null when it has been called. */
    private @Nullable Object callback;

    Into(Scheduler scheduler, Promise<?> source, Object callback) {
      super(scheduler, source);
      this.callback = callback;
    }

    /** The source has this outcome. */
    abstract void react(@Nullable Object outcome);

    /** The combinator's name. */
    abstract String operation();

    @Override
    final void run(Promise<?> resolved) {
      react(resolved.state);
      callback = null;
      if (state != Mark.MERGED) {
        source = null;
      }
    }

    /** The function, as what it was given as. */
    @SuppressWarnings({
      "unchecked",
      "TypeParameterUnusedInFormals"
    }) // its class's constructor took an F
    final <F> F callback() {
      return (F) Objects.requireNonNull(callback);
    }

    /** The combinator, and where it was called or the class of its callback; empty if that has been called. */
    final String origin() {
      return callback == null ? "" : ", " + AsyncFrames.describe(operation(), place());
    }

    private Object place() {
      return Tracer.placeOf(this, callback());
    }

    /** The rejection of the source, for this promise: it has passed here. */
    final RejectedCell passed(RejectedCell rejected) {
      return rejected.passing(operation(), place());
    }

    /** Is rejected as the source was. */
    final void pass(RejectedCell rejected) {
      resolve(passed(rejected));
    }

    /** Is resolved in a state that is nobody else's. */
    final void resolve(@Nullable Object state) {
      scheduler().settle(root(), state);
    }

    /** Is from now on the same as a promise that a callback gave. */
    final void become(Promise<? extends U> given) {
      Promise<U> outer = root();
      Promise<? extends U> inner = given.root();
      if (!(inner.state instanceof Mark)) {
        resolve(
            inner.state instanceof RejectedCell rejected ? rejected.seen().copy() : inner.state);
        return;
      }
      Pending<? extends U> pending = (Pending<? extends U>) inner;
      if (pending.scheduler() != scheduler()) {
        resolve(scheduler().rejected(pending.scheduler().foreign("a callback's promise")));
      } else if (inner != outer) {
        ((Into<U>) outer).merge(pending);
      }
    }

    /** Has a pending promise as its proxy from now on. */
    private void merge(Pending<?> inner) {
      source = inner.nature();
      state = Mark.MERGED;
      inner.becomeProxyOf(this);
    }

    @Override
    final void becomeProxyOf(Pending<?> outer) {
      if (state == Mark.MERGED) {
        source = null;
      }
      super.becomeProxyOf(outer);
    }

    @Override
    final Pending<?> nature() {
      return state == Mark.MERGED ? (Pending<?>) Objects.requireNonNull(source) : this;
    }

    /** Calls a function of the user with a value or an error, and becomes what it gives. */
    final <A extends @Nullable Object> void becomeResultOf(
        Fn<? super A, ? extends Promise<? extends U>> f, A argument) {
      become(scheduler().call(f, argument));
    }
  }

  /** {@link Promise#bind}. */
  static final class Bind<T extends @Nullable Object, U extends @Nullable Object> extends Into<U> {
    Bind(Scheduler scheduler, Promise<?> source, Fn<? super T, ? extends Promise<? extends U>> f) {
      super(scheduler, source, f);
    }

    @Override
    void react(@Nullable Object outcome) {
      if (outcome instanceof RejectedCell rejected) {
        pass(rejected);
      } else {
        Fn<? super T, ? extends Promise<? extends U>> f = callback();
        becomeResultOf(f, Promise.<T>valueOf(outcome));
      }
    }

    @Override
    String operation() {
      return "bind";
    }
  }

  /** {@link Promise#map}. */
  static final class Map<T extends @Nullable Object, U extends @Nullable Object> extends Into<U> {
    Map(Scheduler scheduler, Promise<?> source, Fn<? super T, ? extends U> f) {
      super(scheduler, source, f);
    }

    @Override
    void react(@Nullable Object outcome) {
      if (outcome instanceof RejectedCell rejected) {
        pass(rejected);
      } else {
        resolve(applied(Promise.<T>valueOf(outcome)));
      }
    }

    private @Nullable Object applied(T value) {
      try {
        Fn<? super T, ? extends U> f = callback();
        return Promise.stateOf(f.apply(value));
      } catch (Throwable error) {
        return scheduler().rejected(scheduler().filtered(error));
      }
    }

    @Override
    String operation() {
      return "map";
    }
  }

  /** {@link Promise#catching}. */
  static final class Catching<T extends @Nullable Object, E extends Throwable> extends Into<T> {
    private final Class<E> type;

    Catching(
        Scheduler scheduler,
        Promise<?> source,
        Class<E> type,
        Fn<? super E, ? extends Promise<? extends T>> h) {
      super(scheduler, source, h);
      this.type = type;
    }

    @Override
    void react(@Nullable Object outcome) {
      if (!(outcome instanceof RejectedCell rejected)) {
        resolve(outcome);
      } else if (type.isInstance(rejected.error)) {
        Fn<? super E, ? extends Promise<? extends T>> h = callback();
        becomeResultOf(h, type.cast(rejected.handOver()));
      } else {
        pass(rejected);
      }
    }

    @Override
    String operation() {
      return "catching";
    }
  }

  /** {@link Promise#tryBind}. */
  static final class TryBind<T extends @Nullable Object, U extends @Nullable Object>
      extends Into<U> {
    private @Nullable Fn<? super Throwable, ? extends Promise<? extends U>> h;

    TryBind(
        Scheduler scheduler,
        Promise<?> source,
        Fn<? super T, ? extends Promise<? extends U>> f,
        Fn<? super Throwable, ? extends Promise<? extends U>> h) {
      super(scheduler, source, f);
      this.h = h;
    }

    @Override
    void react(@Nullable Object outcome) {
      Fn<? super Throwable, ? extends Promise<? extends U>> handler = Objects.requireNonNull(h);
      h = null;
      if (outcome instanceof RejectedCell rejected) {
        becomeResultOf(handler, rejected.handOver());
      } else {
        Fn<? super T, ? extends Promise<? extends U>> f = callback();
        becomeResultOf(f, Promise.<T>valueOf(outcome));
      }
    }

    @Override
    String operation() {
      return "tryBind";
    }
  }

  /** {@link Promise#finalizing}. */
  static final class Finalizing<T extends @Nullable Object> extends Into<T> {
    Finalizing(Scheduler scheduler, Promise<?> source, Callable<? extends Promise<?>> cleanup) {
      super(scheduler, source, cleanup);
    }

    @Override
    void react(@Nullable Object outcome) {
      Callable<? extends Promise<?>> cleanup = callback();
      become(
          afterCleanup(
              scheduler(),
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
  }

  /** Is resolved as its source, unless a cancel rejects it before. */
  abstract static class Copy<T extends @Nullable Object> extends Listener.Removable<T> {
    Copy(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
    }

    @Override
    final void run(Promise<?> resolved) {
      source = null;
      scheduler().settle(root(), RejectedCell.anew(resolved.state));
    }
  }

  /** {@link Promise#protect}: a cancel rejects it, and goes no further. */
  static final class Protect<T extends @Nullable Object> extends Copy<T> {
    Protect(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
    }

    @Override
    @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
      leave();
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
      Promise<?> before = source;
      leave();
      cancellation.found(self, this);
      return before;
    }
  }
}
