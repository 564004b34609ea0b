package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtPool} as time passes: cleared, closed, idle, waited for too long, used a million times. */
@ExtendWith(FreshScheduler.class)
class LwtPoolLifeTest extends PoolOfNumbers {
  @Nested
  class Clearing {
    private final LwtPool<Integer> pool = builder(3).build();

    @Test
    void disposesOfTheIdleOnesNowAndOfTheOthersWhenTheyComeBack() {
      Use first = new Use(pool);
      Use second = new Use(pool);
      new Use(pool).end();
      assertFulfilled(null, pool.clear());
      assertEquals(List.of(3), disposed);
      first.assertHas(1);
      first.end();
      second.body.reject(error);
      assertEquals(List.of(3, 1, 2), disposed);
      assertState(pool, 0, 0, 0);
    }

    @Test
    void theNextUseHasANewMemberThatIsKept() {
      new Use(pool).end();
      pool.clear();
      Use use = new Use(pool);
      use.assertHas(2);
      use.end();
      assertState(pool, 1, 1, 0);
      assertEquals(List.of(1), disposed);
    }

    @Test
    void whoWaitsHasANewMemberToo() {
      LwtPool<Integer> one = builder(1).build();
      Use first = new Use(one);
      Use second = new Use(one);
      one.clear();
      first.end();
      second.assertHas(2);
      assertEquals(List.of(1), disposed);
    }

    @Test
    void aMemberThatIsBeingMadeIsDisposedOfAfterItsUse() {
      Resolver<Integer> member = Resolver.waiter();
      LwtPool<Integer> slow =
          LwtPool.builder(1, member::promise).dispose(LwtPoolLifeTest.this::dispose).build();
      Use use = new Use(slow);
      slow.clear();
      member.fulfill(7);
      use.assertHas(7);
      use.end();
      assertEquals(List.of(7), disposed);
    }

    @Test
    void waitsForAllThatWereIdleAndCannotBeCancelled() {
      List<Resolver<@Nullable Void>> disposals = new ArrayList<>();
      LwtPool<Integer> slow =
          LwtPool.builder(2, LwtPoolLifeTest.this::create)
              .dispose(
                  _ -> {
                    disposals.add(Resolver.task());
                    return disposals.getLast().promise();
                  })
              .build();
      List.of(new Use(slow), new Use(slow)).forEach(Use::end);
      Promise<?> cleared = slow.clear();
      assertState(slow, 2, 0, 0);
      cleared.cancel();
      assertPending(cleared);
      disposals.getFirst().fulfill(null);
      assertPending(cleared);
      disposals.getLast().fulfill(null);
      assertFulfilled(null, cleared);
      assertState(slow, 0, 0, 0);
    }

    @Test
    void isDoneThoughADisposalFailed() {
      Lwt.setAsyncExceptionHook(toHook::add);
      LwtPool<Integer> failing =
          LwtPool.builder(2, LwtPoolLifeTest.this::create)
              .dispose(_ -> Promise.failed(error))
              .build();
      failing.use(Promise::of);
      assertFulfilled(null, failing.clear());
      assertEquals(List.of(error), toHook);
    }
  }

  @Nested
  class Closing {
    private final LwtPool<Integer> pool = builder(1).build();

    @Test
    void ofAnEmptyPoolIsDoneAtOnce() {
      assertFulfilled(null, pool.close());
      assertRejected(LwtPool.Closed.class, pool.use(Promise::of));
      assertEquals(0, created);
    }

    @Test
    void disposesOfTheIdleOnes() {
      pool.use(Promise::of);
      assertFulfilled(null, pool.close());
      assertEquals(List.of(1), disposed);
    }

    @Test
    void rejectsThoseWhoWaitAndLetsTheOthersEnd() {
      Use first = new Use(pool);
      Use second = new Use(pool);
      Promise<?> closed = pool.close();
      assertRejected(LwtPool.Closed.class, second.result);
      first.assertHas(1);
      assertPending(closed);
      first.end();
      assertFulfilled(null, closed);
      assertEquals(List.of(1), disposed);
      assertState(pool, 0, 0, 0);
    }

    @Test
    void givesTheSamePromiseAgainThatCannotBeCancelled() {
      Use use = new Use(pool);
      Promise<?> closed = pool.close();
      assertSame(closed, pool.close());
      closed.cancel();
      assertPending(closed);
      use.end();
      assertSame(closed, pool.close());
    }

    @Test
    void waitsForWhatIsBeingDisposedOf() {
      Resolver<@Nullable Void> done = Resolver.waiter();
      LwtPool<Integer> slow =
          LwtPool.builder(1, LwtPoolLifeTest.this::create).dispose(_ -> done.promise()).build();
      slow.use(Promise::of);
      Promise<?> closed = slow.close();
      assertPending(closed);
      done.fulfill(null);
      assertFulfilled(null, closed);
    }

