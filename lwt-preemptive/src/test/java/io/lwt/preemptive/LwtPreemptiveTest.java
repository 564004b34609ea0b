package io.lwt.preemptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.LwtKey;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Jobs;
import io.lwt.unix.LwtMain;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link LwtPreemptive}. */
class LwtPreemptiveTest {
  private static final Jobs.Bounds DEFAULT_BOUNDS = LwtPreemptive.bounds();

  @AfterEach
  void restore() {
    LwtPreemptive.setBounds(DEFAULT_BOUNDS.min(), DEFAULT_BOUNDS.max());
    LwtPreemptive.setMaxQueued(Jobs.UNLIMITED);
    EventLoop.current().close();
  }

  @Nested
  class Away {
    @Test
    void eachWayHasItsThreads() {
      Thread detached = LwtMain.run(LwtPreemptive.detach(Thread::currentThread));
      Thread computing = LwtMain.run(LwtPreemptive.detachCpu(Thread::currentThread));
      Thread virtual = LwtMain.run(LwtPreemptive.detachVirtual(Thread::currentThread));
      assertTrue(detached.getName().startsWith("lwt-detached-"), detached::getName);
      assertTrue(computing.getName().startsWith("lwt-computing-"), computing::getName);
      assertTrue(virtual.getName().startsWith("lwt-virtual-"), virtual::getName);
      assertEquals(
          List.of(false, false, true),
          Stream.of(detached, computing, virtual).map(Thread::isVirtual).toList());
    }

    @Test
    void errorsReject() {
      var error = new IllegalArgumentException("mine");
      for (Promise<?> promise :
          List.of(
              LwtPreemptive.detach(() -> fail(error)),
              LwtPreemptive.detachInterruptibly(() -> fail(error)),
              LwtPreemptive.detachCpu(() -> fail(error)),
              LwtPreemptive.detachVirtual(() -> fail(error)))) {
        assertSame(error, assertThrows(IllegalArgumentException.class, () -> LwtMain.run(promise)));
      }
    }

    private static String fail(RuntimeException error) {
      throw error;
    }

    @Test
    void computingHasAsManyThreadsAsThereAreProcessors() {
      int processors = Runtime.getRuntime().availableProcessors();
      var together = new Phaser(processors);
      List<Thread> threads =
          LwtMain.run(
              Lwt.all(
                  IntStream.range(0, 4 * processors)
                      .mapToObj(
                          _ ->
                              LwtPreemptive.detachCpu(
                                  () -> {
                                    together.arriveAndAwaitAdvance(); // all of them, four times
                                    return Thread.currentThread();
                                  }))
                      .toList()));
      assertEquals(processors, Set.copyOf(threads).size());
    }

    @Test
    void computingDoesNotWaitForWhatBlocks() throws InterruptedException {
      LwtPreemptive.setBounds(0, 1);
      var release = new CountDownLatch(1);
      Promise<Boolean> blocked =
          LwtPreemptive.detach(
              () -> {
                release.await();
                return true;
              });
      assertEquals(42, LwtMain.run(LwtPreemptive.detachCpu(() -> 42)));
      release.countDown();
      assertTrue(LwtMain.run(blocked));
    }

    @Test
    void waitingForAThreadCanBeCancelled() {
      LwtPreemptive.setBounds(0, 1);
      var release = new CountDownLatch(1);
      Promise<Boolean> blocked =
          LwtPreemptive.detach(
              () -> {
                release.await();
                return true;
              });
      Promise<String> waiting = LwtPreemptive.detach(() -> "never");
      waiting.cancel();
      assertThrows(Canceled.class, () -> LwtMain.run(waiting));
      release.countDown();
      assertTrue(LwtMain.run(blocked));
    }

    @Test
    void aRunningOneIsInterruptedWhereThatWasAskedFor() throws Exception {
      var begun = new CountDownLatch(1);
      var interrupted = new CompletableFuture<InterruptedException>();
      Promise<String> promise =
          LwtPreemptive.detachInterruptibly(
              () -> {
                begun.countDown();
                interrupted.complete(
                    assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await()));
                return "dropped";
              });
      begun.await();
      promise.cancel();
      assertInstanceOf(InterruptedException.class, interrupted.get());
      assertThrows(Canceled.class, () -> LwtMain.run(promise));
    }

