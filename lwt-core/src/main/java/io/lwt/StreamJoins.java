package io.lwt;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Sources that read from streams and sequences, and remember where they are. */
final class StreamJoins {
  private StreamJoins() {}

  /** {@link LwtStream#ofSeq}. */
  static final class OfSeq<T> implements Callable<Promise<Optional<T>>> {
    private LwtSeq<T> rest;

    OfSeq(LwtSeq<T> sequence) {
      rest = Objects.requireNonNull(sequence, "sequence");
    }

    @Override
    public Promise<Optional<T>> call() {
      return rest.node().map(this::first);
    }

    private Optional<T> first(LwtSeq.Node<T> node) {
      if (node instanceof LwtSeq.Cons<T>(T head, LwtSeq<T> tail)) {
        rest = tail;
        return Optional.of(head);
      }
      return Optional.empty();
    }
  }

  /** {@link LwtStream#concat}. */
  static final class Concat<T> implements Callable<Promise<Optional<T>>> {
    private final LwtStream<LwtStream<T>> streams;
    private LwtStream<T> current = LwtStream.of();

    Concat(LwtStream<LwtStream<T>> streams) {
      this.streams = Objects.requireNonNull(streams, "streams");
    }

    @Override
    public Promise<Optional<T>> call() {
      return current.get().bind(x -> x.isPresent() ? Promise.of(x) : ofNextStream());
    }

    private Promise<Optional<T>> ofNextStream() {
      return streams
          .get()
          .bind(next -> next.isPresent() ? of(next.get()) : Promise.of(Optional.empty()));
    }

    private Promise<Optional<T>> of(LwtStream<T> stream) {
      current = stream;
      return call();
    }
  }

  /** {@link LwtStream#combine}. What was read of one side when the other has an error is kept for the next call. */
  static final class Combine<T, U> implements Callable<Promise<Optional<Both<T, U>>>> {
    private final Side<T> first;
    private final Side<U> second;

    Combine(LwtStream<T> first, LwtStream<U> second) {
      this.first = new Side<>(first);
      this.second = new Side<>(second);
    }

    @Override
    public Promise<Optional<Both<T, U>>> call() {
      Promise<Optional<T>> ofFirst = first.read();
      Promise<Optional<U>> ofSecond = second.read();
      return first
          .unlessError(ofFirst)
          .bind(x -> second.unlessError(ofSecond).map(y -> pair(x, y)));
    }

    private Optional<Both<T, U>> pair(Optional<T> x, Optional<U> y) {
      first.read = null;
      second.read = null;
      return x.flatMap(a -> y.map(b -> new Both<>(a, b)));
    }

    private static final class Side<T> {
      private final LwtStream<T> stream;
      private @Nullable Promise<Optional<T>> read;

      Side(LwtStream<T> stream) {
        this.stream = stream;
      }

      Promise<Optional<T>> read() {
        Promise<Optional<T>> kept = read;
        if (kept == null) {
          kept = stream.get();
          read = kept;
        }
        return kept;
      }

      Promise<Optional<T>> unlessError(Promise<Optional<T>> promise) {
        return promise.catching(
            error -> {
              read = null;
              return Promise.failed(error);
            });
      }
    }
  }

  /** {@link LwtStream#merge}. */
  static final class Merge<T> implements Callable<Promise<Optional<T>>> {
    /** Streams that are to be read when this is called next. */
    private final Queue<LwtStream<T>> idle;

    /** The reads that are resolved, in the order in which they were. */
    private final Queue<Done<T>> done = new ArrayDeque<>();

    private int pending;
    private @Nullable Resolver<@Nullable Void> arrival;

    private record Done<T>(LwtStream<T> stream, Promise<Optional<T>> read) {}

    Merge(List<LwtStream<T>> streams) {
      idle = new ArrayDeque<>(streams);
    }

    @Override
    public Promise<Optional<T>> call() {
      while (true) {
        readIdle();
        Done<T> next = done.poll();
        if (next == null) {
          return pending == 0 ? Promise.of(Optional.empty()) : afterNext();
        }
        if (!isEnd(next.read)) {
          idle.add(next.stream);
          return next.read;
        }
      }
    }

    private void readIdle() {
      for (LwtStream<T> stream = idle.poll(); stream != null; stream = idle.poll()) {
        Done<T> reading = new Done<>(stream, stream.get());
        pending++;
        reading.read.onTermination(() -> arrived(reading));
      }
    }

    private void arrived(Done<T> read) {
      pending--;
      done.add(read);
      Resolver<@Nullable Void> awaited = arrival;
      if (awaited != null) {
        arrival = null;
        awaited.fulfill(null);
      }
    }

    private Promise<Optional<T>> afterNext() {
      Resolver<@Nullable Void> next = Resolver.waiter();
      arrival = next;
      return next.promise().bind(_ -> call());
    }

    private static boolean isEnd(Promise<? extends Optional<?>> read) {
      return read.state() instanceof State.Fulfilled<? extends Optional<?>>(var x) && x.isEmpty();
    }
  }
}