    @Test
    void letsTheOneGoOnForWhomAMemberIsBeingMade() {
      Resolver<Integer> member = Resolver.waiter();
      LwtPool<Integer> slow =
          LwtPool.builder(1, member::promise).dispose(LwtPoolLifeTest.this::dispose).build();
      Use use = new Use(slow);
      Promise<?> closed = slow.close();
      member.fulfill(7);
      use.assertHas(7);
      use.end();
      assertEquals(List.of(7), disposed);
      assertFulfilled(null, closed);
    }

    @Test
    void leavesNobodyAMemberInPlaceOfABadOne() {
      Resolver<Boolean> answer = Resolver.waiter();
      LwtPool<Integer> validating = builder(1).validate(_ -> answer.promise()).build();
      validating.use(Promise::of);
      Use use = new Use(validating);
      Promise<?> closed = validating.close();
      answer.fulfill(false);
      assertRejected(LwtPool.Closed.class, use.result);
      assertFulfilled(null, closed);
      assertEquals(List.of(1), disposed);
    }

    @Test
    void fromInsideAUse() {
      assertFulfilled(
          null,
          pool.use(
              _ -> {
                pool.close();
                return Promise.unit();
              }));
      assertFulfilled(null, pool.close());
      assertEquals(List.of(1), disposed);
    }

    @Test
    void makesNothingMoreThoughOneThatIsTurnedAwayEndsTheUseOfAnother() {
      Use first = new Use(pool);
      Use second = new Use(pool);
      Use third = new Use(pool);
      second.result.onFailure(_ -> first.body.fulfill("done"));
      Promise<?> closed = pool.close();
      assertRejected(LwtPool.Closed.class, third.result);
      assertFulfilled(null, closed);
      assertEquals(1, created);
    }

    @Test
    void leavesNoTimerBehind() {
      LwtPool<Integer> timed = builder(1).idleTimeout(Duration.ofMinutes(1)).build();
      timed.use(Promise::of);
      assertEquals(1, clock.timerCount());
      timed.close();
      assertEquals(0, clock.timerCount());
    }
  }

  @Nested
  class IdleTimeout {
    private final LwtPool<Integer> pool = builder(3).idleTimeout(Duration.ofSeconds(10)).build();

