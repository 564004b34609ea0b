package io.lwt.react;

import io.lwt.BiFn;
import io.lwt.Canceled;
import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
import org.jspecify.annotations.Nullable;

/**
 * Something that occurs now and then, each time with a value: React's {@code event}, with what {@code Lwt_react.E}
 * adds. The package says what a step is, what keeps an event alive, where errors go, and on which thread it may be
 * used.
 *
 * <p>An event that is made inside a step, by a function of another one, may occur in that step already.
 *
 * @param <T> the type of the values
 */
@SuppressWarnings("varargs") // the arrays are only read
public final class Event<T extends @Nullable Object> extends Node<T> {
  private static final Event<?> NEVER = never(new Event<>(_ -> {}));

  private Consumer<? super Event<T>> update;
  private boolean occurs;
  private @Nullable Object occurrence;

  private Event(Consumer<? super Event<T>> update) {
    this.update = update;
  }

  // ---- making events

  /** An event that occurs when something is sent. React's {@code E.create}. */
  public static <T extends @Nullable Object> EventSource<T> create() {
    return new EventSource<>(primitive());
  }

  /** The event that never occurs; always the same object. React's {@code E.never}. */
  @SuppressWarnings("unchecked") // it never has a value
  public static <T extends @Nullable Object> Event<T> never() {
    return (Event<T>) NEVER;
  }

  private static Event<?> never(Event<?> event) {
    event.freeze();
    return event;
  }

  private static <T extends @Nullable Object> Event<T> primitive() {
    Event<T> event = new Event<>(_ -> {});
    event.own();
    return event;
  }

  /** An event that may occur when one of the sources does or changes: the function says so by {@link #occur}. */
  static <T extends @Nullable Object> Event<T> derive(
      List<? extends Node<?>> sources, Consumer<? super Event<T>> update) {
    Event<T> event = new Event<>(update);
    event.dependOn(sources, false);
    return event;
  }

  /** The same, for a function that remembers something. */
  static <T extends @Nullable Object> Event<T> remember(
      List<? extends Node<?>> sources, Consumer<? super Event<T>> update) {
    Event<T> event = new Event<>(update);
    event.dependOn(sources, true);
    return event;
  }

  /**
   * An event that occurs when the effect makes it do so, in a later step; the effect is called with each value of the
   * source, when the step is over.
   */
  static <T extends @Nullable Object, U extends @Nullable Object> Event<U> observe(
      Node<T> source, BiConsumer<? super T, ? super Event<U>> effect) {
    return remember(
        List.of(source),
        self -> {
          T value = source.current();
          Step.current().afterwards(self, () -> effect.accept(value, self));
        });
  }

  /** As {@link #observe}, and held by its source. */
  static <T extends @Nullable Object, U extends @Nullable Object> Event<U> follow(
      Node<T> source, BiConsumer<? super T, ? super Event<U>> effect) {
    Event<U> event = observe(source, effect);
    event.hold();
    return event;
  }

  /**
   * Occurs with what {@code f} promises, which is then called again, and so on; at first in the loop's next lap. Lwt's
   * {@code E.from}.
   *
   * <p>A rejection ends it, and goes to the hook, unless it is a cancellation. Stopping the event cancels the promise;
   * so does the garbage collector when nobody refers or listens to it.
   */
  public static <T extends @Nullable Object> Event<T> from(
      Callable<? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    Event<T> source = primitive();
    return source.endingWith(Lwt.pause().bind(_ -> sendAll(f, source)));
  }

  private static <T extends @Nullable Object> Promise<?> sendAll(
      Callable<? extends Promise<? extends T>> f, Event<T> event) {
    return Lwt.<T>apply(f)
        .bind(
            value -> {
              event.emit(value);
              return sendAll(f, event);
            });
  }

  /**
   * Occurs with each element of the stream, from the loop's next lap on. An error of the stream ends it, and goes to
   * the hook. Stopping the event ends the reading; so does the garbage collector when nobody refers or listens to it.
   * Lwt's {@code E.of_stream}.
   */
  public static <T> Event<T> ofStream(LwtStream<? extends T> stream) {
    Objects.requireNonNull(stream, "stream");
    Event<T> source = primitive();
    return source.endingWith(Lwt.pause().bind(_ -> stream.iter(source::emit)));
  }

  /** This event, together with the work that makes it occur: either ends the other. */
  private Event<T> endingWith(Promise<?> work) {
    Lwt.dontWait(
        () -> work,
        error -> {
          if (!(error instanceof Canceled)) {
            Step.report(error);
          }
        });
    return withFinaliser(work::cancel);
  }

