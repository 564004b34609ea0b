package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Clock;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is handed over between threads: how often it wakes the other one, and for how long that looks out for it. */
class HandOverTest extends LoopTest {
  private static final int BURST = 10_000;

  @Nested
  class WakeUps {
    @Test
    void aBurstOfTasksWakesTheLoopOnce() throws InterruptedException {
      var faults = new Faults(Posix.host());
      EventLoop loop = EventLoop.open(faults.posix());
      var asleep = new CountDownLatch(1);
      var allAdded = new CountDownLatch(1);
      var count = new AtomicInteger();
      Resolver<String> done = Resolver.waiter();
      faults.watch(call -> count.addAndGet(call.name().equals("eventfdSignal") ? 1 : 0));
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    awaitQuietly(asleep);
                    loop.execute(() -> awaitQuietly(allAdded));
                    for (int i = 0; i < BURST; i++) {
                      loop.execute(() -> {});
                    }
                    loop.execute(() -> done.fulfill("done"));
                    allAdded.countDown();
                  });
      loop.execute(asleep::countDown); // the next thing it does is to sleep
      assertEquals("done", LwtMain.run(done.promise()));
      assertTrue(count.get() <= 1, count.get() + " wake-ups");
      other.join();
    }

    @Test
    void aLoopThatIsAwakeIsNotWoken() throws InterruptedException {
      var faults = new Faults(Posix.host());
      EventLoop loop = EventLoop.open(faults.posix());
      Resolver<String> done = Resolver.waiter();
      LwtMain.run(
          Lwt.pause()
              .map(
                  _ -> {
                    Thread other =
                        Thread.ofPlatform()
                            .start(
                                () ->
                                    IntStream.range(0, BURST).forEach(_ -> loop.execute(() -> {})));
                    other.join();
                    loop.execute(() -> done.fulfill("done"));
                    return 1;
                  }));
      assertEquals("done", LwtMain.run(done.promise()));
      assertEquals(0, faults.calls("eventfdSignal"));
    }

    @Test
    void aBurstOfResultsWakesItNoMoreOftenThanItSleeps() {
      var faults = new Faults(Posix.host());
      EventLoop.open(faults.posix());
      var jobs = new Jobs("burst-test", 2);
      LwtMain.run(Lwt.all(IntStream.range(0, BURST).mapToObj(i -> jobs.run(() -> i)).toList()));
      int sleeps = faults.calls("epollWait");
      int wakeups = faults.calls("eventfdSignal");
      assertTrue(wakeups <= sleeps && wakeups < BURST / 4, wakeups + " of " + sleeps);
    }
  }

  @Nested
  class LookingOut {
    private final AtomicInteger looks = new AtomicInteger();

    private long turnNanos;

    private void giveTurn() {
      long start = System.nanoTime();
      while (System.nanoTime() - start < turnNanos) {
        Thread.onSpinWait();
      }
    }

    /** How many of so many sleeps it looks out before, in vain. */
    private int triesOf(int sleeps, Spin spin) {
      int tries = 0;
      for (int i = 0; i < sleeps; i++) {
        looks.set(0);
        assertFalse(spin.sees(this::never, -1, true));
        tries += Math.min(looks.get(), 1);
      }
      return tries;
    }

    private boolean never() {
      looks.incrementAndGet();
      return false;
    }

    @Test
    void itSeesWhatComes() {
      var spin = new Spin(1_000_000_000L, this::giveTurn);
      assertTrue(spin.sees(() -> looks.incrementAndGet() == 100, -1, true));
      assertEquals(100, looks.get());
    }

    @Test
    void inVainItBecomesRare() {
      // with pauses of 1, 3, 7 … 255, 255, 255 in between
      assertEquals(11, triesOf(1023, new Spin(1000, this::giveTurn)));
    }

    @Test
    void whereYieldsAreLongItBecomesRarerYet() {
      turnNanos = 2 * Spin.LONG_YIELD_NANOS;
      var spin = new Spin(0, this::giveTurn);
      assertTrue(spin.sees(() -> true, -1, true));
      // with pauses of 511, 1023, 2047, 4095, 4095 in between, the first because of the one that
      // saw something
      assertEquals(0, triesOf(511, spin));
      assertEquals(4, triesOf(1024 + 2048 + 4096 + 4096, spin));
      turnNanos = 0;
      assertTrue(spin.sees(() -> true, -1, true));
      assertTrue(spin.sees(() -> true, -1, true));
    }

    @Test
    void aSuccessMakesItFrequentAgain() {
      var spin = new Spin(1000, this::giveTurn);
      spin.sees(this::never, -1, true);
      assertFalse(spin.sees(() -> true, -1, true)); // paused
      assertTrue(spin.sees(() -> true, -1, true));
      assertTrue(spin.sees(() -> true, -1, true));
      looks.set(0);
      spin.sees(this::never, -1, true);
      assertTrue(looks.get() > 0);
      looks.set(0);
      spin.sees(this::never, -1, true);
      assertEquals(0, looks.get());
      spin.sees(this::never, -1, true);
      assertTrue(looks.get() > 0);
    }

    @Test
    void theLoopSleepsNoLongerForIt() throws InterruptedException {
      var clock = new MovedClock();
      var spin = new Spin(0, () -> clock.now += Duration.ofHours(1).toNanos());
      EventLoop.open(Posix.host(), Jobs.files(), spin);
      Scheduler.current().setClock(clock);
      var gate = new Gate();
      Promise<String> job = Jobs.files().run(gate);
      gate.awaitBegun();
      LwtMain.run(LwtUnix.sleep(Duration.ofHours(1))); // or else for an hour of the system's clock
      gate.open();
      assertEquals("through", LwtMain.run(job));
    }

    /** A clock that is moved by hand. */
    private static final class MovedClock extends Clock {
      private long now;

      @Override
      public long nanoTime() {
        return now;
      }
    }

    @Test
    void itIsNoLongerThanTheSleep() {
      var spin = new Spin(60_000_000_000L, this::giveTurn);
      assertFalse(spin.sees(this::never, 1000, true)); // or else the test hangs
    }

    @Test
    void whereThereIsNoRoomOrNoTimeForMoreItYieldsAndLooksOnce() {
      assertFalse(new Spin(60_000_000_000L, this::giveTurn).sees(this::never, -1, false));
      assertFalse(new Spin(0, this::giveTurn).sees(this::never, -1, true));
      assertFalse(new Spin(1000, this::giveTurn).sees(this::never, 0, true));
      assertEquals(3, looks.get());
      assertTrue(new Spin(0, this::giveTurn).sees(() -> true, -1, false));
    }

    @Test
    void thereIsNoSpinningWithOneProcessorOrALimitOfNothing() {
      assertEquals(0, Spin.limitNanos(20, 1));
      assertEquals(20_000, Spin.limitNanos(20, 2));
      assertEquals(0, Spin.limitNanos(0, 8));
      assertEquals(0, Spin.limitNanos(-5, 8));
      assertEquals(100_000, Spin.limitNanos(5000, 8));
    }

    @Test
    void nothingIsBurntWhileThereIsNoJob() throws Exception {
      var jobs = new Jobs("burnt-worker", 1);
      var burnt = new CompletableFuture<Long>();
      Thread loop =
          Thread.ofPlatform()
              .name("burnt-loop")
              .start(
                  () -> {
                    LwtMain.run(jobs.run(() -> "so that there is a worker"));
                    // the first time there are classes to be loaded
                    burnt.complete(Math.min(Math.min(burntAsleep(), burntAsleep()), burntAsleep()));
                    EventLoop.current().close();
                  });
      assertTrue(burnt.get() < 20_000_000, burnt.get() + " ns of 100 ms");
      loop.join();
    }

    private static long burntAsleep() {
      Promise<?> sleep = LwtUnix.sleep(Duration.ofMillis(100));
      long before = cpuNanos("burnt-");
      LwtMain.run(sleep);
      return cpuNanos("burnt-") - before;
    }

    /** What the threads whose names begin so have used until now. */
    private static long cpuNanos(String prefix) {
      long nanos = 0;
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
        for (Path task : tasks) {
          if (Files.readString(task.resolve("comm")).startsWith(prefix)) {
            String used = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
            nanos += Long.parseLong(used);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      assertTrue(nanos > 0, "no thread is named " + prefix);
      return nanos;
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
