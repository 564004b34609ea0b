package io.lwt.react;

import io.lwt.BiFn;
import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function that gives promises, with the values of one event or signal, for another one to occur or change as
 * they are fulfilled. In series: a call waits until the promise of the one before is resolved. In parallel: it does
 * not.
 *
 * @param <T> the type of the values
 * @param <R> what the function promises
 * @param <U> the type of what comes of it
 */
final class Async<
    T extends @Nullable Object, R extends @Nullable Object, U extends @Nullable Object> {
  private final Fn<? super T, ? extends Promise<? extends R>> f;
  private final Outcome<? super T, ? super R, U> outcome;
  private final boolean inSeries;

  /** In series: resolved when the last call's promise is; never rejected. */
  private Promise<@Nullable Void> last = Promise.unit();

  Async(
      Fn<? super T, ? extends Promise<? extends R>> f,
      Outcome<? super T, ? super R, U> outcome,
      boolean inSeries) {
    this.f = f;
    this.outcome = outcome;
    this.inSeries = inSeries;
  }

  /** What becomes of a value and of what was promised for it: may emit something. */
  @FunctionalInterface
  interface Outcome<
      T extends @Nullable Object, R extends @Nullable Object, U extends @Nullable Object> {
    void handle(T value, R result, Consumer<? super U> emit);
  }

  /** There is a value: calls the function when it may be called. A rejection goes to the hook. */
  void occurred(T value, Node<U> out) {
    Lwt.async(() -> inSeries ? callNext(value, out) : call(value, out, out::emit));
  }

  private Promise<@Nullable Void> callNext(T value, Node<U> out) {
    Promise<@Nullable Void> call = last.bind(_ -> call(value, out, out::emit));
    last = call.catching(_ -> Promise.unit());
    return call;
  }

  /** Calls the function now, before all others; if that fails it stops {@code out}, and so calls it no more. */
  Promise<@Nullable Void> start(T value, Node<U> out, Consumer<? super U> emit) {
    Promise<@Nullable Void> call =
        call(value, out, emit)
            .catching(
                error -> {
                  out.stop();
                  return Promise.failed(error);
                });
    last = call.catching(_ -> Promise.unit());
    return call;
  }

  private Promise<@Nullable Void> call(T value, Node<U> out, Consumer<? super U> emit) {
    return out.isStopped()
        ? Promise.unit()
        : Lwt.<R>apply(() -> f.apply(value))
            .map(
                result -> {
                  outcome.handle(value, result, emit);
                  return null;
                });
  }

  /** The outcome of a filter. */
  static <T extends @Nullable Object> void emitIf(
      T value, boolean condition, Consumer<? super T> emit) {
    if (condition) {
      emit.accept(value);
    }
  }

  /** Promises a fold with a function that gives promises. */
  static <T extends @Nullable Object, A extends @Nullable Object> Promise<A> foldAll(
      List<? extends T> values,
      A initial,
      BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    Promise<A> accumulated = Promise.of(initial);
    for (T value : values) {
      accumulated = accumulated.bind(before -> f.apply(before, value));
    }
    return accumulated;
  }
}