    @Test
    void disposesOfAMemberThatWasIdleForSoLong() {
      pool.use(Promise::of);
      clock.advance(Duration.ofSeconds(10).minusNanos(1));
      assertState(pool, 1, 1, 0);
      clock.advance(Duration.ofNanos(1));
      assertEquals(List.of(1), disposed);
      assertState(pool, 0, 0, 0);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void countsFromTheLastUse() {
      pool.use(Promise::of);
      clock.advance(Duration.ofSeconds(6));
      pool.use(Promise::of);
      clock.advance(Duration.ofSeconds(9));
      assertState(pool, 1, 1, 0);
      clock.advance(Duration.ofSeconds(1));
      assertEquals(List.of(1), disposed);
    }

    @Test
    void sparesAMemberInUse() {
      pool.use(Promise::of);
      clock.advance(Duration.ofSeconds(1));
      Use use = new Use(pool);
      clock.advance(Duration.ofMinutes(1));
      use.assertHas(1);
      assertEquals(List.of(), disposed);
    }

    @Test
    void isKeptByOneTimerForEachAtItsOwnTime() {
      List<Use> uses = List.of(new Use(pool), new Use(pool), new Use(pool));
      for (Use use : uses) {
        use.end();
        assertEquals(1, clock.timerCount());
        clock.advance(Duration.ofSeconds(3));
      }
      clock.advance(Duration.ofSeconds(1));
      assertEquals(List.of(1), disposed);
      clock.advance(Duration.ofSeconds(2));
      assertEquals(List.of(1), disposed);
      clock.advance(Duration.ofSeconds(1));
      assertEquals(List.of(1, 2), disposed);
      clock.advance(Duration.ofSeconds(3));
      assertEquals(List.of(1, 2, 3), disposed);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void leavesTheOneThatIsUsedAgainAndAgain() {
      List.of(new Use(pool), new Use(pool)).forEach(Use::end);
      for (int i = 0; i < 5; i++) {
        clock.advance(Duration.ofSeconds(3));
        new Use(pool).end();
      }
      assertEquals(List.of(1), disposed);
      assertState(pool, 1, 1, 0);
    }

    @Test
    void isForEverIfItIsNotGiven() {
      LwtPool<Integer> patient = builder(1).build();
      patient.use(Promise::of);
      assertEquals(0, clock.timerCount());
    }
  }

  @Nested
  class AcquireTimeout {
    private final Duration limit = Duration.ofSeconds(5);
    private final LwtPool<Integer> pool = builder(1).acquireTimeout(limit).build();
    private final Use holder = new Use(pool);
    private final Use waiter = new Use(pool);

    @Test
    void rejectsAUseThatHasWaitedForSoLong() {
      clock.advance(limit.minusNanos(1));
      waiter.assertWaits();
      clock.advance(Duration.ofNanos(1));
      LwtTimeoutException error = assertRejected(LwtTimeoutException.class, waiter.result);
      assertEquals(limit, error.limit());
      assertEquals("LwtPool.use: not done within PT5S", error.getMessage());
      assertState(pool, 1, 0, 0);
      holder.end();
      assertState(pool, 1, 1, 0);
      assertEquals(List.of(), waiter.members);
    }

    @Test
    void leavesNoTimerWhenAMemberIsThereOrTheUseIsCancelled() {
      Use cancelled = new Use(pool);
      assertEquals(2, clock.timerCount());
      cancelled.result.cancel();
      assertCanceled(cancelled.result);
      assertEquals(1, clock.timerCount());
      holder.end();
      waiter.assertHas(1);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void losesNoMemberIfItComesJustAfterOne() {
      holder.result.onSuccess(_ -> clock.advance(limit));
      holder.end();
      waiter.assertHas(1);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void doesNotCountTheTimeToMakeAMember() {
      Resolver<Integer> member = Resolver.waiter();
      LwtPool<Integer> slow = LwtPool.builder(1, member::promise).acquireTimeout(limit).build();
      Use use = new Use(slow);
      clock.advance(limit.multipliedBy(2));
      use.assertWaits();
      member.fulfill(1);
      use.assertHas(1);
    }
  }

  @Nested
  class Building {
    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void needsRoomForOne(int max) {
      assertThrows(IllegalArgumentException.class, () -> builder(max));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void needsTimesThatPass(long seconds) {
      Duration time = Duration.ofSeconds(seconds);
      assertThrows(IllegalArgumentException.class, () -> builder(1).idleTimeout(time));
      assertThrows(IllegalArgumentException.class, () -> builder(1).acquireTimeout(time));
    }

    @Test
    void refusesNull() {
      LwtPool.Builder<Integer> builder = builder(1);
      assertThrows(NullPointerException.class, () -> LwtPool.builder(1, nothing()));
      assertThrows(NullPointerException.class, () -> builder.validate(nothing()));
      assertThrows(NullPointerException.class, () -> builder.check(nothing()));
      assertThrows(NullPointerException.class, () -> builder.dispose(nothing()));
      assertThrows(NullPointerException.class, () -> builder.idleTimeout(nothing()));
      assertThrows(NullPointerException.class, () -> builder.acquireTimeout(nothing()));
    }
  }

  @Nested
  @Tag("slow")
  class Many {
    private static final int MANY = 1_000_000;
    private final LwtPool<Integer> pool =
        builder(1).acquireTimeout(Duration.ofSeconds(1)).idleTimeout(Duration.ofSeconds(1)).build();

    @Test
    void usesThatGiveUpLeaveNothingBehind() {
      Use holder = new Use(pool);
      int[] gaveUp = {0};
      long before = HeapUse.now();
      for (int i = 0; i < MANY; i++) {
        Promise<Integer> use = pool.use(Promise::of);
        use.onFailure(_ -> gaveUp[0]++);
        if (i % 2 == 0) {
          use.cancel();
        } else {
          clock.advance(Duration.ofSeconds(1));
        }
      }
      HeapUse.assertNotAbove(before);
      assertEquals(MANY, gaveUp[0]);
      assertEquals(0, clock.timerCount());
      assertState(pool, 1, 0, 0);
      holder.end();
    }

    @Test
    void usesOneAfterTheOtherLeaveNothingBehind() {
      long before = HeapUse.now();
      for (int i = 0; i < MANY; i++) {
        pool.use(Promise::of);
      }
      HeapUse.assertNotAbove(before);
      assertEquals(1, clock.timerCount());
      assertState(pool, 1, 1, 0);
    }

    @Test
    void usesThatWaitNeedNoStack() {
      LwtPool<Integer> patient =
          builder(1).validate(_ -> Promise.of(false)).dispose(_ -> Promise.unit()).build();
      Use holder = new Use(patient);
      Promise<?> last = Promise.unit();
      for (int i = 0; i < MANY; i++) {
        last = patient.use(Promise::of);
      }
      holder.end();
      assertFulfilled(MANY + 1, last);
      assertState(patient, 1, 1, 0);
    }

    @Test
    void idleMembersThatHaveAllGoneBadNeedNoStack() {
      LwtPool<Integer> wide = builder(100_000).validate(_ -> Promise.of(false)).build();
      List<Use> uses = new ArrayList<>();
      for (int i = 0; i < 100_000; i++) {
        uses.add(new Use(wide));
      }
      uses.forEach(Use::end);
      assertFulfilled(100_001, wide.use(Promise::of));
      assertEquals(100_000, disposed.size());
      assertState(wide, 1, 1, 0);
    }
  }
}
