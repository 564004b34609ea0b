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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshScheduler.class)
class LwtConditionTest {
  private final LwtCondition<Integer> condition = new LwtCondition<>();
  private final LwtMutex mutex = new LwtMutex();
  private final IOException error = new IOException("broken");
  private final List<String> log = new ArrayList<>();

  @Nested
  class Signalling {
    @Test
    void handsItsValueToTheOneThatHasWaitedLongest() {
      Promise<Integer> first = condition.await();
      Promise<Integer> second = condition.await();
      condition.signal(1);
      assertFulfilled(1, first);
      assertPending(second);
      condition.signal(2);
      assertFulfilled(2, second);
    }

    @Test
    void isNotKept() {
      condition.signal(1);
      condition.broadcast(2);
      condition.broadcastFailure(error);
      assertPending(condition.await());
    }

    @Test
    void skipsWhoWasCancelled() {
      Promise<Integer> first = condition.await();
      Promise<Integer> second = condition.await();
      first.cancel();
      assertCanceled(first);
      condition.signal(1);
      assertFulfilled(1, second);
    }

    @Test
    void whoHasItsValueCannotBeCancelledAnyMore() {
      Promise<Integer> waiter = condition.await();
      InsideACallback.run(
          () -> {
            condition.signal(1);
            waiter.cancel();
          });
      assertFulfilled(1, waiter);
    }

    @Test
    void allAtOnce() {
      Promise<Integer> first = condition.await();
      Promise<Integer> second = condition.await();
      condition.broadcast(1);
      assertFulfilled(1, first);
      assertFulfilled(1, second);
    }

    @Test
    void aFailureOfAllAtOnce() {
      Promise<Integer> first = condition.await();
      Promise<Integer> second = condition.await();
      condition.broadcastFailure(error);
      assertRejected(error, first);
      assertRejected(error, second);
    }

    @Test
    void allInTheOrderInWhichTheyCame() {
      condition.await().onSuccess(_ -> log.add("first"));
      condition.await().onSuccess(_ -> log.add("second"));
      condition.broadcast(1);
      assertEquals(List.of("first", "second"), log);
    }

    @Test
    void aBroadcastReachesNobodyWhoComesMeanwhile() {
      Promise<Integer> again = condition.await().bind(_ -> condition.await());
      Promise<Integer> againAfterAFailure = condition.await().catching(_ -> condition.await());
      condition.broadcast(1);
      assertPending(again);
      assertFulfilled(1, againAfterAFailure);
      Promise<Integer> third = condition.await().catching(_ -> condition.await());
      condition.broadcastFailure(error);
      assertRejected(error, again);
      assertPending(third);
    }

    @Test
    void ofThoseABroadcastHasNotComeToYetOneMayBeCancelledByAnother() {
      List<Promise<Integer>> second = new ArrayList<>();
      condition.await().onSuccess(_ -> second.getFirst().cancel());
      second.add(condition.await());
      Promise<Integer> third = condition.await();
      condition.broadcast(1);
      assertCanceled(second.getFirst());
      assertFulfilled(1, third);
    }

    @Test
    void refusesNullAsAFailure() {
      assertThrows(NullPointerException.class, () -> condition.broadcastFailure(nothing()));
    }
  }

  @Nested
  class WithAMutex {
    @Test
    void unlocksItMeanwhileAndLocksItAgain() {
      mutex.lock();
      Promise<Integer> waiter = condition.await(mutex);
      assertFalse(mutex.isLocked());
      condition.signal(1);
      assertFulfilled(1, waiter);
      assertTrue(mutex.isLocked());
    }

    @Test
    void isInsideASectionWhenItIsResolved() {
      Promise<Integer> section =
          mutex.withLock(
              () ->
                  condition
                      .await(mutex)
                      .map(
                          n -> {
                            log.add("locked: " + mutex.isLocked());
                            return n;
                          }));
      condition.signal(1);
      assertFulfilled(1, section);
      assertEquals(List.of("locked: true"), log);
      assertFalse(mutex.isLocked());
    }

    @Test
    void waitsForItsTurn() {
      mutex.lock();
      Promise<Integer> waiter = condition.await(mutex);
      mutex.lock();
      condition.signal(1);
      assertPending(waiter);
      assertFalse(mutex.isEmpty());
      mutex.unlock();
      assertFulfilled(1, waiter);
      assertTrue(mutex.isLocked());
    }

    @Test
    void missesNoSignalOfTheOneThatLocksNext() {
      mutex.lock();
      mutex.lock().onSuccess(_ -> condition.signal(5));
      Promise<Integer> waiter = condition.await(mutex);
      assertPending(waiter);
      mutex.unlock();
      assertFulfilled(5, waiter);
    }

    @Test
    void locksItAgainAfterAFailure() {
      mutex.lock();
      Promise<Integer> waiter = condition.await(mutex);
      condition.broadcastFailure(error);
      assertRejected(error, waiter);
      assertTrue(mutex.isLocked());
    }

    @Test
    void locksItAgainAfterACancel() {
      mutex.lock();
      Promise<Integer> waiter = condition.await(mutex);
      waiter.cancel();
      assertCanceled(waiter);
      assertTrue(mutex.isLocked());
      condition.signal(1);
      mutex.unlock();
      assertFalse(mutex.isLocked());
    }

    @Test
    void noFurtherCancelStopsThat() {
      mutex.lock();
      Promise<Integer> waiter = condition.await(mutex);
      mutex.lock();
      waiter.cancel();
      waiter.cancel();
      waiter.cancel();
      assertPending(waiter);
      Promise<?> other = mutex.lock();
      mutex.unlock();
      assertCanceled(waiter);
      assertPending(other);
      mutex.unlock();
      assertFulfilled(null, other);
    }

    @Test
    void aCancelAfterTheSignalDoesNothing() {
      mutex.lock();
      Promise<Integer> waiter = condition.await(mutex);
      mutex.lock();
      condition.signal(1);
      waiter.cancel();
      mutex.unlock();
      assertFulfilled(1, waiter);
    }

    @Test
    void aSectionThatIsCancelledTwiceUnlocksOnlyItsOwn() {
      Promise<Integer> section = mutex.withLock(() -> condition.await(mutex));
      Resolver<Integer> body = Resolver.waiter();
      Promise<Integer> other = mutex.withLock(body::promise);
      section.cancel();
      section.cancel();
      assertPending(section);
      assertTrue(mutex.isLocked());
      body.fulfill(1);
      assertFulfilled(1, other);
      assertCanceled(section);
      assertFalse(mutex.isLocked());
    }

    @Test
    void refusesAMutexThatNobodyHolds() {
      var thrown = assertThrows(IllegalStateException.class, () -> condition.await(mutex));
      assertEquals("LwtCondition.await: nobody holds the mutex", thrown.getMessage());
      assertFalse(mutex.isLocked());
      condition.await().onSuccess(_ -> log.add("the only one"));
      condition.signal(1);
      assertEquals(List.of("the only one"), log);
    }

    @Test
    void refusesNull() {
      assertThrows(NullPointerException.class, () -> condition.await(nothing()));
    }
  }

  @Test
  @Tag("slow")
  void aMillionCancelledWaitersLeaveNothingBehind() {
    mutex.lock();
    long before = HeapUse.now();
    for (int i = 0; i < 1_000_000; i++) {
      condition.await().cancel();
      condition.await(mutex).cancel();
    }
    assertTrue(mutex.isLocked());
    HeapUse.assertNotAbove(before);
  }
}
