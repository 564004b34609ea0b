package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link EventLoop} and {@link LwtMain}. */
class EventLoopTest extends LoopTest {
  private final EngineChoice engine = EngineChoice.ofProperty();

  @Test
  void aThreadHasOneLoop() {
    EventLoop loop = EventLoop.current();
    assertSame(loop, EventLoop.current());
    assertSame(loop, Scheduler.current().driver());
    assertNotSame(loop, CompletableFuture.supplyAsync(EventLoopTest::makeAndClose).join());
  }

  private static EventLoop makeAndClose() {
    EventLoop loop = EventLoop.current();
    loop.close();
    return loop;
  }

  @Test
  void thereAreNoLoopsOnVirtualThreads() throws InterruptedException {
    var thrown = new ArrayList<Throwable>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> thrown.add(assertThrows(IllegalStateException.class, EventLoop::current)));
    thread.join();
    assertTrue(thrown.getFirst().toString().contains("virtual thread"), thrown.toString());
  }

  @Test
  void somethingElseMayDriveTheThread() {
    Scheduler.current().setDriver(() -> {});
    assertThrows(IllegalStateException.class, EventLoop::current);
    Scheduler.current().setDriver(null);
  }

  // ---- run

  @Test
  void runReturnsTheValue() {
    assertEquals("value", LwtMain.run(LwtUnix.sleep(Duration.ZERO).map(_ -> "value")));
    assertEquals("value", LwtMain.run(() -> Lwt.pause().map(_ -> "value")));
  }

  @Test
  void runOfAResolvedPromiseOpensNothing() {
    var faults = new Faults(Posix.host());
    EventLoop.open(faults.posix());
    LwtMain.run(Promise.unit());
    LwtMain.run(Lwt.pause());
    assertEquals(0, faults.calls("eventfd"));
    assertEquals(engine.toString(), EventLoop.current().engine().name());
    assertEquals(1, faults.calls("eventfd"));
  }

  @Test
  void runThrowsUncheckedErrorsAsTheyAre() {
    var error = new IllegalArgumentException("mine");
    assertSame(
        error,
        assertThrows(IllegalArgumentException.class, () -> LwtMain.run(Promise.failed(error))));
    assertSame(
        error,
        assertThrows(
            IllegalArgumentException.class,
            () ->
                LwtMain.run(
                    () -> {
                      throw error;
                    })));
  }

  @Test
  void runWrapsCheckedErrors() {
    var error = new Exception("mine");
    var thrown = assertThrows(CompletionException.class, () -> LwtMain.run(Promise.failed(error)));
    assertSame(error, thrown.getCause());
  }

  @Test
  void runInsideOfRunNamesTheOuterOne() {
    var error =
        assertThrows(
            IllegalStateException.class,
            () -> LwtMain.run(Lwt.pause().map(_ -> LwtMain.run(Promise.of(1)))));
    assertTrue(error.toString().contains("EventLoopTest.java"), error.toString());
    assertEquals(1, (int) LwtMain.run(Promise.of(1)), "it runs again afterwards");
  }

  @Test
  void runRefusesAPromiseOfAnotherThread() {
    Promise<?> foreign = CompletableFuture.supplyAsync(() -> Resolver.task().promise()).join();
    var error = assertThrows(IllegalStateException.class, () -> LwtMain.run(foreign));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("LwtMain.run: this belongs to thread "), message);
  }

  @Test
  void runMayFollowRun() {
    Resolver<String> later = Resolver.waiter();
    LwtMain.run(Lwt.pause());
    assertTrue(later.isPending());
    Lwt.pause().onSuccess(_ -> later.fulfill("later"));
    assertEquals("later", LwtMain.run(later.promise()));
  }

  @Test
  void aLapServesTasksThenTimersThenPauses() {
    List<String> served = new ArrayList<>();
    Promise<@Nullable Void> pause = Lwt.pause();
    pause.onSuccess(_ -> served.add("pause"));
    LwtUnix.sleep(Duration.ZERO).onSuccess(_ -> served.add("timer"));
    EventLoop.current().execute(() -> served.add("task"));
    LwtMain.run(pause);
    assertEquals(List.of("task", "timer", "pause"), served);
  }

  @Test
  void anErrorThatIsLetThroughBreaksTheLoop() {
    var outOfMemory = new OutOfMemoryError("made by a test");
    Promise<?> broken =
        Lwt.pause()
            .map(
                _ -> {
                  throw outOfMemory;
                });
    assertSame(outOfMemory, assertThrows(OutOfMemoryError.class, () -> LwtMain.run(broken)));
    var later = assertThrows(IllegalStateException.class, () -> LwtMain.run(Promise.of(1)));
    assertSame(outOfMemory, later.getCause());
    assertThrows(IllegalStateException.class, LwtUnix::pipe);
  }

  @Test
  void aFailureToOpenTheEngineCanBeTriedAgain() {
    var faults = new Faults(Posix.host());
    EventLoop loop = EventLoop.open(faults.posix());
    List<String> calls =
        engine == EngineChoice.EPOLL
            ? List.of("epollCreate", "eventfd", "epollAdd")
            : List.of("eventfd");
    for (String call : calls) {
      faults.on(call).call(1).fail("EMFILE");
      refused(Errno.EMFILE, () -> LwtMain.run(LwtUnix.sleep(Duration.ofHours(1))));
    }
    assertEquals(engine.toString(), loop.engine().name());
    assertEquals(calls.size(), faults.injected());
  }

  // ---- time

  @Test
  void timersAreNeverEarlyAndFinerThanAMillisecond() {
    LwtMain.run(LwtUnix.sleep(Duration.ofNanos(1000)));
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long begin = System.nanoTime();
      LwtMain.run(LwtUnix.sleep(Duration.ofNanos(200_000)));
      long waited = System.nanoTime() - begin;
      assertTrue(waited >= 200_000, waited + " ns");
      shortest = Math.min(shortest, waited);
    }
    assertTrue(shortest < 1_000_000, "the fastest of 50 took " + shortest + " ns");
  }

  @Test
  void timersFireInTheOrderOfTheirDeadlines() {
    List<Integer> fired = new ArrayList<>();
    List<Promise<?>> sleeps = new ArrayList<>();
    // However long it takes to make them, their deadlines are in this order.
    for (int millis : new int[] {1, 1, 2, 3}) {
      Promise<@Nullable Void> sleep = LwtUnix.sleep(Duration.ofMillis(millis));
      int number = sleeps.size();
      sleep.onSuccess(_ -> fired.add(number));
      sleeps.add(sleep);
    }
    LwtMain.run(Lwt.join(sleeps));
    assertEquals(List.of(0, 1, 2, 3), fired);
  }

  /** Forty milliseconds of them: one by one they would take four thousand laps, or many hundreds on a slow machine. */
  @Test
  void timersThatComeThickAndFastAreFiredInBunches() {
    List<Promise<?>> sleeps = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      sleeps.add(LwtUnix.sleep(Duration.ofNanos(5_000_000 + 10_000 * i)));
    }
    LwtMain.run(Lwt.join(sleeps));
    long laps = EventLoop.current().laps();
    assertTrue(laps <= 160, laps + " laps");
  }

  // ---- other threads

  @Test
  void aTaskEndsTheWait() {
    EventLoop loop = EventLoop.current();
    Resolver<String> answer = Resolver.waiter();
    Thread.ofPlatform().start(() -> loop.execute(() -> answer.fulfill("task")));
    assertEquals("task", LwtMain.run(answer.promise()));
  }

  @Test
  void tasksOfAThreadRunInTheirOrder() {
    EventLoop loop = EventLoop.current();
    Resolver<@Nullable Void> done = Resolver.waiter();
    List<Integer> ran = new ArrayList<>();
    Thread.ofPlatform()
        .start(
            () -> {
              for (int i = 0; i < 1000; i++) {
                int number = i;
                loop.execute(() -> ran.add(number));
              }
              loop.execute(() -> done.fulfill(null));
            });
    LwtMain.run(done.promise());
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, (int) ran.get(i));
    }
  }

  @Test
  void noWakeupIsLost() {
    int threads = 3;
    int rounds = 2000;
    EventLoop loop = EventLoop.current();
    Resolver<@Nullable Void> done = Resolver.waiter();
    var left = new AtomicInteger(threads);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                var ran = new Semaphore(0);
                for (int round = 0; round < rounds; round++) {
                  loop.execute(ran::release);
                  ran.acquireUninterruptibly(); // for ever, if the loop sleeps on
                }
                if (left.decrementAndGet() == 0) {
                  loop.execute(() -> done.fulfill(null));
                }
              });
    }
    LwtMain.run(done.promise());
  }

  @Test
  void aLoopThatIsAwakeIsNotWoken() {
    var faults = new Faults(Posix.host());
    EventLoop loop = EventLoop.open(faults.posix());
    loop.engine();
    loop.execute(() -> {});
    LwtMain.run(Lwt.pause());
    for (int i = 0; i < 100; i++) {
      CompletableFuture.runAsync(() -> loop.execute(() -> {})).join();
    }
    LwtMain.run(Lwt.pause());
    assertEquals(0, faults.calls("eventfdSignal"));
  }

  @Test
  void anIdleLoopMakesNoLaps() {
    EventLoop loop = EventLoop.current();
    LwtMain.run(LwtUnix.sleep(Duration.ofMillis(20)));
    assertTrue(loop.laps() <= 3, loop.laps() + " laps");
  }

  @Test
  void onlyExecuteIsForOtherThreads() {
    EventLoop loop = EventLoop.current();
    for (Runnable use : List.<Runnable>of(loop::close, loop::engine)) {
      var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
      assertInstanceOf(IllegalStateException.class, error.getCause());
    }
  }

  // ---- the end

  @Test
  void closeRejectsWhatWaitsAndGivesBackDescriptors() {
    Pipe pipe = LwtUnix.pipe();
    Promise<Integer> read = pipe.in().read(new byte[1]);
    EventLoop loop = EventLoop.current();
    loop.close();
    loop.close();
    assertTrue(pipe.in().isClosed());
    assertTrue(pipe.out().isClosed());
    assertFalse(read.isPending());
    assertThrows(IllegalStateException.class, () -> loop.execute(() -> {}));
    assertThrows(IllegalStateException.class, loop::engine);
    assertNotSame(loop, EventLoop.current());
    LwtMain.run(LwtUnix.sleep(Duration.ofNanos(1)));
  }

  /** A loop that left its memory to the collector would leave 76 KiB. */
  @Test
  void closeGivesBackMemory() {
    EventLoop.current().engine();
    long before = nativeMemory();
    for (int i = 0; i < 100; i++) {
      EventLoop.current().close();
      EventLoop.current().engine();
    }
    long more = nativeMemory() - before;
    assertTrue(more < 1 << 20, more + " bytes more");
  }

  private static long nativeMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void closeRunsTheTasksThatWereHandedOver() {
    EventLoop loop = EventLoop.current();
    List<String> ran = new ArrayList<>();
    loop.execute(() -> ran.add("task"));
    loop.close();
    assertEquals(List.of("task"), ran);
  }

  @Test
  void closeRejectsWhatWaitsForAWorker() {
    var begin = new Semaphore(0);
    Promise<?> job =
        Jobs.files()
            .run(
                () -> {
                  begin.acquireUninterruptibly();
                  return "late";
                });
    EventLoop.current().close();
    begin.release();
    assertThrows(IllegalStateException.class, () -> EventLoop.resultOf(job));
  }

  @Test
  void anErrorLetThroughDoesNotKeepItOpen() {
    Pipe pipe = LwtUnix.pipe();
    EventLoop loop = EventLoop.current();
    List<String> ran = new ArrayList<>();
    loop.execute(
        () -> {
          throw new OutOfMemoryError("a test's");
        });
    loop.execute(() -> ran.add("later"));
    Promise<?> sleep = LwtUnix.sleep(Duration.ofHours(1));
    assertEquals("a test's", assertThrows(OutOfMemoryError.class, loop::close).getMessage());
    assertEquals(List.of("later"), ran);
    assertTrue(pipe.in().isClosed());
    assertThrows(Canceled.class, () -> EventLoop.resultOf(sleep));
    assertNotSame(loop, EventLoop.current());
    LwtMain.run(LwtUnix.sleep(Duration.ofNanos(1)));
  }

  @Test
  void whatWorkersStillDoWaitsForTheEndOfClose() throws InterruptedException {
    var steps = new LastSteps();
    BlockingQueue<Thread> done = new LinkedBlockingQueue<>();
    steps.run(() -> done.add(Thread.currentThread()));
    assertEquals(0, done.size());
    steps.close(Jobs.files());
    assertNotSame(Thread.currentThread(), done.take());
    steps.run(() -> done.add(Thread.currentThread()));
    assertSame(Thread.currentThread(), done.take());
  }

  @Test
  void aLoopThatIsBeingClosedIsNotTakenOver() {
    EventLoop loop = EventLoop.current();
    List<Boolean> taken = new ArrayList<>();
    loop.execute(() -> taken.add(CompletableFuture.supplyAsync(loop::takeOver).join()));
    loop.execute(loop::close); // does nothing
    loop.close();
    assertEquals(List.of(false), taken);
  }

  @Test
  void aRunningLoopIsNotClosed() {
    EventLoop loop = EventLoop.current();
    assertThrows(
        IllegalStateException.class,
        () ->
            LwtMain.run(
                Lwt.pause()
                    .map(
                        _ -> {
                          loop.close();
                          return 1;
                        })));
  }

  @Test
  void theLoopOfADeadThreadIsClosed() throws InterruptedException {
    var isOpen = new AtomicReference<BooleanSupplier>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  Pipe pipe = LwtUnix.pipe();
                  Path link = Path.of("/proc/self/fd/" + pipe.in().number());
                  Optional<Path> file = target(link);
                  isOpen.set(() -> target(link).equals(file));
                  Promise<?> read = pipe.in().read(new byte[1]);
                  LwtMain.run(LwtUnix.sleep(Duration.ofNanos(1)));
                  assertTrue(read.isPending());
                });
    thread.join();
    EventLoop.current(); // so that the other one is not the latest
    while (isOpen.get().getAsBoolean()) {
      System.gc();
      Thread.onSpinWait();
    }
  }

  private static Optional<Path> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link));
    } catch (IOException closed) {
      return Optional.empty();
    }
  }
}