  /**
   * The event that is promised: it occurs as that one does, from when the promise is fulfilled. A rejection goes to the
   * hook. Lwt's {@code E.delay}.
   */
  public static <T extends @Nullable Object> Event<T> delay(
      Promise<? extends Event<? extends T>> promise) {
    Event<Event<? extends T>> found = primitive();
    Event<T> event = Event.<T>never().switchTo(found);
    Promise<?> sent =
        promise.map(
            inner -> {
              found.emit(inner);
              return inner;
            });
    Lwt.async(() -> sent);
    return event;
  }

  // ---- transforming and filtering

  /** Occurs with {@code f} of each value. React's {@code E.map}. */
  public <U extends @Nullable Object> Event<U> map(Function<? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    return derive(List.of(this), self -> self.occur(f.apply(current())));
  }

  /** Occurs with {@code value} each time. React's {@code E.stamp}. */
  public <U extends @Nullable Object> Event<U> stamp(U value) {
    return map(_ -> value);
  }

  /** Occurs with the values for which {@code predicate} holds. React's {@code E.filter}. */
  public Event<T> filter(Predicate<? super T> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return derive(
        List.of(this),
        self -> {
          if (predicate.test(current())) {
            self.occur(current());
          }
        });
  }

  /** Occurs with what {@code f} gives, if it gives something. React's {@code E.fmap}. */
  public <U> Event<U> filterMap(Function<? super T, ? extends Optional<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return derive(List.of(this), self -> f.apply(current()).ifPresent(self::occur));
  }

  /** Occurs the next time this one does, and then no more. React's {@code E.once}. */
  public Event<T> once() {
    return remember(
        List.of(this),
        self -> {
          self.occur(current());
          Step.current().afterwards(self, self::stop);
        });
  }

  /** Occurs as this one does, except for the next time. React's {@code E.drop_once}. */
  public Event<T> dropOnce() {
    var first = new Ref<>(true);
    return remember(
        List.of(this),
        self -> {
          if (!first.value) {
            self.occur(current());
          }
          first.value = false;
        });
  }

  /** Occurs when the value is not equal to the one before, and the first time. React's {@code E.changes}. */
  public Event<T> changes() {
    return changes(Objects::equals);
  }

  /** Occurs when the value is not the same as the one before, and the first time. React's {@code E.changes}. */
  public Event<T> changes(BiPredicate<? super T, ? super T> same) {
    Objects.requireNonNull(same, "same");
    var before = new Ref<@Nullable Ref<T>>(null);
    return remember(
        List.of(this),
        self -> {
          Ref<T> last = before.value;
          T value = current();
          before.value = new Ref<>(value);
          if (last == null || !same.test(last.value, value)) {
            self.occur(value);
          }
        });
  }

  /** Occurs with {@code f} of the value and of the one before; not the first time. React's {@code E.diff}. */
  public <U extends @Nullable Object> Event<U> diff(
      BiFunction<? super T, ? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    var before = new Ref<@Nullable Ref<T>>(null);
    return remember(
        List.of(this),
        self -> {
          Ref<T> last = before.value;
          T value = current();
          before.value = new Ref<>(value);
          if (last != null) {
            self.occur(f.apply(value, last.value));
          }
        });
  }

  /** Occurs with {@code f} of the value and the signal's value at that time. React's {@code S.sample}. */
  public <S extends @Nullable Object, U extends @Nullable Object> Event<U> sample(
      Signal<S> signal, BiFunction<? super T, ? super S, ? extends U> f) {
    Objects.requireNonNull(signal, "signal");
    Objects.requireNonNull(f, "f");
    return derive(
        List.of(this, signal),
        self -> {
          if (occurs()) {
            self.occur(f.apply(current(), signal.current()));
          }
        });
  }

  // ---- accumulating

  /**
   * Occurs with {@code f} of what it occurred with before, at first {@code initial}, and the value. React's
   * {@code E.fold}; followed by {@link #hold} it is {@code S.fold}.
   */
  public <A extends @Nullable Object> Event<A> fold(
      A initial, BiFunction<? super A, ? super T, ? extends A> f) {
    Objects.requireNonNull(f, "f");
    var accumulated = new Ref<A>(initial);
    return remember(
        List.of(this),
        self -> {
          accumulated.value = f.apply(accumulated.value, current());
          self.occur(accumulated.value);
        });
  }

