package io.lwt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Elements that come one after the other, as they are asked for or when something pushes them. Corresponds to
 * {@code Lwt_stream}.
 *
 * <p><b>Reading</b> takes elements away. Reads are served in the order in which they were made, and each element goes
 * to one read: several loops over one stream share its elements. (In Lwt all reads that wait get the same one.) Who
 * wants all elements for himself reads a {@link #fork}: it has every element that this stream has, at its own pace.
 * Elements are kept until the slowest fork that is still held has read them.
 *
 * <p><b>Errors</b> of the source take a place among the elements, but do not end the stream: the read that comes to one
 * is rejected with it, and the next read goes on behind it. A read of several elements ({@link #nget},
 * {@link #getWhile}, {@link #toList}, {@link #parse}) that is rejected has taken none: they are there for the next one.
 * Loops, such as {@link #iter} or {@link #fold}, and streams made of others, such as by {@link #map}, take element by
 * element: what they have taken is gone. {@link #results} turns errors into elements.
 *
 * <p><b>Cancelling</b> a read that waits takes nothing: what it would have got is there for the next one. The call of
 * the source's function that is under way goes on.
 *
 * <p>A stream may be used by the thread that made it only; otherwise {@link IllegalStateException} is thrown.
 *
 * @param <T> the elements' type
 */
public final class LwtStream<T> {
  private final StreamSource<T> source;

  private final StreamCursor<T> cursor;

  LwtStream(StreamSource<T> source, StreamCursor<T> cursor) {
    this.source = source;
    this.cursor = cursor;
  }

  private LwtStream(StreamSource<T> source) {
    this(source, new StreamCursor<>(source, source.tail()));
  }

  // ---- making streams

  /**
   * A stream that calls {@code f} for each element when it is read; an empty Optional ends it. Lwt's {@code from}.
   *
   * <p>There is one call at a time, whose promise has to be resolved before the next. What {@code f} throws, and what
   * its promise is rejected with, is an error of the stream; the next read calls {@code f} again.
   */
  public static <T> LwtStream<T> from(Callable<? extends Promise<Optional<T>>> f) {
    Objects.requireNonNull(f, "f");
    return new LwtStream<>(new StreamSource.Pull<>(f));
  }

  /** As {@link #from}, with a function that has the element at once. Lwt's {@code from_direct}. */
  public static <T> LwtStream<T> fromDirect(Callable<Optional<T>> f) {
    Objects.requireNonNull(f, "f");
    return from(() -> Promise.of(f.call()));
  }

  /** A stream and what puts elements into it. Lwt's {@code create}. */
  public static <T> Pushed<T> create() {
    StreamSource<T> source = new StreamSource<>();
    return new Pushed<>(new LwtStream<>(source), new StreamSink<>(source));
  }

  /**
   * A stream and what puts elements into it, of which no more than {@code size} may wait to be read. Lwt's
   * {@code create_bounded}.
   *
   * @throws IllegalArgumentException if the size is less than 1
   */
  public static <T> PushedBounded<T> createBounded(int size) {
    StreamSource<T> source = new StreamSource<>();
    return new PushedBounded<>(new LwtStream<>(source), new BoundedStreamSink<>(source, size));
  }

  /** A stream of these, closed already. Lwt's {@code return}, {@code of_array}. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <T> LwtStream<T> of(T... elements) {
    return ofIterable(List.of(elements));
  }

  /** A stream of what is in there now, closed already. Lwt's {@code of_list}. */
  public static <T> LwtStream<T> ofIterable(Iterable<? extends T> elements) {
    Pushed<T> pushed = create();
    elements.forEach(pushed.sink::push);
    pushed.sink.close();
    return pushed.stream;
  }

  /** A stream of a sequence's elements, each computed when it is read. Lwt's {@code of_lwt_seq}, {@code of_seq}. */
  public static <T> LwtStream<T> ofSeq(LwtSeq<T> sequence) {
    return from(new StreamJoins.OfSeq<>(sequence));
  }

  /**
   * A stream of a promise's value, or of the error it is rejected with; closed when the promise is resolved. Lwt's
   * {@code return_lwt}, which loses the error.
   */
  public static <T> LwtStream<T> ofPromise(Promise<? extends T> promise) {
    StreamSource<T> source = new StreamSource<>();
    LwtStream<T> stream = new LwtStream<>(source);
    promise
        .<Optional<T>>map(Optional::of)
        .onAny(
            element -> {
              source.append(Promise.of(element));
              source.close();
            },
            error -> {
              source.append(Promise.failed(error));
              source.close();
            });
    return stream;
  }

  /**
   * Subscribes to a publisher: a stream of what it publishes, and what stops it.
   *
   * <p>The publisher is asked for at most {@code prefetch} elements more than were read from the stream. Its error is
   * an error of the stream, and ends it. Its signals may come from any thread: they are handed over by
   * {@link Scheduler#execute}, so something has to drive the scheduler.
   *
   * @throws IllegalArgumentException if {@code prefetch} is less than 1
   */
  public static <T> SubscribedStream<T> subscribe(
      Flow.Publisher<? extends T> publisher, int prefetch) {
    Objects.requireNonNull(publisher, "publisher");
    StreamSource<T> source = new StreamSource<>();
    LwtStream<T> stream = new LwtStream<>(source);
    StreamSubscriber<T> subscriber = new StreamSubscriber<>(source, prefetch);
    publisher.subscribe(subscriber);
    return new SubscribedStream<>(stream, subscriber);
  }

  /** What {@link #create} makes. */
  public record Pushed<T>(LwtStream<T> stream, StreamSink<T> sink) {}

  /** What {@link #createBounded} makes. */
  public record PushedBounded<T>(LwtStream<T> stream, BoundedStreamSink<T> sink) {}

  /**
   * Another stream that is where this one is, of the same source: each has all elements from here on. Lwt's
   * {@code clone}.
   */
  public LwtStream<T> fork() {
    return cursor.fork();
  }

  // ---- reading one element

  /**
   * The next element, which is taken; empty at the end. Rejected with an error of the source. Lwt's {@code get}.
   */
  public Promise<Optional<T>> get() {
    return cursor.get();
  }

  /** As {@link #get}, but rejected with {@link Empty} at the end. Lwt's {@code next}. */
  public Promise<T> next() {
    return get().map(element -> element.orElseThrow(Empty::new));
  }

  /**
   * The next element, which stays; empty at the end. Rejected with an error of the source, which is taken. Lwt's
   * {@code peek}.
   */
  public Promise<Optional<T>> peek() {
    return cursor.peek();
  }

  /** Takes the next element, if there is one; rejected with an error of the source. Lwt's {@code junk}. */
  public Promise<@Nullable Void> junk() {
    return get().map(_ -> null);
  }

  /** Whether the stream has come to its end: waits until that is known. Otherwise as {@link #peek}. */
  public Promise<Boolean> isEmpty() {
    return peek().map(Optional::isEmpty);
  }

  // ---- reading several elements

  /**
   * The next {@code n} elements, which are taken; fewer at the end. Rejected with an error of the source; then none is
   * taken. Lwt's {@code nget}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public Promise<List<T>> nget(int n) {
    return gather(n, true);
  }

  /**
   * The next {@code n} elements, which stay; fewer at the end. Rejected with an error of the source, which is taken. In
   * a bounded stream of fewer elements, those that it has looked at make room for more. Lwt's {@code npeek}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public Promise<List<T>> npeek(int n) {
    return gather(n, false);
  }

  private Promise<List<T>> gather(int n, boolean takes) {
    checkCount(n);
    return n == 0
        ? Promise.of(List.of())
        : cursor.inTurn(stream -> StreamLoops.gather(stream, n, new ArrayList<>()), takes);
  }

  /**
   * All elements up to the end. Rejected with an error of the source; then none is taken. Lwt's {@code to_list}.
   */
  public Promise<List<T>> toList() {
    return gather(Integer.MAX_VALUE, true);
  }

  /**
   * The elements up to the first for which the predicate does not hold, which stays; the others are taken. Rejected
   * with an error of the source, and with what the predicate throws; then none is taken. Lwt's {@code get_while}.
   */
  public Promise<List<T>> getWhile(Fn<? super T, Boolean> predicate) {
    return getWhileS(StreamLoops.promising(predicate));
  }

  /** As {@link #getWhile}, with a predicate that promises its answer. Lwt's {@code get_while_s}. */
  public Promise<List<T>> getWhileS(Fn<? super T, ? extends Promise<Boolean>> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return parse(stream -> StreamLoops.gatherWhile(stream, predicate, new ArrayList<>()));
  }

  /**
   * Reads by a function, which takes all that it reads, or nothing. Lwt's {@code parse}.
   *
   * <p>When it is this read's turn and there is something to read, {@code f} gets a fork of this stream. If its promise
   * is fulfilled, this stream goes on where the fork is by then. If it is rejected, by a cancel too, or {@code f}
   * throws, this stream stays where it was: only errors of the source that {@code f} has come to are taken. The
   * promise is resolved as that of {@code f}.
   *
   * <p>Other reads of this stream wait meanwhile, so {@code f} must not wait for one: it reads from what it gets.
   */
  public <R extends @Nullable Object> Promise<R> parse(
      Fn<? super LwtStream<T>, ? extends Promise<? extends R>> f) {
    Objects.requireNonNull(f, "f");
    return cursor.inTurn(f, true);
  }

  // ---- dropping elements

  /**
   * Takes {@code n} elements, one after the other, or fewer at the end. Rejected with an error of the source. Lwt's
   * {@code njunk}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public Promise<@Nullable Void> njunk(int n) {
    checkCount(n);
    return StreamLoops.drop(this, n);
  }

  /**
   * Takes the elements, one after the other, up to the first for which the predicate does not hold, which stays.
   * Rejected with an error of the source, and with what the predicate throws; then that element stays. Lwt's
   * {@code junk_while}.
   */
  public Promise<@Nullable Void> junkWhile(Fn<? super T, Boolean> predicate) {
    return junkWhileS(StreamLoops.promising(predicate));
  }

  /** As {@link #junkWhile}, with a predicate that promises its answer. Lwt's {@code junk_while_s}. */
  public Promise<@Nullable Void> junkWhileS(Fn<? super T, ? extends Promise<Boolean>> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return StreamLoops.dropWhile(this, predicate);
  }

  // ---- what is there now

  /**
   * Takes the elements that are there without waiting, up to an error of the source, which is left to the next read.
   * None if a read waits. May start a call of the source's function. Lwt's {@code get_available}.
   */
  public List<T> getAvailable() {
    return getAvailableUpTo(Integer.MAX_VALUE);
  }

  /**
   * As {@link #getAvailable}, but at most {@code n}. Lwt's {@code get_available_up_to}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public List<T> getAvailableUpTo(int n) {
    checkCount(n);
    List<T> taken = new ArrayList<>();
    while (taken.size() < n) {
      Optional<T> next = cursor.takeReady();
      if (next.isEmpty()) {
        break;
      }
      taken.add(next.get());
    }
    return Collections.unmodifiableList(taken);
  }

  /** Takes what {@link #getAvailable} gives. Lwt's {@code junk_available}. */
  public void junkAvailable() {
    while (cursor.takeReady().isPresent()) {}
  }

  /**
   * The last of the elements that are there; all of them are taken. If there is none, as {@link #next}. Lwt's
   * {@code last_new}.
   */
  public Promise<T> lastNew() {
    return next().map(this::lastAvailable);
  }

  private T lastAvailable(T first) {
    T last = first;
    for (Optional<T> next = cursor.takeReady(); next.isPresent(); next = cursor.takeReady()) {
      last = next.get();
    }
    return last;
  }

  /** Whether the source has ended. There may be elements that are not read yet. Lwt's {@code is_closed}. */
  public boolean isClosed() {
    return source.isClosed();
  }

  /** Fulfilled when the source has ended; never rejected, and cannot be cancelled. Lwt's {@code closed}. */
  public Promise<@Nullable Void> closed() {
    return source.closed();
  }

  // ---- streams made of others

  /** A stream of what {@code f} makes of the elements. Lwt's {@code map}. */
  public <U> LwtStream<U> map(Fn<? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    return from(
        () -> get().map(x -> x.isPresent() ? Optional.<U>of(f.apply(x.get())) : Optional.empty()));
  }

  /** A stream of what {@code f} promises for the elements, in series. Lwt's {@code map_s}. */
  public <U> LwtStream<U> mapS(Fn<? super T, ? extends Promise<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return from(
        () ->
            get()
                .bind(
                    x ->
                        x.isPresent()
                            ? Unchecked.<U>covariant(f.apply(x.get())).map(Optional::of)
                            : Promise.of(Optional.empty())));
  }

  /** A stream of the elements for which the predicate holds. Lwt's {@code filter}. */
  public LwtStream<T> filter(Fn<? super T, Boolean> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return from(() -> find(predicate));
  }

  /** As {@link #filter}, with a predicate that promises its answer. Lwt's {@code filter_s}. */
  public LwtStream<T> filterS(Fn<? super T, ? extends Promise<Boolean>> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return from(() -> findS(predicate));
  }

  /** A stream of what {@code f} makes of the elements, without the empty ones. Lwt's {@code filter_map}. */
  public <U> LwtStream<U> filterMap(Fn<? super T, Optional<U>> f) {
    Objects.requireNonNull(f, "f");
    return from(() -> findMap(f));
  }

  /** As {@link #filterMap}, with a function that gives a promise. Lwt's {@code filter_map_s}. */
  public <U> LwtStream<U> filterMapS(Fn<? super T, ? extends Promise<Optional<U>>> f) {
    Objects.requireNonNull(f, "f");
    return from(() -> findMapS(f));
  }

  /** A stream of the elements of the lists that {@code f} makes of the elements. Lwt's {@code map_list}. */
  public <U> LwtStream<U> mapList(Fn<? super T, ? extends Iterable<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return concat(map(x -> ofIterable(f.apply(x))));
  }

  /** As {@link #mapList}, with a function that gives a promise. Lwt's {@code map_list_s}. */
  public <U> LwtStream<U> mapListS(
      Fn<? super T, ? extends Promise<? extends Iterable<? extends U>>> f) {
    Objects.requireNonNull(f, "f");
    return concat(this.<Iterable<? extends U>>mapS(f).map(LwtStream::ofIterable));
  }

  /** A stream of the elements of lists. Lwt's {@code flatten}. */
  public static <T> LwtStream<T> flatten(LwtStream<? extends Iterable<? extends T>> lists) {
    return concat(lists.map(LwtStream::ofIterable));
  }

  /** A stream of the elements of streams, one stream after the other. Lwt's {@code concat}. */
  public static <T> LwtStream<T> concat(LwtStream<LwtStream<T>> streams) {
    return from(new StreamJoins.Concat<>(streams));
  }

  /** A stream of the elements of this one, then of the other. Lwt's {@code append}. */
  public LwtStream<T> append(LwtStream<T> other) {
    return concat(of(this, other));
  }

  /**
   * A stream of pairs of the elements of both, which ends with the shorter one; the other's element that was read with
   * the end is gone. Both are read at the same time. Lwt's {@code combine}.
   */
  public <U> LwtStream<Both<T, U>> combine(LwtStream<U> other) {
    Objects.requireNonNull(other, "other");
    return from(new StreamJoins.Combine<>(this, other));
  }

  /**
   * A stream of the elements of all as they come, which ends when all have ended. All are read at the same time, one
   * element ahead; those that come first are first, and none is passed over. Lwt's {@code choose}.
   */
  public static <T> LwtStream<T> merge(List<LwtStream<T>> streams) {
    return from(new StreamJoins.Merge<>(streams));
  }

  /** A stream of the elements and the errors of this one; it has no errors itself. Lwt's {@code wrap_exn}. */
  public LwtStream<Result<T, Throwable>> results() {
    return from(
        () ->
            get()
                .tryBind(
                    x -> Promise.of(x.map(Result::<T, Throwable>ok)),
                    error -> Promise.of(Optional.of(Result.err(error)))));
  }

  // ---- loops over the elements, up to the end

  /** Combines the elements with a value, {@code initial} at first, by {@code f}. Lwt's {@code fold}. */
  public <A extends @Nullable Object> Promise<A> fold(
      A initial, BiFn<? super A, ? super T, ? extends A> f) {
    Objects.requireNonNull(f, "f");
    return foldS(initial, (value, x) -> Promise.of(f.apply(value, x)));
  }

  /** As {@link #fold}, with a function that gives a promise, in series. Lwt's {@code fold_s}. */
  public <A extends @Nullable Object> Promise<A> foldS(
      A initial, BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    Objects.requireNonNull(f, "f");
    return StreamLoops.fold(this, initial, f);
  }

  /**
   * Collects the elements. If the source has an error, the promise is rejected with it, and what was collected is gone.
   *
   * @apiNote java.util.stream.Stream: {@code collect}
   */
  public <A extends @Nullable Object, R extends @Nullable Object> Promise<R> collect(
      Collector<? super T, A, R> collector) {
    return Promise.wrap(collector.supplier()::get)
        .bind(
            container ->
                iter(x -> collector.accumulator().accept(container, x)).map(_ -> container))
        .map(collector.finisher()::apply);
  }

  /** Calls {@code f} with each element. What it throws rejects the promise. Lwt's {@code iter}. */
  public Promise<@Nullable Void> iter(Consumer<? super T> f) {
    Objects.requireNonNull(f, "f");
    return findMap(
            x -> {
              f.accept(x);
              return Optional.empty();
            })
        .map(_ -> null);
  }

  /** Calls {@code f} with each element, when its promise for the one before is fulfilled. Lwt's {@code iter_s}. */
  public Promise<@Nullable Void> iterS(Fn<? super T, ? extends Promise<?>> f) {
    return iterN(1, f);
  }

  /** Calls {@code f} with each element, as they come. Otherwise as {@link #iterN}. Lwt's {@code iter_p}. */
  public Promise<@Nullable Void> iterP(Fn<? super T, ? extends Promise<?>> f) {
    return iterN(Integer.MAX_VALUE, f);
  }

  /**
   * Calls {@code f} with each element, with at most {@code n} under way at a time. Lwt's {@code iter_n}.
   *
   * <p>Fulfilled when the stream has ended and all are fulfilled. After an error of the source, or a rejection, no
   * further element is read; when those under way are resolved, the promise is rejected with the first error. A cancel
   * goes to all that are under way, and to the read.
   *
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public Promise<@Nullable Void> iterN(int n, Fn<? super T, ? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    if (n < 1) {
      throw new IllegalArgumentException("n: " + n);
    }
    return StreamLoops.iterN(this, n, f);
  }

  /** The first element for which the predicate holds; empty if there is none. Lwt's {@code find}. */
  public Promise<Optional<T>> find(Fn<? super T, Boolean> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return findMap(x -> predicate.apply(x) ? Optional.of(x) : Optional.empty());
  }

  /** As {@link #find}, with a predicate that promises its answer. Lwt's {@code find_s}. */
  public Promise<Optional<T>> findS(Fn<? super T, ? extends Promise<Boolean>> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return findMapS(
        x -> predicate.apply(x).map(found -> found ? Optional.of(x) : Optional.empty()));
  }

  /** The first of what {@code f} makes of the elements that is not empty. Lwt's {@code find_map}. */
  public <U> Promise<Optional<U>> findMap(Fn<? super T, Optional<U>> f) {
    return findMapS(StreamLoops.promising(f));
  }

  /** As {@link #findMap}, with a function that gives a promise, in series. Lwt's {@code find_map_s}. */
  public <U> Promise<Optional<U>> findMapS(Fn<? super T, ? extends Promise<Optional<U>>> f) {
    Objects.requireNonNull(f, "f");
    return StreamLoops.findMap(this, f);
  }

  // ---- Flow

  /**
   * A publisher of the elements, for one subscriber; others are refused with {@link IllegalStateException}. Who wants
   * several subscribers makes a publisher of a {@link #fork} for each.
   *
   * <p>The subscriber is called on this stream's thread, and may ask and cancel on any: what comes from others is
   * handed over by {@link Scheduler#execute}, so something has to drive the scheduler. An element is read when it was
   * asked for. An error of the source ends the subscription.
   */
  public Flow.Publisher<T> toPublisher() {
    return new StreamPublisher<>(this, source.scheduler);
  }

  // ---- inside

  /** Whether the end is known to come next. */
  boolean isAtEnd() {
    return cursor.isAtEnd();
  }

  private static void checkCount(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n: " + n);
    }
  }

  // ---- exceptions

  /** An element was pushed into a stream that was closed. */
  public static final class Closed extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** With a message that says so. */
    public Closed() {
      super("the stream is closed");
    }
  }

  /** The {@link #next} element of a stream that has ended was asked for. */
  public static final class Empty extends NoSuchElementException {
    private static final long serialVersionUID = 1L;

    /** With a message that says so. */
    public Empty() {
      super("the stream has ended");
    }
  }
}
