package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks that are handed over, and the life of a scheduler. */
@ExtendWith(FreshScheduler.class)
class SchedulerTest {
  private final Scheduler scheduler = Scheduler.current();
  private final List<String> log = new ArrayList<>();

  @Nested
  class Tasks {
    @Test
    void runWhenTheSchedulerIsToldTo() {
      scheduler.execute(() -> log.add("task"));
      assertEquals(List.of(), log);
      assertTrue(scheduler.hasTasks());
      assertEquals(1, scheduler.runTasks());
      assertEquals(List.of("task"), log);
      assertFalse(scheduler.hasTasks());
      assertEquals(0, scheduler.runTasks());
    }

    @Test
    void runInTheOrderInWhichTheyCame() {
      for (int i = 0; i < 5; i++) {
        String name = "" + i;
        scheduler.execute(() -> log.add(name));
      }
      assertEquals(5, scheduler.runTasks());
      assertEquals(List.of("0", "1", "2", "3", "4"), log);
    }

    @Test
    void thatComeMeanwhileWaitForTheNextTime() {
      scheduler.execute(
          () -> {
            log.add("first");
            scheduler.execute(() -> log.add("second"));
          });
      assertEquals(1, scheduler.runTasks());
      assertTrue(scheduler.hasTasks());
      assertEquals(List.of("first"), log);
      scheduler.runTasks();
      assertEquals(List.of("first", "second"), log);
    }

    @Test
    void thatThrowDoNotKeepTheOthersFromRunning() {
      List<Throwable> hooked = new ArrayList<>();
      Lwt.setAsyncExceptionHook(hooked::add);
      var thrown = new IllegalStateException("thrown by a task");
      scheduler.execute(
          () -> {
            throw thrown;
          });
      scheduler.execute(() -> log.add("second"));
      assertEquals(2, scheduler.runTasks());
      assertEquals(List.of(thrown), hooked);
      assertEquals(List.of("second"), log);
    }

    @Test
    void areNotInsideACallbackSoTheirResolutionsRunAtOnce() {
      Resolver<String> source = Resolver.waiter();
      source.promise().onSuccess(log::add);
      scheduler.execute(
          () -> {
            source.fulfill("callback");
            log.add("after fulfill");
          });
      scheduler.runTasks();
      assertEquals(List.of("callback", "after fulfill"), log);
    }

    @Test
    void mustNotBeNull() {
      assertThrows(NullPointerException.class, () -> scheduler.execute(nothing()));
    }

    @Test
    void areRefusedAfterClose() {
      scheduler.close();
      assertThrows(IllegalStateException.class, () -> scheduler.execute(() -> {}));
      OtherThread.run(
          () -> assertThrows(IllegalStateException.class, () -> scheduler.execute(() -> {})));
    }

    @Test
    void areRunByClose() {
      Resolver<String> source = Resolver.waiter();
      source.promise().onSuccess(log::add);
      scheduler.execute(() -> source.fulfill("fulfilled by a task"));
      scheduler.execute(() -> assertSame(scheduler, Scheduler.current()));
      scheduler.close();
      assertFalse(scheduler.hasTasks());
      assertEquals(List.of("fulfilled by a task"), log);
    }

    @Test
    void mayCloseTheScheduler() {
      scheduler.execute(scheduler::close);
      scheduler.execute(Scheduler::current);
      scheduler.execute(() -> log.add("last"));
      scheduler.close();
      assertEquals(List.of("last"), log);
      assertSame(Scheduler.current(), Scheduler.current());
    }

    @Test
    void ofAClosingSchedulerCannotHandOverMore() {
      scheduler.execute(
          () -> {
            assertThrows(IllegalStateException.class, () -> scheduler.execute(() -> {}));
            log.add("refused");
          });
      scheduler.close();
      assertEquals(List.of("refused"), log);
    }
  }

  @Nested
  class WakingTheDriver {
    @Test
    void happensOnceForEachBurst() {
      int[] wakeups = {0};
      scheduler.setDriver(() -> wakeups[0]++);
      for (int burst = 1; burst <= 3; burst++) {
        scheduler.execute(() -> {});
        scheduler.execute(() -> {});
        assertEquals(burst, wakeups[0]);
        scheduler.runTasks();
      }
    }

    @Test
    void happensOnTheThreadThatHandsOver() {
      List<String> threads = new ArrayList<>();
      scheduler.setDriver(() -> threads.add(Thread.currentThread().getName()));
      OtherThread.run(() -> scheduler.execute(() -> {}));
      assertEquals(List.of(OtherThread.NAME), threads);
    }

