package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(FreshScheduler.class)
class LwtMutexTest {
  private final LwtMutex mutex = new LwtMutex();
  private final List<String> log = new ArrayList<>();
  private final IOException error = new IOException("broken");

  @Nested
  class LockingAndUnlocking {
    @Test
    void aFreeOneIsLockedAtOnce() {
      assertFalse(mutex.isLocked());
      assertFulfilled(null, mutex.lock());
      assertTrue(mutex.isLocked());
      mutex.unlock();
      assertFalse(mutex.isLocked());
    }

    @Test
    void othersWaitFirstComeFirstServed() {
      mutex.lock();
      assertTrue(mutex.isEmpty());
      for (int i = 0; i < 3; i++) {
        int number = i;
        mutex.lock().onSuccess(_ -> log.add("waiter " + number));
      }
      assertFalse(mutex.isEmpty());
      mutex.unlock();
      assertEquals(List.of("waiter 0"), log);
      mutex.unlock();
      mutex.unlock();
      assertEquals(List.of("waiter 0", "waiter 1", "waiter 2"), log);
      assertTrue(mutex.isEmpty());
      assertTrue(mutex.isLocked());
      mutex.unlock();
      assertFalse(mutex.isLocked());
    }

    @Test
    void nobodyGetsInBetween() {
      mutex.lock();
      Promise<?> waiter = mutex.lock();
      waiter.onSuccess(_ -> log.add("locked: " + mutex.isLocked()));
      mutex.unlock();
      assertEquals(List.of("locked: true"), log);
      assertPending(mutex.lock());
    }

    @Test
    void unlockingAFreeOneThrows() {
      var thrown = assertThrows(IllegalStateException.class, mutex::unlock);
      assertEquals("LwtMutex.unlock: nobody holds the mutex", thrown.getMessage());
      mutex.lock();
      mutex.unlock();
      assertThrows(IllegalStateException.class, mutex::unlock);
      assertFalse(mutex.isLocked());
    }
  }

  @Nested
  class CancellingALock {
    @Test
    void whileItWaitsLeavesTheQueue() {
      mutex.lock();
      Promise<?> first = mutex.lock();
      Promise<?> second = mutex.lock();
      Promise<?> third = mutex.lock();
      second.cancel();
      assertCanceled(second);
      mutex.unlock();
      assertFulfilled(null, first);
      mutex.unlock();
      assertFulfilled(null, third);
      mutex.unlock();
      assertFalse(mutex.isLocked());
    }

    @Test
    void theLastOfThemLeavesItFree() {
      mutex.lock();
      Promise<?> waiter = mutex.lock();
      waiter.cancel();
      assertTrue(mutex.isEmpty());
      mutex.unlock();
      assertFalse(mutex.isLocked());
    }

    @Test
    void hasLeftTheQueueBeforeItsCallbacksRun() {
      mutex.lock();
      Promise<?> waiter = mutex.lock();
      waiter.onCancel(() -> log.add("nobody waits: " + mutex.isEmpty()));
      waiter.cancel();
      assertEquals(List.of("nobody waits: true"), log);
    }

    @Test
    void afterTheHandOverDoesNothing() {
      mutex.lock();
      Promise<?> waiter = mutex.lock();
      Promise<?> section =
          waiter.bind(
              _ -> {
                log.add("runs");
                mutex.unlock();
                return Promise.unit();
              });
      InsideACallback.run(
          () -> {
            mutex.unlock();
            section.cancel();
            assertPending(section);
          });
      assertFulfilled(null, section);
      assertEquals(List.of("runs"), log);
      assertFalse(mutex.isLocked());
    }

    @Test
    void togetherWithTheSectionThatHoldsItLeavesItFree() {
      Promise<?> holder = mutex.withLock(() -> Resolver.task().promise());
      Promise<?> waiter = mutex.withLock(() -> Promise.of(log.add("runs")));
      Lwt.join(holder, waiter).cancel();
      assertCanceled(holder);
      assertCanceled(waiter);
      assertEquals(List.of(), log);
      assertFalse(mutex.isLocked());
    }
  }

  @Nested
  class WithLock {
    private final Resolver<Integer> body = Resolver.task();

    @ParameterizedTest
    @EnumSource
    void isResolvedAsItsBodyAndUnlocks(When when) {
      When.Source<Integer> fulfilled = when.fulfilled(7);
      Promise<Integer> first = mutex.withLock(fulfilled::promise);
      assertEquals(!when.isNow(), mutex.isLocked());
      fulfilled.resolve().run();
      assertFulfilled(7, first);
      assertFalse(mutex.isLocked());

      When.Source<Integer> rejected = when.rejected(error);
      Promise<Integer> second = mutex.withLock(rejected::promise);
      rejected.resolve().run();
      assertRejected(error, second);
      assertFalse(mutex.isLocked());
    }