  /**
   * Occurs with the function it is given, applied to what it occurred with before, at first {@code initial}. React's
   * {@code E.accum}; followed by {@link #hold} it is {@code S.accum}.
   */
  public static <A extends @Nullable Object> Event<A> accum(
      Event<? extends Function<? super A, ? extends A>> functions, A initial) {
    return functions.fold(initial, (accumulated, function) -> function.apply(accumulated));
  }

  /** The last value, {@code initial} until there is one. React's {@code S.hold}. */
  public Signal<T> hold(T initial) {
    return hold(initial, Objects::equals);
  }

  /** As {@link #hold(Object)}; values that are the same are no change. */
  public Signal<T> hold(T initial, BiPredicate<? super T, ? super T> same) {
    return Signal.hold(this, initial, same);
  }

  // ---- combining

  /** Occurs when one of them does; if several do at once, as the first in the list. React's {@code E.select}. */
  public static <T extends @Nullable Object> Event<T> select(
      List<? extends Event<? extends T>> events) {
    List<Event<? extends T>> members = List.copyOf(events);
    return derive(members, self -> self.occur(firstOccurring(members).current()));
  }

  private static <T extends @Nullable Object> Event<? extends T> firstOccurring(
      List<Event<? extends T>> events) {
    for (Event<? extends T> event : events) {
      if (event.occurs()) {
        return event;
      }
    }
    throw new AssertionError("updated, but no source occurs");
  }

  /** {@link #select(List)}. */
  @SafeVarargs
  public static <T extends @Nullable Object> Event<T> select(Event<? extends T>... events) {
    return select(Arrays.asList(events));
  }

  /**
   * Occurs when one of them does, with a fold, from the first to the last, of the values of those that occur at once.
   * React's {@code E.merge}.
   */
  public static <T extends @Nullable Object, A extends @Nullable Object> Event<A> merge(
      List<? extends Event<? extends T>> events,
      A initial,
      BiFunction<? super A, ? super T, ? extends A> f) {
    Objects.requireNonNull(f, "f");
    return Event.<T>simultaneous(events)
        .map(
            values -> {
              A accumulated = initial;
              for (T value : values) {
                accumulated = f.apply(accumulated, value);
              }
              return accumulated;
            });
  }

  /** Occurs when one of them does, with the values of those that do. */
  private static <T extends @Nullable Object> Event<List<T>> simultaneous(
      List<? extends Event<? extends T>> events) {
    List<Event<? extends T>> members = List.copyOf(events);
    return derive(
        members,
        self -> {
          List<T> values = new ArrayList<>();
          for (Event<? extends T> member : members) {
            if (member.occurs()) {
              values.add(member.current());
            }
          }
          self.occur(Collections.unmodifiableList(values));
        });
  }

  /** Occurs when both do at once, with the function applied to the value. React's {@code E.app}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Event<U> app(
      Event<? extends Function<? super T, ? extends U>> functions, Event<? extends T> values) {
    return Event.<Function<? super T, ? extends U>, T, U>both(
        functions, values, (function, value) -> function.apply(value));
  }

  private static <
          A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      Event<C> both(
          Event<? extends A> first,
          Event<? extends B> second,
          BiFunction<? super A, ? super B, ? extends C> f) {
    return derive(
        List.of(first, second),
        self -> {
          if (first.occurs() && second.occurs()) {
            self.occur(f.apply(first.current(), second.current()));
          }
        });
  }

  /**
   * Occurs as this event does, until {@code next} occurs with another one; then as that one, and so on. When
   * {@code next} occurs, the new event counts already. React's {@code E.switch}.
   *
   * <p>An event that depends on this very result is refused: IllegalStateException to the hook.
   */
  public Event<T> switchTo(Event<? extends Event<? extends T>> next) {
    var now = new Ref<Event<? extends T>>(this);
    return remember(
        List.of(next, this),
        self -> {
          if (next.occurs()) {
            self.replaceSource(now.value, next.current());
            now.value = next.current();
          }
          if (now.value.occurs()) {
            self.occur(now.value.current());
          }
        });
  }

  // ---- listening

  /**
   * Calls {@code f} with each value, when the step is over. It is called until the result is stopped, or nobody can
   * make the event occur any more.
   */
  public Subscription onEach(Consumer<? super T> f) {
    Objects.requireNonNull(f, "f");
    Event<T> listener = follow(this, (value, _) -> f.accept(value));
    return listener::stop;
  }