    @Test
    void isNotNeeded() {
      assertNull(scheduler.driver());
      Scheduler.Driver driver = () -> {};
      scheduler.setDriver(driver);
      assertSame(driver, scheduler.driver());
      scheduler.setDriver(null);
      scheduler.execute(() -> log.add("task"));
      scheduler.runTasks();
      assertEquals(List.of("task"), log);
    }

    /** The driver looks for tasks only when it is woken: one wakeup too few, and this never ends. */
    @Test
    void neverLosesATaskOfManyThreadsAndKeepsTheOrderOfEach() throws InterruptedException {
      int producers = 4;
      int tasks = 20_000;
      var wakeups = new Semaphore(0);
      scheduler.setDriver(wakeups::release);
      int[] received = new int[producers];
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < producers; i++) {
        int producer = i;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int n = 0; n < tasks; n++) {
                        int expected = n;
                        scheduler.execute(() -> assertEquals(expected, received[producer]++));
                      }
                    }));
      }
      int count = 0;
      while (count < producers * tasks) {
        wakeups.acquire();
        count += scheduler.runTasks();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertFalse(scheduler.hasTasks());
      for (int n : received) {
        assertEquals(tasks, n);
      }
    }
  }

  @Nested
  class Current {
    @Test
    void isOneForEachThread() {
      assertSame(scheduler, Scheduler.current());
      Scheduler other = OtherThread.get(Scheduler::current);
      assertNotSame(scheduler, other);
      assertSame(scheduler, Scheduler.current());
    }

    @Test
    void isTheSameForAThreadThatIsNotTheFirst() {
      OtherThread.run(() -> assertSame(Scheduler.current(), Scheduler.current()));
    }

    @Test
    void isANewOneAfterClose() {
      scheduler.close();
      Scheduler next = Scheduler.current();
      assertNotSame(scheduler, next);
      assertSame(next, Scheduler.current());
      next.execute(() -> log.add("task"));
      next.runTasks();
      assertEquals(List.of("task"), log);
    }

    @Test
    void isANewOneAfterCloseOfAThreadThatIsNotTheFirst() {
      OtherThread.run(
          () -> {
            Scheduler first = Scheduler.current();
            first.close();
            assertNotSame(first, Scheduler.current());
            assertSame(Scheduler.current(), Scheduler.current());
          });
    }
  }

  @Nested
  class TakingOver {
    private final List<Object> seen = new ArrayList<>();

    /** What a callback was in the middle of is left there; what was to come after it comes. */
    @Test
    void leavesWhatIsUnderWayAndGoesOnWithTheRest() throws InterruptedException {
      var end = new CompletableFuture<Void>();
      var taken = new CompletableFuture<Scheduler>();
      Thread former =
          Thread.ofPlatform()
              .name("former")
              .start(
                  () -> {
                    Resolver<Integer> resolver = Resolver.task();
                    Resolver<Integer> later = Resolver.task();
                    later.promise().onSuccess(_ -> seen.add("deferred"));
                    resolver.promise().onSuccess(_ -> later.fulfill(1));
                    resolver
                        .promise()
                        .onSuccess(
                            _ -> {
                              taken.complete(Scheduler.current());
                              end.join();
                            });
                    resolver.promise().onSuccess(_ -> seen.add("next"));
                    resolver.fulfill(1);
                  });
      Scheduler theirs = taken.join();
      OtherThread.run(
          () -> {
            theirs.takeOver();
            assertSame(theirs, Scheduler.current());
            theirs.runTasks();
            assertEquals(List.of("next", "deferred"), seen);
            Promise<?> pause = Lwt.pause();
            theirs.wakeupPaused();
            assertFulfilled(null, pause);
          });
      end.complete(null);
      former.join();
    }

    @Test
    void whatALapHadNotComeToIsDoneByTheNextOwner() throws InterruptedException {
      var seen = new ArrayList<String>();
      var taken = new CompletableFuture<Scheduler>();
      var end = new CompletableFuture<Void>();
      Thread former =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Scheduler theirs = Scheduler.current();
                    Lwt.pause().onSuccess(_ -> theirs.runTasks());
                    Lwt.pause().onSuccess(_ -> seen.add("paused"));
                    theirs.execute(
                        () -> {
                          taken.complete(theirs);
                          end.join();
                        });
                    theirs.execute(() -> seen.add("task"));
                    assertThrows(IllegalStateException.class, theirs::wakeupPaused);
                  });
      Scheduler theirs = taken.join();
      OtherThread.run(
          () -> {
            theirs.takeOver();
            theirs.execute(() -> seen.add("later task"));
            assertEquals(1, theirs.pausedCount());
            theirs.runTasks();
            theirs.wakeupPaused();
            assertEquals(List.of("task", "later task", "paused"), seen);
          });
      end.complete(null);
      former.join();
    }

    @Test
    void theFormerOwnerIsRefusedUntilItIsClosed() throws InterruptedException {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      var taken = new CompletableFuture<Thread>();
      var end = new CompletableFuture<Void>();
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    scheduler.takeOver();
                    taken.complete(Thread.currentThread());
                    end.join();
                    scheduler.close();
                  });
      taken.join();
      assertThrows(IllegalStateException.class, promise::cancel);
      var error = assertThrows(IllegalStateException.class, Lwt::pause);
      assertTrue(error.toString().contains(other.getName()), error::toString);
      end.complete(null);
      other.join();
      assertNotSame(scheduler, Scheduler.current());
    }

    @Test
    void isRefusedToAThreadWithASchedulerOfItsOwn() {
      Scheduler theirs = OtherThread.get(Scheduler::current);
      assertThrows(IllegalStateException.class, theirs::takeOver);
    }

    @Test
    void isRefusedOfAClosedOne() {
      scheduler.close();
      OtherThread.run(() -> assertThrows(IllegalStateException.class, scheduler::takeOver));
    }
  }

  @Nested
  class Closing {
    @Test
    void mayBeDoneAgain() {
      scheduler.close();
      Scheduler next = Scheduler.current();
      scheduler.close();
      assertSame(next, Scheduler.current());
    }

    @Test
    void leavesPendingPromisesPending() {
      Promise<Integer> promise = Resolver.<Integer>waiter().promise();
      scheduler.close();
      assertPending(promise);
    }

    @Test
    void cancelsWhatSleepsOrIsPaused() {
      Promise<?> sleeping = scheduler.clock().sleep(Duration.ofDays(1));
      Promise<?> sleepingLonger = scheduler.clock().sleep(Duration.ofDays(2));
      Promise<?> paused = Lwt.pause();
      sleeping.onCancel(() -> log.add("pauses again: " + Lwt.pause().isPending()));
      scheduler.close();
      assertRejected(Canceled.class, sleeping);
      assertRejected(Canceled.class, sleepingLonger);
      assertRejected(Canceled.class, paused);
      assertEquals(List.of("pauses again: true"), log);
      assertEquals(0, scheduler.clock().timerCount());
    }

    @Test
    void whatWasPendingCanStillBeResolvedOnItsThread() {
      Resolver<Integer> resolver = Resolver.waiter();
      Promise<Integer> made = resolver.promise().map(n -> n + 1);
      scheduler.close();
      Promise<Integer> madeLater = resolver.promise().map(n -> n + 2);
      resolver.fulfill(1);
      assertFulfilled(2, made);
      assertFulfilled(3, madeLater);
    }

    @Test
    void aFunctionThatGivesAPromiseOfTheNextSchedulerRejects() {
      Resolver<Integer> resolver = Resolver.waiter();
      Promise<Integer> made = resolver.promise().bind(_ -> Resolver.<Integer>waiter().promise());
      scheduler.close();
      resolver.fulfill(1);
      assertRejected(IllegalStateException.class, made);
    }

    @Test
    void promisesOfTheClosedOneAndTheNextAreNotWaitedForTogether() {
      Promise<Integer> before = Resolver.<Integer>waiter().promise();
      scheduler.close();
      Promise<Integer> after = Resolver.<Integer>waiter().promise();
      for (var promises : List.of(List.of(before, after), List.of(after, before))) {
        var thrown = assertThrows(IllegalStateException.class, () -> Lwt.join(promises));
        assertTrue(String.valueOf(thrown.getMessage()).contains("closed"), thrown::getMessage);
        assertThrows(IllegalStateException.class, () -> Lwt.pick(promises));
      }
      assertEquals("Promise[pending, 0 callbacks]", before.toString());
      assertEquals("Promise[pending, 0 callbacks]", after.toString());
    }

    @Test
    void leavesNoTasksToRun() {
      scheduler.close();
      assertEquals(0, scheduler.runTasks());
      assertFalse(scheduler.hasTasks());
    }

    @Test
    void takesHooksAlong() {
      List<Throwable> ofTheFirst = new ArrayList<>();
      List<Throwable> ofTheNext = new ArrayList<>();
      Lwt.setAsyncExceptionHook(ofTheFirst::add);
      scheduler.close();
      Lwt.setAsyncExceptionHook(ofTheNext::add);
      IOException error = new IOException("broken");
      Lwt.async(() -> Promise.failed(error));
      assertEquals(List.of(), ofTheFirst);
      assertEquals(List.of(error), ofTheNext);
    }
  }
}
