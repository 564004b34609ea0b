package io.lwt;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loops over the elements of a stream: what {@link LwtStream}'s methods of the same names do. */
final class StreamLoops {
  private StreamLoops() {}

  /** The function that promises what this one gives. */
  static <T, U extends @Nullable Object> Fn<T, Promise<U>> promising(Fn<? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    return x -> Promise.of(f.apply(x));
  }

  /** Takes elements until there are {@code n} in the list, or the end. */
  static <T> Promise<List<T>> gather(LwtStream<T> stream, int n, List<T> gathered) {
    return stream
        .get()
        .bind(
            x -> {
              x.ifPresent(gathered::add);
              return x.isEmpty() || gathered.size() == n
                  ? Promise.of(Collections.unmodifiableList(gathered))
                  : gather(stream, n, gathered);
            });
  }

  /** Takes elements into the list as long as the predicate holds. */
  static <T> Promise<List<T>> gatherWhile(
      LwtStream<T> stream, Fn<? super T, ? extends Promise<Boolean>> predicate, List<T> gathered) {
    return takeIf(stream, predicate)
        .bind(
            taken -> {
              taken.ifPresent(gathered::add);
              return taken.isEmpty()
                  ? Promise.of(Collections.unmodifiableList(gathered))
                  : gatherWhile(stream, predicate, gathered);
            });
  }

  /** Takes elements as long as the predicate holds, each by a read of its own. */
  static <T> Promise<@Nullable Void> dropWhile(
      LwtStream<T> stream, Fn<? super T, ? extends Promise<Boolean>> predicate) {
    return stream
        .<Optional<T>>parse(own -> takeIf(own, predicate))
        .bind(taken -> taken.isPresent() ? dropWhile(stream, predicate) : Promise.unit());
  }

  /** Takes the next element if the predicate holds for it; empty if not, or at the end. */
  private static <T> Promise<Optional<T>> takeIf(
      LwtStream<T> stream, Fn<? super T, ? extends Promise<Boolean>> predicate) {
    return stream
        .peek()
        .bind(
            x ->
                x.isEmpty()
                    ? Promise.of(x)
                    : predicate
                        .apply(x.get())
                        .bind(wanted -> wanted ? stream.get() : Promise.of(Optional.empty())));
  }

  static <T> Promise<@Nullable Void> drop(LwtStream<T> stream, int n) {
    return n == 0
        ? Promise.unit()
        : stream.get().bind(x -> x.isEmpty() ? Promise.unit() : drop(stream, n - 1));
  }

  static <T, A extends @Nullable Object> Promise<A> fold(
      LwtStream<T> stream, A value, BiFn<? super A, ? super T, ? extends Promise<? extends A>> f) {
    return stream
        .get()
        .bind(
            x ->
                x.isEmpty()
                    ? Promise.of(value)
                    : Unchecked.<A>covariant(f.apply(value, x.get()))
                        .bind(next -> fold(stream, next, f)));
  }

  static <T, U> Promise<Optional<U>> findMap(
      LwtStream<T> stream, Fn<? super T, ? extends Promise<Optional<U>>> f) {
    return stream
        .get()
        .bind(
            x ->
                x.isEmpty()
                    ? Promise.of(Optional.empty())
                    : f.apply(x.get())
                        .bind(found -> found.isPresent() ? Promise.of(found) : findMap(stream, f)));
  }

  static <T> Promise<@Nullable Void> iterN(
      LwtStream<T> stream, int n, Fn<? super T, ? extends Promise<?>> f) {
    Crew crew = new Crew(n);
    return crew.with(new Feed<>(stream, f, crew).begin());
  }

  /** Reads the stream as far as there is room, and has a crew wait for what a function gives for the elements. */
  private static final class Feed<T> extends Loop<Optional<T>, @Nullable Void> {
    private final LwtStream<T> stream;
    private final Fn<? super T, ? extends Promise<?>> f;
    private final Crew crew;

    Feed(LwtStream<T> stream, Fn<? super T, ? extends Promise<?>> f, Crew crew) {
      this.stream = stream;
      this.f = f;
      this.crew = crew;
    }

    @Override
    boolean hasNext() {
      return true;
    }

    @Override
    Promise<Optional<T>> next() {
      return crew.place().bind(_ -> stream.get());
    }

    @Override
    boolean accept(Optional<T> x) {
      return x.isPresent() && crew.add(scheduler().call(f, x.get()));
    }

    @Override
    @Nullable Void end() {
      return null;
    }
  }
}
