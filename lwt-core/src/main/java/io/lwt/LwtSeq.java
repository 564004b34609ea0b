package io.lwt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lazy list whose elements may take time: a function that promises the first element and the rest. Corresponds to
 * {@code Lwt_seq}.
 *
 * <p>Nothing is computed before somebody asks by {@link #node}, and nothing is remembered: who asks twice has it
 * computed twice, so a sequence may be gone through again, and one that is gone through takes no more memory the longer
 * it is. The transformations ({@link #map}, {@link #filter} and the like) only describe a new sequence. The functions
 * that go through it ({@link #iter}, {@link #fold}, {@link #toList}) start at once, and on an endless sequence do not
 * end.
 *
 * <p>In the forms named …S the function gives a promise, and the next node is asked for when that one is fulfilled.
 * What a function throws, and what an iterator throws, is a rejection of the node in which it happens. A cancel goes to
 * the node or the function under way; going through the sequence then ends as {@link LwtList} says of series.
 *
 * @param <T> the elements' type
 */
public final class LwtSeq<T extends @Nullable Object> {
  private static final LwtSeq<?> EMPTY = new LwtSeq<>(LwtSeq::nil);

  private final Callable<? extends Promise<Node<T>>> nodes;

  private LwtSeq(Callable<? extends Promise<Node<T>>> nodes) {
    this.nodes = nodes;
  }

  /** How a sequence begins. */
  public sealed interface Node<T extends @Nullable Object> {}

  /** There is no element. */
  public record Nil<T extends @Nullable Object>() implements Node<T> {}

  /**
   * There is an element.
   *
   * @param head the first element
   * @param tail the sequence of the others
   */
  public record Cons<T extends @Nullable Object>(T head, LwtSeq<T> tail) implements Node<T> {}

  /**
   * Computes how this sequence begins. Rejected with what the sequence's function throws, or as the promise it gives. A
   * cancel goes to what is computed.
   */
  public Promise<Node<T>> node() {
    return Lwt.apply(nodes);
  }

  // ---- making sequences

  /** The sequence that begins as the function promises; it is called each time somebody asks. */
  public static <T extends @Nullable Object> LwtSeq<T> from(
      Callable<? extends Promise<Node<T>>> node) {
    return new LwtSeq<>(Objects.requireNonNull(node, "node"));
  }

  /** No elements. Lwt's {@code empty}. */
  @SuppressWarnings("unchecked") // it has no elements of any type
  public static <T extends @Nullable Object> LwtSeq<T> empty() {
    return (LwtSeq<T>) EMPTY;
  }

  /** One element. Lwt's {@code return}. */
  public static <T extends @Nullable Object> LwtSeq<T> of(T value) {
    return cons(value, empty());
  }

  /** One element, once it is there. Lwt's {@code return_lwt}. */
  public static <T extends @Nullable Object> LwtSeq<T> ofPromise(Promise<? extends T> value) {
    Objects.requireNonNull(value, "value");
    return new LwtSeq<>(() -> value.map(head -> new Cons<>(head, empty())));
  }

  /** An element, and behind it those of another sequence. Lwt's {@code cons}. */
  public static <T extends @Nullable Object> LwtSeq<T> cons(T head, LwtSeq<T> tail) {
    Objects.requireNonNull(tail, "tail");
    return new LwtSeq<>(() -> Promise.of(new Cons<>(head, tail)));
  }

  /** The elements that a collection has now. Lwt's {@code of_list}. */
  public static <T extends @Nullable Object> LwtSeq<T> ofList(Collection<? extends T> elements) {
    return ofArray(elements.toArray(), 0);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the elements are Ts
  private static <T extends @Nullable Object> LwtSeq<T> ofArray(
      @Nullable Object[] elements, int index) {
    return index == elements.length
        ? empty()
        : new LwtSeq<>(
            () -> Promise.of(new Cons<>((T) elements[index], ofArray(elements, index + 1))));
  }

  /**
   * The elements that an iterator has left, asked for one by one. As it gives each only once, this sequence does
   * remember its nodes: who holds on to it holds on to the elements that were asked for. Lwt's {@code of_seq}.
   *
   * <p>Of promises, {@code ofIterator(promises).mapS(p -> p)} makes a sequence of their values: Lwt's
   * {@code of_seq_lwt}.
   */
  public static <T extends @Nullable Object> LwtSeq<T> ofIterator(Iterator<? extends T> elements) {
    Objects.requireNonNull(elements, "elements");
    return new LwtSeq<>(new Remembered<T>(elements));
  }

  private static final class Remembered<T extends @Nullable Object>
      implements Callable<Promise<Node<T>>> {
    private @Nullable Iterator<? extends T> elements;
    private @Nullable Promise<Node<T>> node;

    Remembered(Iterator<? extends T> elements) {
      this.elements = elements;
    }

    @Override
    public Promise<Node<T>> call() {
      Iterator<? extends T> rest = elements;
      if (rest != null) {
        elements = null;
        node =
            Promise.wrap(
                () -> rest.hasNext() ? new Cons<>(rest.next(), ofIterator(rest)) : new Nil<>());
      }
      return Objects.requireNonNull(node, "the iterator has asked for its own next element");
    }
  }

  /**
   * The elements that a function makes from a state, with the state for the next; empty ends it. Lwt's {@code unfold}.
   */
  public static <S extends @Nullable Object, T extends @Nullable Object> LwtSeq<T> unfold(
      S state, Fn<? super S, ? extends Optional<Both<T, S>>> f) {
    Objects.requireNonNull(f, "f");
    return unfoldS(state, s -> Promise.of(f.apply(s)));
  }

  /** {@link #unfold} with a function that gives a promise. Lwt's {@code unfold_lwt}. */
  public static <S extends @Nullable Object, T extends @Nullable Object> LwtSeq<T> unfoldS(
      S state, Fn<? super S, ? extends Promise<? extends Optional<Both<T, S>>>> f) {
    Objects.requireNonNull(f, "f");
    return new LwtSeq<>(
        () ->
            f.apply(state)
                .map(
                    step ->
                        step.<Node<T>>map(s -> new Cons<>(s.first(), unfoldS(s.second(), f)))
                            .orElseGet(Nil::new)));
  }

  /** The elements of this sequence, and behind them those of the other. Lwt's {@code append}. */
  public LwtSeq<T> append(LwtSeq<T> other) {
    Objects.requireNonNull(other, "other");
    return new LwtSeq<>(
        () ->
            node()
                .bind(
                    node ->
                        node instanceof Cons<T>(var head, var tail)
                            ? Promise.of(new Cons<>(head, tail.append(other)))
                            : other.node()));
  }

  // ---- transformations

  /** The values of {@code f}. Lwt's {@code map}. */
  public <U extends @Nullable Object> LwtSeq<U> map(Fn<? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    return new LwtSeq<>(
        () ->
            node()
                .map(
                    node ->
                        node instanceof Cons<T>(var head, var tail)
                            ? new Cons<U>(f.apply(head), tail.map(f))
                            : new Nil<U>()));
  }

  /** The values that {@code f} promises. Lwt's {@code map_s}. */
  public <U extends @Nullable Object> LwtSeq<U> mapS(
      Fn<? super T, ? extends Promise<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return new LwtSeq<>(
        () ->
            node()
                .bind(
                    node ->
                        node instanceof Cons<T>(var head, var tail)
                            ? f.apply(head).map(value -> new Cons<U>(value, tail.mapS(f)))
                            : nil()));
  }

  /** The elements for which {@code f} holds. Lwt's {@code filter}. */
  public LwtSeq<T> filter(Fn<? super T, Boolean> f) {
    Objects.requireNonNull(f, "f");
    return filterS(element -> Promise.of(f.apply(element)));
  }

  /** The elements for which {@code f} promises true. Lwt's {@code filter_s}. */
  public LwtSeq<T> filterS(Fn<? super T, ? extends Promise<Boolean>> f) {
    Objects.requireNonNull(f, "f");
    return skipping(
        (head, tail) -> f.apply(head).map(keep -> keep ? new Cons<>(head, tail.filterS(f)) : null));
  }

  /** The values that are present in what {@code f} gives. Lwt's {@code filter_map}. */
  public <U> LwtSeq<U> filterMap(Fn<? super T, ? extends Optional<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return filterMapS(element -> Promise.of(f.apply(element)));
  }

  /** The values that are present in what {@code f} promises. Lwt's {@code filter_map_s}. */
  public <U> LwtSeq<U> filterMapS(
      Fn<? super T, ? extends Promise<? extends Optional<? extends U>>> f) {
    Objects.requireNonNull(f, "f");
    return skipping(
        (head, tail) ->
            f.apply(head)
                .map(
                    value ->
                        value.isPresent() ? new Cons<U>(value.get(), tail.filterMapS(f)) : null));
  }

  /** The elements of the sequences that {@code f} gives, one sequence after the other. Lwt's {@code flat_map}. */
  public <U extends @Nullable Object> LwtSeq<U> flatMap(Fn<? super T, LwtSeq<U>> f) {
    Objects.requireNonNull(f, "f");
    return skipping(
        (head, tail) ->
            f.apply(head)
                .node()
                .map(
                    node ->
                        node instanceof Cons<U>(var first, var rest)
                            ? new Cons<>(first, rest.append(tail.flatMap(f)))
                            : null));
  }

  /** The sequence that begins with the first node which {@code f} makes of an element and the rest; null skips it. */
  private <U extends @Nullable Object> LwtSeq<U> skipping(
      BiFn<T, LwtSeq<T>, Promise<@Nullable Node<U>>> f) {
    return new LwtSeq<>(() -> new Skip<>(this, f).begin());
  }

  private static final class Skip<T extends @Nullable Object, U extends @Nullable Object>
      extends Loop<@Nullable Node<U>, Node<U>> {
    private final BiFn<T, LwtSeq<T>, Promise<@Nullable Node<U>>> f;
    private LwtSeq<T> rest;
    private Node<U> found = new Nil<>();

    Skip(LwtSeq<T> seq, BiFn<T, LwtSeq<T>, Promise<@Nullable Node<U>>> f) {
      this.rest = seq;
      this.f = f;
    }

    @Override
    boolean hasNext() {
      return true;
    }

    @Override
    Promise<? extends @Nullable Node<U>> next() {
      return rest.node().bind(this::begin);
    }

    private Promise<? extends @Nullable Node<U>> begin(Node<T> node) throws Exception {
      if (node instanceof Cons<T>(var head, var tail)) {
        rest = tail;
        return f.apply(head, tail);
      }
      return Promise.of(found);
    }

    @Override
    boolean accept(@Nullable Node<U> node) {
      if (node == null) {
        return true;
      }
      found = node;
      return false;
    }

    @Override
    Node<U> end() {
      return found;
    }
  }

  // ---- going through it

  /**
   * Combines the elements from the first to the last: {@code f} gets what it gave for the one before, at first
   * {@code initial}, and the element. Lwt's {@code fold_left}.
   */
  public <A extends @Nullable Object> Promise<A> fold(
      A initial, BiFn<? super A, ? super T, ? extends A> f) {
    Objects.requireNonNull(f, "f");
    return foldS(initial, (value, element) -> Promise.of(f.apply(value, element)));
  }

  /** {@link #fold} with a function that gives a promise. Lwt's {@code fold_left_s}. */
  public <A extends @Nullable Object> Promise<A> foldS(
      A initial, BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    Objects.requireNonNull(f, "f");
    return new Fold<T, A>(this, initial, f).begin();
  }

  /** Calls {@code f} for each element. Lwt's {@code iter}. */
  public Promise<@Nullable Void> iter(Consumer<? super T> f) {
    Objects.requireNonNull(f, "f");
    return iterS(
        element -> {
          f.accept(element);
          return Promise.unit();
        });
  }

  /** Calls {@code f} for each element, in series. Lwt's {@code iter_s}. */
  public Promise<@Nullable Void> iterS(Fn<? super T, ? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    return new Each<>(this, f).begin();
  }

  /** The elements, in a list that cannot be changed. Lwt's {@code to_list}. */
  public Promise<List<T>> toList() {
    List<T> elements = new ArrayList<>();
    return iter(elements::add).map(_ -> Collections.unmodifiableList(elements));
  }

  /**
   * Calls {@code f} for each element as soon as it is there. As {@link #iterN} without a bound. Lwt's {@code iter_p}.
   */
  public Promise<@Nullable Void> iterP(Fn<? super T, ? extends Promise<?>> f) {
    return iterN(Integer.MAX_VALUE, f);
  }

  /**
   * Calls {@code f} for the elements in their order, with at most {@code n} calls under way at a time; the next node is
   * asked for when there is room for its element. Lwt's {@code iter_n}.
   *
   * <p>Fulfilled when all are. After a rejection no further element is begun, a node that is waited for is cancelled,
   * and when the calls under way are resolved, the result is rejected as what was rejected first. A cancel goes to all
   * that is under way, and nothing further is begun.
   *
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public Promise<@Nullable Void> iterN(int n, Fn<? super T, ? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    if (n < 1) {
      throw new IllegalArgumentException("n must be at least 1: " + n);
    }
    Crew crew = new Crew(n);
    return crew.with(new Feed<>(this, f, crew).begin());
  }

  /** A loop over the nodes; its steps say whether to go on. */
  private abstract static class Walk<T extends @Nullable Object, R extends @Nullable Object>
      extends Loop<Boolean, R> {
    private LwtSeq<T> rest;

    Walk(LwtSeq<T> seq) {
      this.rest = seq;
    }

    /** What to do with an element. */
    abstract Promise<Boolean> visit(T element) throws Exception;

    Promise<Node<T>> nextNode() {
      return rest.node();
    }

    @Override
    final boolean hasNext() {
      return true;
    }

    @Override
    final Promise<Boolean> next() {
      return nextNode().bind(this::visitHead);
    }

    private Promise<Boolean> visitHead(Node<T> node) throws Exception {
      if (node instanceof Cons<T>(var head, var tail)) {
        rest = tail;
        return visit(head);
      }
      return Promise.of(false);
    }

    @Override
    final boolean accept(Boolean more) {
      return more;
    }
  }

  private static final class Fold<T extends @Nullable Object, A extends @Nullable Object>
      extends Walk<T, A> {
    private final BiFn<? super A, ? super T, ? extends Promise<? extends A>> f;
    private A value;

    Fold(LwtSeq<T> seq, A initial, BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
      super(seq);
      this.value = initial;
      this.f = f;
    }

    @Override
    Promise<Boolean> visit(T element) throws Exception {
      return f.apply(value, element).map(this::keep);
    }

    private boolean keep(A value) {
      this.value = value;
      return true;
    }

    @Override
    A end() {
      return value;
    }
  }

  private static final class Each<T extends @Nullable Object> extends Walk<T, @Nullable Void> {
    private final Fn<? super T, ? extends Promise<?>> f;

    Each(LwtSeq<T> seq, Fn<? super T, ? extends Promise<?>> f) {
      super(seq);
      this.f = f;
    }

    @Override
    Promise<Boolean> visit(T element) throws Exception {
      return f.apply(element).map(_ -> true);
    }

    @Override
    @Nullable Void end() {
      return null;
    }
  }

  /** Begins something for each element when there is room for it, and does not wait for it. */
  private static final class Feed<T extends @Nullable Object> extends Walk<T, @Nullable Void> {
    private final Fn<? super T, ? extends Promise<?>> f;
    private final Crew crew;

    Feed(LwtSeq<T> seq, Fn<? super T, ? extends Promise<?>> f, Crew crew) {
      super(seq);
      this.f = f;
      this.crew = crew;
    }

    @Override
    Promise<Node<T>> nextNode() {
      return crew.place().bind(_ -> super.nextNode());
    }

    @Override
    Promise<Boolean> visit(T element) {
      return Promise.of(!crew.hasFailed() && crew.add(scheduler().call(f, element)));
    }

    @Override
    @Nullable Void end() {
      return null;
    }
  }

  private static <T extends @Nullable Object> Promise<Node<T>> nil() {
    return Promise.of(new Nil<>());
  }
}
