package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops on threads of their own, seen from others. */
class SeveralLoopsTest {
  /** A thread with a loop, which runs until it is told to end. */
  private static final class Looper implements AutoCloseable {
    private final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
    private final Thread thread = Thread.ofPlatform().start(this::run);
    private @Nullable Resolver<@Nullable Void> end;

    private void run() {
      EventLoop current = EventLoop.current();
      Resolver<@Nullable Void> waiter = Resolver.waiter();
      end = waiter;
      loop.complete(current);
      LwtMain.run(waiter.promise());
      current.close();
    }

    EventLoop loop() {
      return loop.join();
    }

    /** Does something on the loop, and gives its result. */
    <T> T call(Callable<T> action) {
      var result = new CompletableFuture<T>();
      loop()
          .execute(() -> Lwt.dontWait(() -> given(result, action), result::completeExceptionally));
      return result.join();
    }

    private static <T> Promise<?> given(CompletableFuture<T> result, Callable<T> action)
        throws Exception {
      result.complete(action.call());
      return Promise.unit();
    }

    @Override
    public void close() {
      loop()
          .execute(
              () -> {
                if (end != null) {
                  end.fulfill(null);
                }
              });
      try {
        thread.join();
      } catch (InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
    }
  }

  /** One side of the exchange: answers each message with the next one. */
  private static final class Player {
    private final EventLoop loop;
    private final CountDownLatch left;
    private long received;
    private @Nullable Player other;

    Player(EventLoop loop, CountDownLatch left) {
      this.loop = loop;
      this.left = left;
    }

    void play(Player with) {
      other = with;
    }

    void send(int number) {
      loop.execute(() -> receive(number));
    }

    private void receive(int number) {
      received++;
      if (number == 0) {
        left.countDown();
      } else if (other != null) {
        other.send(number - 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 1", "100, 100"})
  void exchangeMessages(int each, int balls) throws InterruptedException {
    exchange(each, balls);
  }

  @Test
  @Tag("slow")
  void exchangeAMillionMessages() throws InterruptedException {
    exchange(10_000, 100);
  }

  private static void exchange(int each, int balls) throws InterruptedException {
    try (var first = new Looper();
        var second = new Looper()) {
      var left = new CountDownLatch(balls);
      var one = new Player(first.loop(), left);
      var two = new Player(second.loop(), left);
      one.play(two);
      two.play(one);
      for (int i = 0; i < balls; i++) {
        one.send(each - 1);
      }
      left.await();
      assertEquals(
          (long) each * balls, first.call(() -> one.received) + second.call(() -> two.received));
    }
  }

  @Test
  void aPromiseIsTouchedByItsOwnLoopOnly() {
    try (var first = new Looper();
        var second = new Looper()) {
      Resolver<String> resolver = first.call(Resolver::<String>task);
      for (Runnable touch :
          new Runnable[] {
            () -> resolver.fulfill("wrong"),
            () -> resolver.promise().map(value -> value),
            () -> resolver.promise().cancel()
          }) {
        String message =
            second.call(() -> assertThrows(IllegalStateException.class, touch::run).getMessage());
        assertTrue(message.contains("thread"), message);
      }
      second.call(
          () -> {
            first.loop().execute(() -> resolver.fulfill("right"));
            return "handed over";
          });
      assertEquals("right", first.call(() -> EventLoop.resultOf(resolver.promise())));
    }
  }

  /** With nothing to do it begins no lap: only another thread can see that. */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"epoll", "poll"})
  void anIdleLoopWithTenThousandSocketsMakesNoLap(String engine) throws InterruptedException {
    System.setProperty(EngineChoice.PROPERTY, engine);
    try (var looper = new Looper()) {
      for (int i = 0; i < 50; i++) {
        looper.call(() -> openIdleSockets(100));
      }
      assertEquals(engine, looper.call(() -> looper.loop().engine().name()));
      EventLoop loop = looper.loop();
      long laps = settled(loop);
      Thread.sleep(1000);
      assertEquals(laps, loop.laps());
    } finally {
      System.clearProperty(EngineChoice.PROPERTY);
    }
  }

  private static int openIdleSockets(int pairs) {
    for (int i = 0; i < pairs; i++) {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
      pair.first().read(new byte[1]).onFailure(_ -> {}); // at the loop's end
      pair.second().read(new byte[1]).onFailure(_ -> {});
    }
    return pairs;
  }

  /** The lap in which it has gone to sleep after the last call, which other threads cannot see but by its silence. */
  private static long settled(EventLoop loop) throws InterruptedException {
    long laps;
    do {
      laps = loop.laps();
      Thread.sleep(20);
    } while (loop.laps() != laps);
    return laps;
  }
}
