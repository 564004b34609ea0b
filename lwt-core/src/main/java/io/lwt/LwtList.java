package io.lwt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Working through collections with functions that give promises. Corresponds to {@code Lwt_list}. Each function has a
 * form in series, a concurrent one, or both:
 *
 * <ul>
 *   <li><b>…S</b>: {@code f} is called for an element when the promise for the one before is fulfilled. The first
 *       rejection ends it, and is the result's. A cancel goes to the element under way, and no further one is begun:
 *       should that one be fulfilled all the same, and not be the last, the result is rejected with {@link Canceled}.
 *   <li><b>…P</b>: {@code f} is called for all elements, in their order, before it waits for any. The result is
 *       resolved when all are, even if one is rejected; then rejected as the one that was rejected first, as by
 *       {@link Lwt#join}. A cancel goes to all.
 *   <li><b>…N</b>: as P, but at most {@code n} elements are under way at any moment. After a rejection no further one
 *       is begun; when those under way are resolved, the result is rejected as the one that was rejected first. A
 *       cancel goes to all that are under way, and no further one is begun.
 * </ul>
 *
 * <p>If {@code f} throws, that is a rejection of its element. The collection is read once, at the call: later changes
 * are not seen, {@code f} may make them. Lists that are promised cannot be changed.
 *
 * <p>Series whose promises are all resolved already are plain loops, done before the call returns.
 */
public final class LwtList {
  private LwtList() {}

  // ---- for each

  /** Calls {@code f} for each element in series. Lwt's {@code iter_s}. */
  public static <T extends @Nullable Object> Promise<@Nullable Void> iterS(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<?>> f) {
    return inSeries(elements, f, Gathering.nothing());
  }

  /** {@link #iterS} with the element's index, from 0, before the element. Lwt's {@code iteri_s}. */
  public static <T extends @Nullable Object> Promise<@Nullable Void> iteriS(
      Collection<? extends T> elements, BiFn<? super Integer, ? super T, ? extends Promise<?>> f) {
    return iterS(elements, indexed(f));
  }

  /** Calls {@code f} for all elements and waits for all. Lwt's {@code iter_p}. */
  public static <T extends @Nullable Object> Promise<@Nullable Void> iterP(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<?>> f) {
    return Group.All.of(beginAll(elements.toArray(), f), Group::nothing, "LwtList.iterP");
  }

  /** {@link #iterP} with the element's index, from 0, before the element. Lwt's {@code iteri_p}. */
  public static <T extends @Nullable Object> Promise<@Nullable Void> iteriP(
      Collection<? extends T> elements, BiFn<? super Integer, ? super T, ? extends Promise<?>> f) {
    return iterP(elements, indexed(f));
  }

  /**
   * Calls {@code f} for the elements in their order, with at most {@code n} under way at a time.
   *
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public static <T extends @Nullable Object> Promise<@Nullable Void> iterN(
      int n, Collection<? extends T> elements, Fn<? super T, ? extends Promise<?>> f) {
    return new Bounded<>(elements.toArray(), f, (_, _) -> {}).run(n, Group::nothing);
  }

  // ---- map

  /** The values that {@code f} promises, called in series, in the order of the elements. Lwt's {@code map_s}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Promise<List<U>> mapS(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<? extends U>> f) {
    return inSeries(elements, f, Gathering.values());
  }

  /** {@link #mapS} with the element's index, from 0, before the element. Lwt's {@code mapi_s}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Promise<List<U>> mapiS(
      Collection<? extends T> elements,
      BiFn<? super Integer, ? super T, ? extends Promise<? extends U>> f) {
    return mapS(elements, indexed(f));
  }

  /** The values that {@code f} promises, called for all, in the order of the elements. Lwt's {@code map_p}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Promise<List<U>> mapP(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<? extends U>> f) {
    return allOf(elements.toArray(), f);
  }

  /** {@link #mapP} with the element's index, from 0, before the element. Lwt's {@code mapi_p}. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Promise<List<U>> mapiP(
      Collection<? extends T> elements,
      BiFn<? super Integer, ? super T, ? extends Promise<? extends U>> f) {
    return mapP(elements, indexed(f));
  }

  /**
   * The values that {@code f} promises, in the order of the elements. {@code f} is called in their order, with at most
   * {@code n} under way at a time.
   *
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  @SuppressWarnings("unchecked") // f gives promises of U
  public static <T extends @Nullable Object, U extends @Nullable Object> Promise<List<U>> mapN(
      int n, Collection<? extends T> elements, Fn<? super T, ? extends Promise<? extends U>> f) {
    @Nullable Object[] array = elements.toArray();
    U[] values = (U[]) new Object[array.length];
    return new Bounded<T, U>(array, f, (i, value) -> values[i] = value)
        .run(n, _ -> Collections.unmodifiableList(Arrays.asList(values)));
  }

  // ---- fold

  /**
   * Folds from the first element to the last, in series: {@code f} gets what it promised for the one before, at first
   * {@code initial}, and the element. Lwt's {@code fold_left_s}.
   */
  public static <T extends @Nullable Object, A extends @Nullable Object> Promise<A> foldLeftS(
      Collection<? extends T> elements,
      A initial,
      BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    Objects.requireNonNull(f, "f");
    return new Fold<T, A>(elements.toArray(), initial, f).begin();
  }

  /**
   * Folds from the last element to the first, in series: {@code f} gets the element, and what it promised for the one
   * behind, at first {@code initial}. Lwt's {@code fold_right_s}.
   */
  public static <T extends @Nullable Object, A extends @Nullable Object> Promise<A> foldRightS(
      Collection<? extends T> elements,
      A initial,
      BiFn<? super T, ? super A, ? extends Promise<? extends A>> f) {
    Objects.requireNonNull(f, "f");
    @Nullable Object[] array = elements.toArray();
    Collections.reverse(Arrays.asList(array));
    return new Fold<T, A>(array, initial, (value, element) -> f.apply(element, value)).begin();
  }

  // ---- search

  /** Whether {@code f} holds for all; stops at the first for which it does not. Lwt's {@code for_all_s}. */
  public static <T extends @Nullable Object> Promise<Boolean> forAllS(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return new Search<T>(elements.toArray(), f, false)
        .begin()
        .map(index -> index == Search.NOWHERE);
  }

  /** Whether {@code f} holds for all; calls it for all, and waits for all. Lwt's {@code for_all_p}. */
  public static <T extends @Nullable Object> Promise<Boolean> forAllP(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return mapP(elements, f).map(values -> values.stream().allMatch(value -> value));
  }

  /** Whether {@code f} holds for any; stops at the first for which it does. Lwt's {@code exists_s}. */
  public static <T extends @Nullable Object> Promise<Boolean> existsS(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return new Search<T>(elements.toArray(), f, true).begin().map(index -> index != Search.NOWHERE);
  }

  /** Whether {@code f} holds for any; calls it for all, and waits for all. Lwt's {@code exists_p}. */
  public static <T extends @Nullable Object> Promise<Boolean> existsP(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return mapP(elements, f).map(values -> values.stream().anyMatch(value -> value));
  }

  /**
   * The first element for which {@code f} holds, if there is one; calls it for no later one. Lwt's {@code find_s},
   * which is rejected with {@code Not_found}.
   */
  @SuppressWarnings("unchecked") // the elements are Ts
  public static <T> Promise<Optional<T>> findS(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    Object[] array = elements.toArray();
    return new Search<T>(array, f, true)
        .begin()
        .map(index -> index == Search.NOWHERE ? Optional.empty() : Optional.of((T) array[index]));
  }

  // ---- filter

  /** The elements for which {@code f} holds; it is called in series. Lwt's {@code filter_s}. */
  public static <T extends @Nullable Object> Promise<List<T>> filterS(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return inSeries(elements, f, Gathering.filtered());
  }

  /** The elements for which {@code f} holds; it is called for all. Lwt's {@code filter_p}. */
  public static <T extends @Nullable Object> Promise<List<T>> filterP(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return concurrently(elements, f, Gathering.filtered());
  }

  /** The values that are present in what {@code f} promises; it is called in series. Lwt's {@code filter_map_s}. */
  public static <T extends @Nullable Object, U> Promise<List<U>> filterMapS(
      Collection<? extends T> elements,
      Fn<? super T, ? extends Promise<? extends Optional<? extends U>>> f) {
    return inSeries(elements, f, Gathering.present());
  }

  /** The values that are present in what {@code f} promises; it is called for all. Lwt's {@code filter_map_p}. */
  public static <T extends @Nullable Object, U> Promise<List<U>> filterMapP(
      Collection<? extends T> elements,
      Fn<? super T, ? extends Promise<? extends Optional<? extends U>>> f) {
    return concurrently(elements, f, Gathering.present());
  }

  /** The elements for which {@code f} holds, and the others; it is called in series. Lwt's {@code partition_s}. */
  public static <T extends @Nullable Object> Promise<Partition<T>> partitionS(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return inSeries(elements, f, Gathering.partitioned());
  }

  /** The elements for which {@code f} holds, and the others; it is called for all. Lwt's {@code partition_p}. */
  public static <T extends @Nullable Object> Promise<Partition<T>> partitionP(
      Collection<? extends T> elements, Fn<? super T, ? extends Promise<Boolean>> f) {
    return concurrently(elements, f, Gathering.partitioned());
  }

  // ---- inside

  private static <T extends @Nullable Object, A extends @Nullable Object> Fn<T, A> indexed(
      BiFn<? super Integer, ? super T, ? extends A> f) {
    Objects.requireNonNull(f, "f");
    return new Fn<>() {
      private int index;

      @Override
      public A apply(T element) throws Exception {
        return f.apply(index++, element); // each element once, in their order
      }
    };
  }

  /** What is made of the elements and the values promised for them. */
  private record Gathering<
      T extends @Nullable Object, A extends @Nullable Object, R extends @Nullable Object>(
      BiConsumer<? super T, ? super A> add, Supplier<R> result) {

    static <T extends @Nullable Object, A extends @Nullable Object>
        Gathering<T, A, @Nullable Void> nothing() {
      return new Gathering<>((_, _) -> {}, () -> null);
    }

    static <T extends @Nullable Object, A extends @Nullable Object>
        Gathering<T, A, List<A>> values() {
      List<A> values = new ArrayList<>();
      return new Gathering<>((_, value) -> values.add(value), () -> unmodifiable(values));
    }

    static <T extends @Nullable Object> Gathering<T, Boolean, List<T>> filtered() {
      List<T> kept = new ArrayList<>();
      return new Gathering<>(
          (element, keep) -> {
            if (keep) {
              kept.add(element);
            }
          },
          () -> unmodifiable(kept));
    }

    static <T extends @Nullable Object, U> Gathering<T, Optional<? extends U>, List<U>> present() {
      List<U> present = new ArrayList<>();
      return new Gathering<>(
          (_, value) -> value.ifPresent(present::add), () -> unmodifiable(present));
    }

    static <T extends @Nullable Object> Gathering<T, Boolean, Partition<T>> partitioned() {
      List<T> matching = new ArrayList<>();
      List<T> others = new ArrayList<>();
      return new Gathering<>(
          (element, matches) -> (matches ? matching : others).add(element),
          () -> new Partition<>(unmodifiable(matching), unmodifiable(others)));
    }

    private static <T extends @Nullable Object> List<T> unmodifiable(List<T> list) {
      return Collections.unmodifiableList(list);
    }
  }

  private static <
          T extends @Nullable Object, A extends @Nullable Object, R extends @Nullable Object>
      Promise<R> inSeries(
          Collection<? extends T> elements,
          Fn<? super T, ? extends Promise<? extends A>> f,
          Gathering<T, A, R> gathering) {
    return new Series<>(elements.toArray(), f, gathering).begin();
  }

  private static <
          T extends @Nullable Object, A extends @Nullable Object, R extends @Nullable Object>
      Promise<R> concurrently(
          Collection<? extends T> elements,
          Fn<? super T, ? extends Promise<? extends A>> f,
          Gathering<T, A, R> gathering) {
    @Nullable Object[] array = elements.toArray();
    return LwtList.<T, A>allOf(array, f)
        .map(
            values -> {
              for (int i = 0; i < array.length; i++) {
                gathering.add.accept(LwtList.<T>element(array, i), values.get(i));
              }
              return gathering.result.get();
            });
  }

  private static <T extends @Nullable Object, A extends @Nullable Object> Promise<List<A>> allOf(
      @Nullable Object[] elements, Fn<? super T, ? extends Promise<? extends A>> f) {
    return Group.All.of(beginAll(elements, f), Group::<A>fulfilled, "LwtList");
  }

  /** Calls {@code f} for each element, in their order. */
  private static <T extends @Nullable Object> List<Promise<?>> beginAll(
      @Nullable Object[] elements, Fn<? super T, ? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    Scheduler scheduler = Scheduler.current();
    List<Promise<?>> begun = new ArrayList<>(elements.length);
    for (int i = 0; i < elements.length; i++) {
      begun.add(scheduler.call(f, LwtList.<T>element(elements, i)));
    }
    return begun;
  }

  @SuppressWarnings({
    "unchecked",
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // the elements are Ts
  private static <T extends @Nullable Object> T element(@Nullable Object[] elements, int index) {
    return (T) elements[index];
  }

  /** A loop over elements. */
  private abstract static class Each<
          T extends @Nullable Object, A extends @Nullable Object, R extends @Nullable Object>
      extends Loop<A, R> {
    private final @Nullable Object[] elements;
    private int next;

    Each(@Nullable Object[] elements) {
      this.elements = elements;
    }

    /** The user's function for an element. */
    abstract Fn<? super T, ? extends Promise<? extends A>> f();

    @Override
    final boolean hasNext() {
      return next < elements.length;
    }

    @Override
    final Promise<? extends A> next() {
      return scheduler().call(f(), LwtList.<T>element(elements, next++));
    }

    /** The index of the element whose step was begun last. */
    final int index() {
      return next - 1;
    }

    final T element() {
      return LwtList.element(elements, index());
    }
  }

  /** Gathers what is promised for the elements. */
  private static final class Series<
          T extends @Nullable Object, A extends @Nullable Object, R extends @Nullable Object>
      extends Each<T, A, R> {
    private final Fn<? super T, ? extends Promise<? extends A>> f;
    private final Gathering<T, A, R> gathering;

    Series(
        @Nullable Object[] elements,
        Fn<? super T, ? extends Promise<? extends A>> f,
        Gathering<T, A, R> gathering) {
      super(elements);
      this.f = Objects.requireNonNull(f, "f");
      this.gathering = gathering;
    }

    @Override
    Fn<? super T, ? extends Promise<? extends A>> f() {
      return f;
    }

    @Override
    boolean accept(A value) {
      gathering.add.accept(element(), value);
      return true;
    }

    @Override
    R end() {
      return gathering.result.get();
    }
  }

  /** Looks for the first element of which something is true, or false; the result is its index. */
  private static final class Search<T extends @Nullable Object> extends Each<T, Boolean, Integer> {
    static final int NOWHERE = -1;

    private final Fn<? super T, ? extends Promise<Boolean>> f;
    private final boolean wanted;
    private int found = NOWHERE;

    Search(
        @Nullable Object[] elements, Fn<? super T, ? extends Promise<Boolean>> f, boolean wanted) {
      super(elements);
      this.f = Objects.requireNonNull(f, "f");
      this.wanted = wanted;
    }

    @Override
    Fn<? super T, ? extends Promise<Boolean>> f() {
      return f;
    }

    @Override
    boolean accept(Boolean value) {
      if (value != wanted) {
        return true;
      }
      found = index();
      return false;
    }

    @Override
    Integer end() {
      return found;
    }
  }

  /** Hands the value of each step to the next. */
  private static final class Fold<T extends @Nullable Object, A extends @Nullable Object>
      extends Each<T, A, A> {
    private final Fn<T, Promise<? extends A>> f;
    private A value;

    Fold(
        @Nullable Object[] elements,
        A initial,
        BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
      super(elements);
      this.f = element -> f.apply(value, element);
      value = initial;
    }

    @Override
    Fn<T, Promise<? extends A>> f() {
      return f;
    }

    @Override
    boolean accept(A value) {
      this.value = value;
      return true;
    }

    @Override
    A end() {
      return value;
    }
  }

  /** Works through elements with several loops at once, each of which takes the next element that is left. */
  private static final class Bounded<T extends @Nullable Object, A extends @Nullable Object> {
    private final @Nullable Object[] elements;
    private final Fn<? super T, ? extends Promise<? extends A>> f;
    private final Values<A> values;
    private int next;
    private boolean failed;

    /** Takes the values as they come. */
    @FunctionalInterface
    interface Values<A extends @Nullable Object> {
      void set(int index, A value);
    }

    Bounded(
        @Nullable Object[] elements,
        Fn<? super T, ? extends Promise<? extends A>> f,
        Values<A> values) {
      this.elements = elements;
      this.f = Objects.requireNonNull(f, "f");
      this.values = values;
    }

    <R extends @Nullable Object> Promise<R> run(int n, Group.Values<R> result) {
      if (n < 1) {
        throw new IllegalArgumentException("n must be at least 1: " + n);
      }
      List<Promise<?>> workers = new ArrayList<>();
      while (workers.size() < n && hasNext()) {
        Promise<?> worker = new Worker().begin();
        worker.onFailure(_ -> failed = true);
        workers.add(worker);
      }
      return Group.All.of(workers, result, "LwtList");
    }

    private boolean hasNext() {
      return !failed && next < elements.length;
    }

    private final class Worker extends Loop<A, @Nullable Void> {
      private int index;

      @Override
      boolean hasNext() {
        return Bounded.this.hasNext();
      }

      @Override
      Promise<? extends A> next() {
        index = next++;
        return scheduler().call(f, LwtList.<T>element(elements, index));
      }

      @Override
      boolean accept(A value) {
        values.set(index, value);
        return true;
      }

      @Override
      @Nullable Void end() {
        return null;
      }
    }
  }
}