    @Test
    void theValueOfACancelledOneIsGivenAway() throws Exception {
      var begun = new CountDownLatch(1);
      var release = new CountDownLatch(1);
      var unwanted = new CompletableFuture<String>();
      Promise<String> promise =
          LwtPreemptive.detach(
              () -> {
                begun.countDown();
                release.await();
                return "late";
              },
              unwanted::complete);
      begun.await();
      promise.cancel();
      release.countDown();
      EventLoop.current().close();
      assertEquals("late", unwanted.get());
    }
  }

  @Nested
  class Back {
    @Test
    void runInMainGivesTheValue() {
      Promise<Integer> promise =
          LwtPreemptive.detach(() -> LwtPreemptive.runInMain(() -> Lwt.pause().map(_ -> 41)) + 1);
      assertEquals(42, LwtMain.run(promise));
    }

    @Test
    void runInMainWorksOnVirtualThreadsAndForComputing() {
      for (Promise<Thread> promise :
          List.of(
              LwtPreemptive.detachVirtual(() -> LwtPreemptive.runInMain(Back::here)),
              LwtPreemptive.detachCpu(() -> LwtPreemptive.runInMain(Back::here)))) {
        assertSame(Thread.currentThread(), LwtMain.run(promise));
      }
    }

    private static Promise<Thread> here() {
      return Promise.of(Thread.currentThread());
    }

    @Test
    void runInMainDontWaitIsRun() {
      Resolver<String> ran = Resolver.waiter();
      LwtMain.run(
          LwtPreemptive.detach(
              () -> {
                LwtPreemptive.runInMainDontWait(
                    () -> {
                      ran.fulfill("ran");
                      return Promise.unit();
                    },
                    ran::reject);
                return 1;
              }));
      assertEquals("ran", LwtMain.run(ran.promise()));
    }

    @Test
    void runInMainDontWaitGivesErrorsToTheHandler() {
      var error = new IllegalArgumentException("mine");
      Resolver<Throwable> handled = Resolver.waiter();
      LwtMain.run(
          LwtPreemptive.detach(
              () -> {
                LwtPreemptive.runInMainDontWait(() -> Promise.failed(error), handled::fulfill);
                return 1;
              }));
      assertSame(error, LwtMain.run(handled.promise()));
    }

    @Test
    void dontWaitInsideOfRunInMain() {
      var error = new IllegalArgumentException("mine");
      Resolver<Throwable> handled = Resolver.waiter();
      LwtMain.run(
          LwtPreemptive.detach(
              () ->
                  LwtPreemptive.<@Nullable Void>runInMain(
                      () -> {
                        Lwt.dontWait(
                            () -> Lwt.pause().bind(_ -> Promise.failed(error)), handled::fulfill);
                        return Promise.unit();
                      })));
      assertSame(error, LwtMain.run(handled.promise()));
    }

    @Test
    void keysAreSeen() {
      var key = new LwtKey<String>();
      Promise<String> promise =
          key.with(
              "at detach",
              () ->
                  LwtPreemptive.detach(
                      () ->
                          LwtPreemptive.<String>runInMain(
                              () -> Promise.of(key.get().orElse("none")))));
      assertEquals("at detach", LwtMain.run(promise));
    }

    @Test
    void outsideOfADetachedFunctionItIsRefused() {
      assertThrows(
          IllegalStateException.class, () -> LwtPreemptive.runInMain(() -> Promise.of("never")));
      assertThrows(
          IllegalStateException.class,
          () -> LwtPreemptive.runInMainDontWait(Promise::unit, _ -> {}));
    }
  }

  @Nested
  class ThePool {
    @Test
    void itsBoundsHold() {
      LwtPreemptive.setBounds(0, 2);
      assertEquals(new Jobs.Bounds(0, 2), LwtPreemptive.bounds());
      Set<Thread> threads =
          new HashSet<>(
              LwtMain.run(
                  Lwt.all(
                      Stream.generate(() -> LwtPreemptive.detach(Thread::currentThread))
                          .limit(100)
                          .toList())));
      assertTrue(threads.size() <= 2, threads::toString);
      assertThrows(IllegalArgumentException.class, () -> LwtPreemptive.setBounds(2, 1));
    }

    @Test
    void whatWaitsIsCountedAndLimited() throws InterruptedException {
      LwtPreemptive.setBounds(0, 1);
      LwtPreemptive.setMaxQueued(2);
      assertEquals(2, LwtPreemptive.maxQueued());
      long completed = LwtPreemptive.stats().completed();
      var begun = new CountDownLatch(1);
      var release = new CountDownLatch(1);
      Promise<Boolean> running =
          LwtPreemptive.detach(
              () -> {
                begun.countDown();
                release.await();
                return true;
              });
      begun.await();
      List<Promise<Boolean>> waiting =
          List.of(LwtPreemptive.detach(() -> true), LwtPreemptive.detach(() -> true));
      Jobs.Stats stats = LwtPreemptive.stats();
      assertEquals(List.of(1, 2), List.of(stats.busy(), stats.queued()));
      Promise<Boolean> refused = LwtPreemptive.detach(() -> true);
      assertThrows(RejectedExecutionException.class, () -> LwtMain.run(refused));
      release.countDown();
      LwtMain.run(Lwt.all(waiting));
      assertTrue(LwtMain.run(running));
      assertEquals(completed + 3, LwtPreemptive.stats().completed());
    }
  }
}
