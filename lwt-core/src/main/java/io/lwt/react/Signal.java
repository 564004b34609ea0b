package io.lwt.react;

import io.lwt.BiFn;
import io.lwt.Fn;
import io.lwt.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that changes now and then: React's {@code signal}, with what {@code Lwt_react.S} adds. The package says what
 * a step is, what keeps a signal alive, where errors go, and on which thread it may be used.
 *
 * <p>A signal changes when its new value is not equal to the one before ({@link Objects#equals}); {@link #create},
 * {@link Event#hold} and {@link #map} take another predicate. Functions are called with the current value when a signal
 * is made from others; what they throw then is thrown.
 *
 * @param <T> the type of the value
 */
public final class Signal<T extends @Nullable Object> extends Node<T> {
  private final BiPredicate<? super T, ? super T> same;
  private Consumer<? super Signal<T>> update;
  private T value;

  /** Whether its value can be computed anew, and it need not be updated while nobody looks at it. */
  private boolean computes;

  /** When the value was computed, while it is not connected. */
  private long computedAt = Step.current().moment();

  private Signal(
      T value, BiPredicate<? super T, ? super T> same, Consumer<? super Signal<T>> update) {
    this.value = value;
    this.same = same;
    this.update = update;
  }

  // ---- making signals

  /** A signal that never changes. React's {@code S.const}, Lwt's {@code S.return}. */
  public static <T extends @Nullable Object> Signal<T> of(T value) {
    Signal<T> signal = new Signal<>(value, Objects::equals, _ -> {});
    signal.freeze();
    return signal;
  }

  /** A signal that changes when it is set. React's {@code S.create}. */
  public static <T extends @Nullable Object> SignalSource<T> create(T initial) {
    return create(initial, Objects::equals);
  }

  /** As {@link #create(Object)}; to set a value that is the same as before changes nothing. */
  public static <T extends @Nullable Object> SignalSource<T> create(
      T initial, BiPredicate<? super T, ? super T> same) {
    Objects.requireNonNull(same, "same");
    Signal<T> signal = new Signal<>(initial, same, _ -> {});
    signal.own();
    return new SignalSource<>(signal);
  }

  /** A signal that remembers what it was: the function says by {@link #become} what it becomes. */
  private static <T extends @Nullable Object> Signal<T> remember(
      List<? extends Node<?>> sources,
      T initial,
      BiPredicate<? super T, ? super T> same,
      Consumer<? super Signal<T>> update) {
    Signal<T> signal = new Signal<>(initial, same, update);
    signal.dependOn(sources, true);
    return signal;
  }

  /** A signal whose value is what the function makes of the sources' values now. */
  private static <T extends @Nullable Object> Signal<T> compute(
      List<? extends Node<?>> sources,
      BiPredicate<? super T, ? super T> same,
      Supplier<? extends T> f) {
    Signal<T> signal = new Signal<>(f.get(), same, self -> self.become(f.get()));
    signal.computes = true;
    signal.dependOn(sources, false);
    return signal;
  }

  /** {@link Event#hold(Object, BiPredicate)}. */
  static <T extends @Nullable Object> Signal<T> hold(
      Event<T> event, T initial, BiPredicate<? super T, ? super T> same) {
    Objects.requireNonNull(same, "same");
    return remember(List.of(event), initial, same, self -> self.become(event.current()));
  }

  /**
   * A signal that is held by its source. It changes when the effect makes it do so, in a later step; the effect is
   * called with each new value of the source, when the step is over.
   */
  private <U extends @Nullable Object> Signal<U> follow(
      U initial,
      BiPredicate<? super U, ? super U> same,
      BiConsumer<? super T, ? super Signal<U>> effect) {
    Signal<U> signal =
        remember(
            List.of(this),
            initial,
            same,
            self -> {
              T now = value;
              Step.current().afterwards(self, () -> effect.accept(now, self));
            });
    signal.hold();
    return signal;
  }

  // ---- the value

  /**
   * The value now. Inside a step it is what it will be at the end of the step; only a function on whose result it
   * depends sees the value of before. React's {@code S.value}.
   */
  public T value() {
    checkThread("value");
    Step step = Step.current();
    if (isConnected()) {
      step.refresh(this);
    } else if (isOutdated()) {
      connect();
      disconnectUnlessWanted();
      computedAt = step.moment();
    }
    return value;
  }

  /** Occurs with the new value when it changes. React's {@code S.changes}. */
  public Event<T> changes() {
    return Event.derive(List.of(this), self -> self.occur(value));
  }

  /** Occurs with {@code f} of the new value and the one before, when it changes. React's {@code S.diff}. */
  public <U extends @Nullable Object> Event<U> diff(
      BiFunction<? super T, ? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    var before = new Ref<T>(value());
    return Event.remember(
        List.of(this),
        self -> {
          T last = before.value;
          before.value = value;
          self.occur(f.apply(value, last));
        });
  }

  // ---- transforming and filtering

  /** Has {@code f} of the value. React's {@code S.map}. */
  public <U extends @Nullable Object> Signal<U> map(Function<? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    return compute(List.of(this), Objects::equals, () -> f.apply(value()));
  }

  /** As {@link #map(Function)}; results that are the same as the one before are no change. */
  public <U extends @Nullable Object> Signal<U> map(
      Function<? super T, ? extends U> f, BiPredicate<? super U, ? super U> same) {
    Objects.requireNonNull(f, "f");
    Objects.requireNonNull(same, "same");
    return remember(List.of(this), f.apply(value()), same, self -> self.become(f.apply(current())));
  }

  /**
   * Has the last value for which {@code predicate} holds, {@code initial} until there is one. React's {@code S.filter}.
   */
  public Signal<T> filter(T initial, Predicate<? super T> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    T now = value();
    return remember(
        List.of(this),
        predicate.test(now) ? now : initial,
        Objects::equals,
        self -> {
          if (predicate.test(value)) {
            self.become(value);
          }
        });
  }

  /** Has the last thing that {@code f} gave, {@code initial} until there is one. React's {@code S.fmap}. */
  public <U> Signal<U> filterMap(
      U initial, Function<? super T, ? extends Optional<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    Optional<? extends U> now = f.apply(value());
    return Signal.<U>remember(
        List.of(this),
        now.isPresent() ? now.get() : initial,
        Objects::equals,
        self -> f.apply(value).ifPresent(self::become));
  }

  // ---- combining

  /** Has {@code f} of both values. React's {@code S.l2}. */
  public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      Signal<C> lift(
          Signal<A> first, Signal<B> second, BiFunction<? super A, ? super B, ? extends C> f) {
    Objects.requireNonNull(f, "f");
    return lift(() -> f.apply(first.value(), second.value()), first, second);
  }

  /**
   * Has what {@code f} gives, which is called when one of the signals has changed, and reads their values:
   * {@code lift(() -> a.value() + b.value() * c.value(), a, b, c)}. React's {@code S.l1} to {@code l6}.
   */
  public static <T extends @Nullable Object> Signal<T> lift(
      Supplier<? extends T> f, Signal<?>... signals) {
    Objects.requireNonNull(f, "f");
    return compute(List.of(signals), Objects::equals, f);
  }

  /** Has a fold of all values, from the first to the last. React's {@code S.merge}. */
  public static <T extends @Nullable Object, A extends @Nullable Object> Signal<A> merge(
      List<? extends Signal<? extends T>> signals,
      A initial,
      BiFunction<? super A, ? super T, ? extends A> f) {
    Objects.requireNonNull(f, "f");
    List<Signal<? extends T>> members = List.copyOf(signals);
    return compute(
        members,
        Objects::equals,
        () -> {
          A accumulated = initial;
          for (Signal<? extends T> member : members) {
            accumulated = f.apply(accumulated, member.value());
          }
          return accumulated;
        });
  }

  /** Has the function applied to the value. React's {@code S.app}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Signal<U> app(
      Signal<? extends Function<? super T, ? extends U>> functions, Signal<? extends T> values) {
    return lift(() -> functions.value().apply(values.value()), functions, values);
  }

  /**
   * Has the value of the signal that is the value now. React's {@code S.switch}.
   *
   * <p>A signal that depends on this very result is refused: IllegalStateException to the hook.
   */
  public static <T extends @Nullable Object> Signal<T> switchTo(
      Signal<? extends Signal<? extends T>> signals) {
    var now = new Ref<Signal<? extends T>>(signals.value());
    Signal<T> signal =
        new Signal<>(
            now.value.value(),
            Objects::equals,
            self -> {
              Signal<? extends T> next = signals.value();
              self.replaceSource(now.value, next);
              now.value = next;
              self.become(next.value());
            });
    signal.computes = true;
    signal.dependOn(List.of(signals, now.value), false);
    return signal;
  }

  /** Has the value of the signal that {@code f} gives for the value now. React's {@code S.bind}. */
  public <U extends @Nullable Object> Signal<U> bind(
      Function<? super T, ? extends Signal<? extends U>> f) {
    return switchTo(compute(List.of(this), (before, now) -> before == now, () -> f.apply(value())));
  }

  // ---- lifetime

  /** Keeps this signal alive as a listener would, until it is stopped. Lwt's {@code S.keep}. */
  public Signal<T> keep() {
    checkThread("keep");
    hold();
    return this;
  }

  /**
   * This signal; {@code f} is run once, on the scheduler's thread, when the result was stopped or collected, but not
   * after the scheduler was closed. What it throws goes to the hook. It must not refer to the result, which would never
   * be collected then. Lwt's {@code S.with_finaliser}.
   */
  public Signal<T> withFinaliser(Runnable f) {
    Objects.requireNonNull(f, "f");
    Signal<T> signal = compute(List.of(this), (_, _) -> false, this::value);
    signal.whenStopped(new Finaliser(signal, f));
    return signal;
  }

  // ---- with functions that give promises

  /**
   * Changes as this one does, but not before what {@code f} promises is resolved; {@code f} is called now and at each
   * change. Of the values that come meanwhile the last one counts. If {@code f} throws or rejects, that goes to the
   * hook, and the waiting is over. Lwt's {@code S.limit}.
   */
  public Signal<T> limit(Callable<? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    var limit = new Limit<T>(f);
    Signal<T> signal = follow(value(), Objects::equals, limit::occurred);
    limit.restart(signal);
    return signal;
  }

  /**
   * Promises a signal that has what {@code f} promises for the value now, and changes to what it promises for later
   * values, one after the other: {@code f} is called with a value when what it promised for the one before is resolved.
   * Lwt's {@code S.map_s}.
   *
   * <p>Rejected as the first promise of {@code f}; then nothing more is done. Later rejections go to the hook. A cancel
   * goes to the first promise of {@code f}.
   */
  public <U extends @Nullable Object> Promise<Signal<U>> mapS(
      Fn<? super T, ? extends Promise<? extends U>> f) {
    return mapS(f, Objects::equals);
  }

  @SuppressWarnings("NullAway") // nobody sees the signal before it has the first promised value
  private <U extends @Nullable Object> Promise<Signal<U>> mapS(
      Fn<? super T, ? extends Promise<? extends U>> f,
      BiPredicate<@Nullable Object, @Nullable Object> same) {
    return this.<U, U>async(null, same, f, (_, result, emit) -> emit.accept(result));
  }

  /** {@link #filter}, with a function that gives promises, as {@link #mapS}. Lwt's {@code S.filter_s}. */
  public Promise<Signal<T>> filterS(T initial, Fn<? super T, ? extends Promise<Boolean>> f) {
    return async(initial, Objects::equals, f, Async::emitIf);
  }

  /** {@link #filterMap}, with a function that gives promises, as {@link #mapS}. Lwt's {@code S.fmap_s}. */
  public <U> Promise<Signal<U>> filterMapS(
      U initial, Fn<? super T, ? extends Promise<? extends Optional<? extends U>>> f) {
    return async(initial, Objects::equals, f, (_, result, emit) -> result.ifPresent(emit));
  }

  /** {@link #diff}, with a function that gives promises, as {@link Event#mapS}. Lwt's {@code S.diff_s}. */
  public <U extends @Nullable Object> Event<U> diffS(
      BiFn<? super T, ? super T, ? extends Promise<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return this.<Callable<Promise<? extends U>>>diff((now, before) -> () -> f.apply(now, before))
        .mapS(Callable::call);
  }

  /** {@link #merge}, with a function that gives promises, as {@link #mapS}. Lwt's {@code S.merge_s}. */
  public static <T extends @Nullable Object, A extends @Nullable Object> Promise<Signal<A>> mergeS(
      List<? extends Signal<? extends T>> signals,
      A initial,
      BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    Objects.requireNonNull(f, "f");
    List<Signal<? extends T>> members = List.copyOf(signals);
    Signal<List<T>> all =
        compute(
            members,
            (_, _) -> false,
            () -> {
              List<T> values = new ArrayList<>();
              members.forEach(member -> values.add(member.value()));
              return values;
            });
    return all.mapS(values -> Async.foldAll(values, initial, f));
  }

  /**
   * {@link #app}, with functions that give promises, as {@link #mapS}: called when the function or the value has
   * changed. Lwt's {@code S.app_s}.
   */
  public static <T extends @Nullable Object, U extends @Nullable Object> Promise<Signal<U>> appS(
      Signal<? extends Fn<? super T, ? extends Promise<? extends U>>> functions,
      Signal<? extends T> values) {
    Signal<Callable<Promise<? extends U>>> calls =
        lift(
            () -> {
              Fn<? super T, ? extends Promise<? extends U>> function = functions.value();
              T now = values.value();
              return () -> function.apply(now);
            },
            functions,
            values);
    return calls.mapS(Callable::call);
  }

  /** {@link #bind}, with a function that gives promises, as {@link #mapS}. Lwt's {@code S.bind_s}. */
  public <U extends @Nullable Object> Promise<Signal<U>> bindS(
      Fn<? super T, ? extends Promise<? extends Signal<? extends U>>> f) {
    return this.<Signal<? extends U>>mapS(f, (before, now) -> before == now)
        .map(
            signals -> {
              Signal<U> signal = switchTo(signals);
              signal.whenStopped(signals::stop);
              return signal;
            });
  }

  /** Has what the promises are fulfilled with, as {@link #mapS}. Lwt's {@code S.run_s}. */
  public static <T extends @Nullable Object> Promise<Signal<T>> runS(
      Signal<? extends Promise<? extends T>> promises) {
    return promises.mapS(promise -> promise);
  }

  private <R extends @Nullable Object, U extends @Nullable Object> Promise<Signal<U>> async(
      U initial,
      BiPredicate<? super U, ? super U> same,
      Fn<? super T, ? extends Promise<? extends R>> f,
      Async.Outcome<? super T, ? super R, U> outcome) {
    Objects.requireNonNull(f, "f");
    var async = new Async<T, R, U>(f, outcome, true);
    Signal<U> signal = follow(initial, same, async::occurred);
    return async.start(value(), signal, signal::become).map(_ -> signal);
  }

  // ---- inside

  /** It has this value from now on; in the step under way, if it has dependents. */
  void become(T next) {
    if (!same.test(value, next)) {
      value = next;
      Step.current().changed(this);
    }
  }

  /** What starts a step in which it has this value. */
  Runnable becoming(T next) {
    return () -> {
      if (!isStopped()) {
        become(next);
      }
    };
  }

  @Override
  void emit(T next) {
    Step.current().start(becoming(next));
  }

  @Override
  void update() {
    update.accept(this);
  }

  @Override
  void forgetFunction() {
    update = _ -> {};
  }

  @Override
  boolean occurs() {
    return false;
  }

  @Override
  boolean isOutdated() {
    return computes && !isStopped() && (computedAt < 0 || computedAt != Step.current().moment());
  }

  @Override
  T current() {
    return value;
  }
}