  /**
   * Promises the next value. A cancel ends the waiting. Never resolved if the event does not occur any more. Lwt's
   * {@code E.next}.
   *
   * <p>What occurs before somebody asks for the next one again is missed: use {@link #onEach}.
   */
  public Promise<T> next() {
    return new Next<>(this).promise();
  }

  private static final class Next<T extends @Nullable Object> extends Resolver<T> {
    private final Subscription subscription;

    Next(Event<T> event) {
      subscription = event.onEach(this::occurred);
    }

    private void occurred(T value) {
      subscription.stop();
      fulfill(value);
    }

    @Override
    protected void canceled() {
      subscription.stop();
    }
  }

  /**
   * A stream of the values from now on. Those that are not read wait in it. It ends its listening when nobody refers to
   * it and nobody waits for an element; never before. Null cannot be an element: NullPointerException to the hook.
   * Lwt's {@code E.to_stream}.
   */
  public LwtStream<T> toStream() {
    return LwtStream.from(new UnreadOccurrences<>(this));
  }

  /** Keeps this event alive as a listener would, until it is stopped. Lwt's {@code E.keep}. */
  public Event<T> keep() {
    checkThread("keep");
    hold();
    return this;
  }

  /**
   * This event; {@code f} is run once, on the scheduler's thread, when the result was stopped or collected, but not
   * after the scheduler was closed. What it throws goes to the hook. It must not refer to the result, which would never
   * be collected then. Lwt's {@code E.with_finaliser}.
   */
  public Event<T> withFinaliser(Runnable f) {
    Objects.requireNonNull(f, "f");
    Event<T> event = map(Function.identity());
    event.whenStopped(new Finaliser(event, f));
    return event;
  }

  // ---- with functions that give promises

  /**
   * Occurs as this one does, but after each time not before what {@code f} promises is resolved. Of the values that
   * come meanwhile the last one counts, and occurs then. If {@code f} throws or rejects, that goes to the hook, and the
   * waiting is over. Lwt's {@code E.limit}.
   */
  public Event<T> limit(Callable<? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    return follow(this, new Limit<T>(f)::occurred);
  }

  /**
   * Occurs with what {@code f} promises for each value, one after the other: {@code f} is called with a value when what
   * it promised for the one before is resolved. Lwt's {@code E.map_s}.
   */
  public <U extends @Nullable Object> Event<U> mapS(
      Fn<? super T, ? extends Promise<? extends U>> f) {
    return async(f, (_, result, emit) -> emit.accept(result), true);
  }

  /**
   * Occurs with what {@code f} promises for each value, when that is fulfilled: a later value may come first. Lwt's
   * {@code E.map_p}.
   */
  public <U extends @Nullable Object> Event<U> mapP(
      Fn<? super T, ? extends Promise<? extends U>> f) {
    return async(f, (_, result, emit) -> emit.accept(result), false);
  }

  /** Occurs with the values for which {@code f} promises true, as {@link #mapS}. Lwt's {@code E.filter_s}. */
  public Event<T> filterS(Fn<? super T, ? extends Promise<Boolean>> f) {
    return async(f, Async::emitIf, true);
  }

  /** Occurs with the values for which {@code f} promises true, as {@link #mapP}. Lwt's {@code E.filter_p}. */
  public Event<T> filterP(Fn<? super T, ? extends Promise<Boolean>> f) {
    return async(f, Async::emitIf, false);
  }

  /** Occurs with what {@code f} promises, if that is something, as {@link #mapS}. Lwt's {@code E.fmap_s}. */
  public <U> Event<U> filterMapS(
      Fn<? super T, ? extends Promise<? extends Optional<? extends U>>> f) {
    return async(f, (_, result, emit) -> result.ifPresent(emit), true);
  }

  /** Occurs with what {@code f} promises, if that is something, as {@link #mapP}. Lwt's {@code E.fmap_p}. */
  public <U> Event<U> filterMapP(
      Fn<? super T, ? extends Promise<? extends Optional<? extends U>>> f) {
    return async(f, (_, result, emit) -> result.ifPresent(emit), false);
  }

  /** {@link #diff}, with a function that gives promises, as {@link #mapS}. Lwt's {@code E.diff_s}. */
  public <U extends @Nullable Object> Event<U> diffS(
      BiFn<? super T, ? super T, ? extends Promise<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return this.<Callable<Promise<? extends U>>>diff(
            (value, before) -> () -> f.apply(value, before))
        .mapS(Callable::call);
  }

