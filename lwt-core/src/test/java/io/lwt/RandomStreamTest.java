package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several forks with several reads each, cancelled now and then, of what is pushed at random: every read gets what a
 * simple model of the stream says.
 */
@ExtendWith(FreshScheduler.class)
class RandomStreamTest {
  private static final int STEPS = 300;
  private static final List<Kind> KINDS = List.of(Kind.values());

  private Random random = new Random(0);
  private final List<Model> forks = new ArrayList<>();
  private boolean ended;
  private int pushed;

  /** What was pushed: an element, or an error. */
  private record Item(int number, @Nullable IOException error) {}

  private enum Kind {
    GET,
    PEEK,
    NGET,
    NPEEK,
    WHILE
  }

  /** A read that was made, how many elements it is of, and the state in which its promise has to be. */
  private static final class Read {
    final Kind kind;
    final int n;
    final Promise<?> promise;
    State<?> expected = new State.Pending<>();

    Read(Kind kind, int n, Promise<?> promise) {
      this.kind = kind;
      this.n = n;
      this.promise = promise;
    }

    boolean takes() {
      return kind == Kind.GET || kind == Kind.NGET || kind == Kind.WHILE;
    }

    boolean isOfOne() {
      return kind == Kind.GET || kind == Kind.PEEK;
    }

    boolean wants(int gathered, int number) {
      return kind == Kind.WHILE ? number % 4 != 0 : gathered < n;
    }

    boolean isComplete(int gathered) {
      return kind != Kind.WHILE && gathered == n;
    }
  }

  /** A stream, what has to be unread in it, and its reads. */
  private final class Model {
    final LwtStream<Integer> stream;
    final List<Item> unread;
    final List<Read> waiting = new ArrayList<>();
    final List<Read> all = new ArrayList<>();

    Model(LwtStream<Integer> stream, List<Item> unread) {
      this.stream = stream;
      this.unread = new ArrayList<>(unread);
    }

    void read() {
      Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      int n = kind == Kind.GET || kind == Kind.PEEK ? 1 : 1 + random.nextInt(3);
      Promise<?> promise =
          switch (kind) {
            case GET -> stream.get();
            case PEEK -> stream.peek();
            case NGET -> stream.nget(n);
            case NPEEK -> stream.npeek(n);
            case WHILE -> stream.getWhile(x -> x % 4 != 0);
          };
      Read read = new Read(kind, n, promise);
      waiting.add(read);
      all.add(read);
    }

    void cancel() {
      if (!waiting.isEmpty()) {
        Read read = waiting.remove(random.nextInt(waiting.size()));
        read.promise.cancel();
        read.expected = read.promise.state();
        PromiseAssertions.assertCanceled(read.promise);
      }
    }

    void serve() {
      while (!waiting.isEmpty() && serve(waiting.getFirst())) {
        waiting.removeFirst();
      }
    }

    private boolean serve(Read read) {
      List<Integer> gathered = new ArrayList<>();
      for (Item item : unread) {
        if (read.isComplete(gathered.size())) {
          break;
        }
        if (item.error != null) {
          unread.remove(item);
          read.expected = new State.Rejected<>(item.error);
          return true;
        }
        if (!read.wants(gathered.size(), item.number)) {
          return give(read, gathered);
        }
        gathered.add(item.number);
      }
      return (read.isComplete(gathered.size()) || ended) && give(read, gathered);
    }

    private boolean give(Read read, List<Integer> gathered) {
      if (read.takes()) {
        unread.subList(0, gathered.size()).clear();
      }
      read.expected =
          new State.Fulfilled<>(read.isOfOne() ? gathered.stream().findFirst() : gathered);
      return true;
    }

    void check() {
      serve();
      for (Read read : all) {
        assertEquals(read.expected, read.promise.state(), () -> read.kind + " of " + read.n);
      }
      all.removeIf(read -> !read.promise.isPending());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 60, 80})
  void everyReadGetsWhatTheModelSays(int firstSeed) {
    for (int seed = firstSeed; seed < firstSeed + 20; seed++) {
      random = new Random(seed);
      forks.clear();
      ended = false;
      LwtStream.Pushed<Integer> source = LwtStream.create();
      forks.add(new Model(source.stream(), List.of()));
      for (int i = 0; i < STEPS; i++) {
        step(source.sink());
        forks.forEach(Model::check);
      }
      source.sink().close();
      ended = true;
      forks.forEach(Model::check);
      forks.forEach(fork -> assertEquals(List.of(), fork.waiting));
    }
  }

  private void step(StreamSink<Integer> sink) {
    Model fork = forks.get(random.nextInt(forks.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> {
        int number = pushed++;
        forks.forEach(model -> model.unread.add(new Item(number, null)));
        sink.push(number);
      }
      case 4 -> {
        IOException error = new IOException("error " + pushed);
        forks.forEach(model -> model.unread.add(new Item(-1, error)));
        sink.pushError(error);
      }
      case 5 -> fork.cancel();
      case 6 -> {
        if (forks.size() < 4) {
          forks.add(new Model(fork.stream.fork(), fork.unread));
        }
      }
      default -> fork.read();
    }
  }
}