    @Test
    void unlocksWhenItsBodyThrows() {
      assertRejected(
          error,
          mutex.withLock(
              () -> {
                throw error;
              }));
      assertFalse(mutex.isLocked());
    }

    @Test
    void unlocksWhenItsBodyGivesNoPromise() {
      assertRejected(
          NullPointerException.class, mutex.withLock(PromiseAssertions::<Promise<Integer>>nothing));
      assertFalse(mutex.isLocked());
    }

    @Test
    void unlocksWhenItsBodyGivesAPromiseOfAnotherThread() {
      Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
      assertRejected(IllegalStateException.class, mutex.withLock(() -> foreign));
      assertFalse(mutex.isLocked());
      mutex.lock();
      Promise<?> waiting = mutex.withLock(() -> foreign);
      mutex.unlock();
      assertRejected(IllegalStateException.class, waiting);
      assertFalse(mutex.isLocked());
    }

    @Test
    void unlocksBeforeItIsResolved() {
      Promise<Integer> section = mutex.withLock(body::promise);
      section.onSuccess(_ -> log.add("locked: " + mutex.isLocked()));
      body.fulfill(1);
      assertEquals(List.of("locked: false"), log);
    }

    @Test
    void aCancelGoesToItsBodyAndUnlocks() {
      Promise<Integer> section = mutex.withLock(body::promise);
      section.cancel();
      assertCanceled(body.promise());
      assertCanceled(section);
      assertFalse(mutex.isLocked());
    }

    @Test
    void aCancelThatTheBodyTurnsIntoAValueUnlocks() {
      Promise<Integer> section =
          mutex.withLock(() -> body.promise().catching(Canceled.class, _ -> Promise.of(3)));
      section.cancel();
      assertFulfilled(3, section);
      assertFalse(mutex.isLocked());
    }

    @Test
    void stayLockedWhileABodyThatCannotBeCancelledGoesOn() {
      Resolver<Integer> waiter = Resolver.waiter();
      Promise<Integer> section = mutex.withLock(waiter::promise);
      section.cancel();
      assertPending(section);
      assertTrue(mutex.isLocked());
      waiter.fulfill(1);
      assertFulfilled(1, section);
      assertFalse(mutex.isLocked());
    }

    @Test
    void cancelledWhileItWaitsNeitherRunsNorUnlocks() {
      mutex.lock();
      Promise<?> section = mutex.withLock(() -> Promise.of(log.add("runs")));
      section.cancel();
      assertCanceled(section);
      assertEquals(List.of(), log);
      assertTrue(mutex.isLocked());
      mutex.unlock();
      assertFalse(mutex.isLocked());
    }

    @Test
    void aBodyThatHasUnlockedItIsAMistakeThatShows() {
      Promise<@Nullable Void> section =
          mutex.withLock(
              () -> {
                mutex.unlock();
                return Promise.unit();
              });
      assertRejected(IllegalStateException.class, section);
    }

    @Test
    void refusesNull() {
      assertThrows(NullPointerException.class, () -> mutex.<Integer>withLock(nothing()));
      assertFalse(mutex.isLocked());
    }
  }

  @Nested
  @Tag("slow")
  class Many {
    private static final int MANY = 1_000_000;

    @Test
    void sectionsOneAfterTheOther() {
      int[] ran = {0};
      mutex.lock();
      Promise<?> last = Promise.unit();
      for (int i = 0; i < MANY; i++) {
        last =
            mutex.withLock(
                () -> {
                  ran[0]++;
                  return Promise.unit();
                });
      }
      mutex.unlock();
      assertFulfilled(null, last);
      assertEquals(MANY, ran[0]);
      assertFalse(mutex.isLocked());
    }

    @Test
    void sectionsByRecursion() {
      assertFulfilled(MANY, countTo(MANY, 0));
      assertFalse(mutex.isLocked());
    }

    private Promise<Integer> countTo(int end, int n) {
      return n == end
          ? Promise.of(n)
          : mutex.withLock(Promise::unit).bind(_ -> countTo(end, n + 1));
    }

    @Test
    void cancelledWaitersLeaveNothingBehind() {
      mutex.lock();
      long before = HeapUse.now();
      for (int i = 0; i < MANY; i++) {
        mutex.withLock(Promise::unit).cancel();
      }
      assertTrue(mutex.isEmpty());
      HeapUse.assertNotAbove(before);
    }
  }
}