  /** {@link #sample}, with a function that gives promises, as {@link #mapS}. Lwt's {@code S.sample_s}. */
  public <S extends @Nullable Object, U extends @Nullable Object> Event<U> sampleS(
      Signal<S> signal, BiFn<? super T, ? super S, ? extends Promise<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return this.<S, Callable<Promise<? extends U>>>sample(
            signal, (value, sampled) -> () -> f.apply(value, sampled))
        .mapS(Callable::call);
  }

  /**
   * {@link #fold}, with a function that gives promises, as {@link #mapS}. A rejection leaves what was accumulated.
   * Lwt's {@code E.fold_s}; followed by {@link #hold} it is {@code S.fold_s}.
   */
  public <A extends @Nullable Object> Event<A> foldS(
      A initial, BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    Objects.requireNonNull(f, "f");
    var accumulated = new Ref<A>(initial);
    return this.<A, A>async(
        value -> f.apply(accumulated.value, value),
        (_, result, emit) -> {
          accumulated.value = result;
          emit.accept(result);
        },
        true);
  }

  /** {@link #accum}, with functions that give promises, as {@link #mapS}. Lwt's {@code E.accum_s}. */
  public static <A extends @Nullable Object> Event<A> accumS(
      Event<? extends Fn<? super A, ? extends Promise<? extends A>>> functions, A initial) {
    return functions.foldS(initial, (accumulated, function) -> function.apply(accumulated));
  }

  /** {@link #merge}, with a function that gives promises, as {@link #mapS}. Lwt's {@code E.merge_s}. */
  public static <T extends @Nullable Object, A extends @Nullable Object> Event<A> mergeS(
      List<? extends Event<? extends T>> events,
      A initial,
      BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    Objects.requireNonNull(f, "f");
    return Event.<T>simultaneous(events).mapS(values -> Async.foldAll(values, initial, f));
  }

  /** {@link #app}, with functions that give promises, as {@link #mapS}. Lwt's {@code E.app_s}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Event<U> appS(
      Event<? extends Fn<? super T, ? extends Promise<? extends U>>> functions,
      Event<? extends T> values) {
    return Event.<T, U>calls(functions, values).mapS(Callable::call);
  }

  /** {@link #app}, with functions that give promises, as {@link #mapP}. Lwt's {@code E.app_p}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Event<U> appP(
      Event<? extends Fn<? super T, ? extends Promise<? extends U>>> functions,
      Event<? extends T> values) {
    return Event.<T, U>calls(functions, values).mapP(Callable::call);
  }

  private static <T extends @Nullable Object, U extends @Nullable Object>
      Event<Callable<Promise<? extends U>>> calls(
          Event<? extends Fn<? super T, ? extends Promise<? extends U>>> functions,
          Event<? extends T> values) {
    return Event
        .<Fn<? super T, ? extends Promise<? extends U>>, T, Callable<Promise<? extends U>>>both(
            functions, values, (function, value) -> () -> function.apply(value));
  }

  /** Occurs with what the promises are fulfilled with, in the order of the promises. Lwt's {@code E.run_s}. */
  public static <T extends @Nullable Object> Event<T> runS(
      Event<? extends Promise<? extends T>> promises) {
    return promises.mapS(promise -> promise);
  }

  /** Occurs with what the promises are fulfilled with, when they are. Lwt's {@code E.run_p}. */
  public static <T extends @Nullable Object> Event<T> runP(
      Event<? extends Promise<? extends T>> promises) {
    return promises.mapP(promise -> promise);
  }

  private <R extends @Nullable Object, U extends @Nullable Object> Event<U> async(
      Fn<? super T, ? extends Promise<? extends R>> f,
      Async.Outcome<? super T, ? super R, U> outcome,
      boolean inSeries) {
    Objects.requireNonNull(f, "f");
    return follow(this, new Async<T, R, U>(f, outcome, inSeries)::occurred);
  }

  // ---- inside

  /** It occurs, in the step under way. */
  void occur(T value) {
    occurs = true;
    occurrence = value;
    Step.current().occurs(this);
  }

  /** The step in which it occurred is over. */
  void clear() {
    occurs = false;
    occurrence = null;
  }

  /** What starts a step in which it occurs. */
  Runnable occurring(T value) {
    return () -> {
      if (!isStopped()) {
        occur(value);
      }
    };
  }

  @Override
  void emit(T value) {
    Step.current().start(occurring(value));
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
    return occurs;
  }

  @Override
  boolean isOutdated() {
    return false;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // while it occurs it is a T
  T current() {
    return (T) occurrence;
  }
}
