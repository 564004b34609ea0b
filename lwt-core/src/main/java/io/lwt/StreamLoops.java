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
}
