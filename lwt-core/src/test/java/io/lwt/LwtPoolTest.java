package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtPool}: its uses, and what it asks its functions meanwhile. */
@ExtendWith(FreshScheduler.class)
class LwtPoolTest extends PoolOfNumbers {
  @Nested
  class Using {
    private final LwtPool<Integer> pool = builder(2).build();

    @Test
    void makesAMemberWhenOneIsNeeded() {
      assertEquals(0, created);
      assertFulfilled("1", pool.use(member -> Promise.of("" + member)));
      assertState(pool, 1, 1, 0);
    }

    @Test
    void takesAMemberAgain() {
      pool.use(Promise::of);
      assertFulfilled(1, pool.use(Promise::of));
      assertEquals(1, created);
    }

    @Test
    void takesTheOneFirstThatWasUsedLast() {
      Use first = new Use(pool);
      Use second = new Use(pool);
      second.end();
      first.end();
      new Use(pool).assertHas(1);
      new Use(pool).assertHas(2);
    }

    @Test
    void makesAsManyAsThereMayBeThenWaitsFirstComeFirstServed() {
      Use first = new Use(pool);
      Use second = new Use(pool);
      Use third = new Use(pool);
      Use fourth = new Use(pool);
      first.assertHas(1);
      second.assertHas(2);
      third.assertWaits();
      assertState(pool, 2, 0, 2);
      second.end();
      third.assertHas(2);
      fourth.assertWaits();
      first.end();
      fourth.assertHas(1);
      assertState(pool, 2, 0, 0);
      assertEquals(2, created);
    }

    @ParameterizedTest
    @EnumSource
    void isResolvedAsWhatTheFunctionPromises(When when) {
      When.Source<Integer> fulfilled = when.fulfilled(7);
      Promise<Integer> first = pool.use(_ -> fulfilled.promise());
      fulfilled.resolve().run();
      assertFulfilled(7, first);
      When.Source<Integer> rejected = when.rejected(error);
      Promise<Integer> second = pool.use(_ -> rejected.promise());
      rejected.resolve().run();
      assertRejected(error, second);
      assertState(pool, 1, 1, 0);
      assertEquals(List.of(), disposed);
    }

    @Test
    void givesTheMemberBackBeforeItIsResolved() {
      Use use = new Use(pool);
      List<Integer> idle = new ArrayList<>();
      use.result.onSuccess(_ -> idle.add(pool.idle()));
      use.end();
      assertEquals(List.of(1), idle);
    }

    @Test
    void keepsTheMemberWhenTheFunctionThrows() {
      Promise<Integer> use =
          pool.use(
              _ -> {
                throw error;
              });
      assertRejected(error, use);
      assertState(pool, 1, 1, 0);
    }

    @Test
    void keepsTheMemberWhenTheFunctionGivesAPromiseOfAnotherThread() {
      Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
      assertRejected(IllegalStateException.class, pool.use(_ -> foreign));
      assertState(pool, 1, 1, 0);
    }

    @Test
    void aCancelGoesToTheFunctionsPromise() {
      Use use = new Use(pool);
      use.result.cancel();
      assertCanceled(use.body.promise());
      assertCanceled(use.result);
      assertState(pool, 1, 1, 0);
    }

    @Test
    void aCancelOfAUseThatWaitsLeavesTheQueue() {
      Use first = new Use(pool);
      new Use(pool);
      Use third = new Use(pool);
      Use fourth = new Use(pool);
      third.result.cancel();
      assertCanceled(third.result);
      assertState(pool, 2, 0, 1);
      first.end();
      fourth.assertHas(1);
      assertEquals(List.of(), third.members);
    }

    @Test
    void aCancelAfterTheHandOverDoesNothing() {
      Use first = new Use(pool);
      new Use(pool);
      Use third = new Use(pool);
      first.result.onSuccess(
          _ -> {
            third.assertWaits();
            assertEquals(0, pool.waiting());
            third.result.cancel();
          });
      first.end();
      third.assertHas(1);
    }

    @Test
    void aUseInsideAUseHasAnotherMember() {
      assertFulfilled(3, pool.use(outer -> pool.use(inner -> Promise.of(outer + inner))));
      assertState(pool, 2, 2, 0);
    }

    @Test
    void refusesNull() {
      assertThrows(NullPointerException.class, () -> pool.<Integer>use(nothing()));
    }
  }

  @Nested
  class Creating {
    private Function<Integer, Promise<Integer>> next = Promise::of;
    private final LwtPool<Integer> pool =
        LwtPool.builder(1, () -> next.apply(++created)).dispose(LwtPoolTest.this::dispose).build();

    @ParameterizedTest
    @EnumSource
    void itsErrorReachesTheUserAndLeavesThePlaceFree(When when) {
      When.Source<Integer> rejected = when.rejected(error);
      next = _ -> rejected.promise();
      Promise<Integer> use = pool.use(Promise::of);
      rejected.resolve().run();
      assertRejected(error, use);
      assertState(pool, 0, 0, 0);
      next = Promise::of;
      assertFulfilled(2, pool.use(Promise::of));
    }

    @Test
    void whatItThrowsReachesTheUserToo() {
      next =
          _ -> {
            throw new IllegalArgumentException("thrown");
          };
      assertRejected(IllegalArgumentException.class, pool.use(Promise::of));
      next = _ -> nothing();
      assertRejected(NullPointerException.class, pool.use(Promise::of));
      Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
      next = _ -> foreign;
      assertRejected(IllegalStateException.class, pool.use(Promise::of));
      assertState(pool, 0, 0, 0);
    }

    @Test
    void countsWhileItIsUnderWay() {
      Resolver<Integer> member = Resolver.waiter();
      next = _ -> member.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      assertState(pool, 1, 0, 1);
      assertEquals(1, created);
      member.fulfill(5);
      first.assertHas(5);
      second.assertWaits();
    }

    @Test
    void itsErrorHasTheNextOneTry() {
      Resolver<Integer> member = Resolver.waiter();
      next = _ -> member.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      next = Promise::of;
      member.reject(error);
      assertRejected(error, first.result);
      second.assertHas(2);
      assertState(pool, 1, 0, 0);
    }

    @Test
    void aCancelGoesToItsPromise() {
      Resolver<Integer> member = Resolver.task();
      next = _ -> member.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      next = Promise::of;
      first.result.cancel();
      assertCanceled(member.promise());
      assertCanceled(first.result);
      second.assertHas(2);
    }

    @Test
    void goesOnIfItCannotBeCancelled() {
      Resolver<Integer> member = Resolver.waiter();
      next = _ -> member.promise();
      Use use = new Use(pool);
      use.result.cancel();
      assertPending(use.result);
      member.fulfill(5);
      use.assertHas(5);
    }

    @Test
    void mayUseThePool() {
      List<Promise<?>> others = new ArrayList<>();
      next =
          n -> {
            if (others.isEmpty()) {
              others.add(pool.use(Promise::of));
            }
            return Promise.of(n);
          };
      assertFulfilled(1, pool.use(Promise::of));
      assertFulfilled(1, others.getFirst());
      assertEquals(1, created);
      assertState(pool, 1, 1, 0);
    }
  }

  @Nested
  class Validating {
    private final List<Integer> validated = new ArrayList<>();
    private Function<Integer, Promise<Boolean>> next = _ -> Promise.of(true);

    private LwtPool<Integer> pool(int max) {
      return builder(max)
          .validate(
              member -> {
                validated.add(member);
                return next.apply(member);
              })
          .build();
    }

    private final LwtPool<Integer> pool = pool(1);

    @Test
    void isForAMemberThatWasUsedBefore() {
      pool.use(Promise::of);
      assertEquals(List.of(), validated);
      assertFulfilled(1, pool.use(Promise::of));
      assertEquals(List.of(1), validated);
    }

    @Test
    void isForAMemberThatGoesToWhoWaitedToo() {
      Use first = new Use(pool);
      Use second = new Use(pool);
      first.end();
      second.assertHas(1);
      assertEquals(List.of(1), validated);
    }

    @ParameterizedTest
    @EnumSource
    void aBadMemberIsReplaced(When when) {
      pool.use(Promise::of);
      When.Source<Boolean> bad = when.fulfilled(false);
      next = _ -> bad.promise();
      Use use = new Use(pool);
      assertState(pool, 1, 0, 0);
      bad.resolve().run();
      use.assertHas(2);
      assertEquals(List.of(1), disposed);
      assertState(pool, 1, 0, 0);
    }

    @Test
    void whatIsNoAnswerIsBad() {
      pool.use(Promise::of);
      next = _ -> Promise.of(nothing());
      assertFulfilled(2, pool.use(Promise::of));
    }

    @Test
    void whoReplacesABadMemberComesBeforeThoseWhoWait() {
      pool.use(Promise::of);
      Resolver<Boolean> answer = Resolver.waiter();
      next = _ -> answer.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      answer.fulfill(false);
      first.assertHas(2);
      second.assertWaits();
    }

    @Test
    void allThatAreIdleAreTriedThenANewOneIsMade() {
      LwtPool<Integer> three = pool(3);
      List.of(new Use(three), new Use(three), new Use(three)).forEach(Use::end);
      next = _ -> Promise.of(false);
      new Use(three).assertHas(4);
      assertEquals(List.of(3, 2, 1), validated);
      assertEquals(3, disposed.size());
      assertState(three, 1, 0, 0);
    }

    @Test
    void anotherIdleOneIsAReplacement() {
      LwtPool<Integer> two = pool(2);
      List.of(new Use(two), new Use(two)).forEach(Use::end);
      next = member -> Promise.of(member == 1);
      new Use(two).assertHas(1);
      assertEquals(List.of(2), disposed);
      assertState(two, 1, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void itsErrorReachesTheUserAndTheMemberIsDisposedOf(When when) {
      pool.use(Promise::of);
      When.Source<Boolean> rejected = when.rejected(error);
      next = _ -> rejected.promise();
      Promise<Integer> use = pool.use(Promise::of);
      rejected.resolve().run();
      assertRejected(error, use);
      assertEquals(List.of(1), disposed);
      assertState(pool, 0, 0, 0);
    }

    @Test
    void whatItThrowsReachesTheUserToo() {
      pool.use(Promise::of);
      next =
          _ -> {
            throw new IllegalArgumentException("thrown");
          };
      assertRejected(IllegalArgumentException.class, pool.use(Promise::of));
      assertState(pool, 0, 0, 0);
    }

    @Test
    void afterAnErrorTheNextGetsAReplacementThatCounts() {
      pool.use(Promise::of);
      Resolver<Boolean> answer = Resolver.waiter();
      next = _ -> answer.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      answer.reject(error);
      assertRejected(error, first.result);
      second.assertHas(2);
      assertState(pool, 1, 0, 0);
      Use third = new Use(pool);
      third.assertWaits();
      assertEquals(2, created);
    }

    @Test
    void afterAnErrorTheNextGetsTheErrorOfMakingAReplacement() {
      Resolver<Boolean> answer = Resolver.waiter();
      List<Promise<Integer>> members = new ArrayList<>(List.of(Promise.of(1)));
      LwtPool<Integer> failing =
          LwtPool.builder(
                  1, () -> members.isEmpty() ? Promise.failed(otherError) : members.removeFirst())
              .validate(_ -> answer.promise())
              .build();
      failing.use(Promise::of);
      Use first = new Use(failing);
      Use second = new Use(failing);
      answer.reject(error);
      assertRejected(error, first.result);
      assertRejected(otherError, second.result);
      assertState(failing, 0, 0, 0);
    }

    @Test
    void aCancelDisposesOfTheMember() {
      pool.use(Promise::of);
      next = _ -> Resolver.<Boolean>task().promise();
      Use use = new Use(pool);
      Use waiter = new Use(pool);
      use.result.cancel();
      assertCanceled(use.result);
      assertEquals(List.of(1), disposed);
      waiter.assertHas(2);
    }
  }

  @Nested
  class Checking {
    private final List<Integer> checked = new ArrayList<>();
    private Function<Integer, Promise<Boolean>> next = _ -> Promise.of(true);
    private final LwtPool<Integer> pool =
        builder(1)
            .check(
                member -> {
                  checked.add(member);
                  return next.apply(member);
                })
            .build();

    private void fail(Use use) {
      use.body.reject(error);
      assertRejected(error, use.result);
    }

    @Test
    void isForARejectedUseOnly() {
      new Use(pool).end();
      assertEquals(List.of(), checked);
      fail(new Use(pool));
      assertEquals(List.of(1), checked);
      new Use(pool).result.cancel();
      assertEquals(List.of(1, 1), checked);
      assertState(pool, 1, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGoodMemberIsKeptABadOneReplacedForTheNext(boolean good) {
      next = _ -> Promise.of(good);
      Use first = new Use(pool);
      Use second = new Use(pool);
      fail(first);
      second.assertHas(good ? 1 : 2);
      assertEquals(good ? List.of() : List.of(1), disposed);
      assertState(pool, 1, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theUseDoesNotWaitForIt(boolean good) {
      Resolver<Boolean> answer = Resolver.waiter();
      next = _ -> answer.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      fail(first);
      second.assertWaits();
      assertState(pool, 1, 0, 1);
      answer.fulfill(good);
      second.assertHas(good ? 1 : 2);
    }

    @ParameterizedTest
    @EnumSource
    void itsErrorGoesToTheHookAndTheMemberIsReplaced(When when) {
      Lwt.setAsyncExceptionHook(toHook::add);
      When.Source<Boolean> rejected = when.rejected(otherError);
      next = _ -> rejected.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      fail(first);
      rejected.resolve().run();
      assertEquals(List.of(otherError), toHook);
      second.assertHas(2);
      assertEquals(List.of(1), disposed);
    }

    @Test
    void whatItThrowsGoesToTheHookToo() {
      Lwt.setAsyncExceptionHook(toHook::add);
      next =
          _ -> {
            throw new IllegalArgumentException("thrown");
          };
      fail(new Use(pool));
      assertEquals("thrown", toHook.getFirst().getMessage());
      assertState(pool, 0, 0, 0);
    }

    @Test
    void goesTogetherWithValidation() {
      LwtPool<Integer> both =
          builder(1)
              .validate(_ -> Promise.of(false))
              .check(member -> Promise.of(member == 1))
              .build();
      Use first = new Use(both);
      fail(first);
      assertState(both, 1, 1, 0);
      Use second = new Use(both);
      second.assertHas(2);
      fail(second);
      assertEquals(List.of(1, 2), disposed);
      assertState(both, 0, 0, 0);
    }
  }

  @Nested
  class Disposing {
    private Function<Integer, Promise<@Nullable Void>> next = LwtPoolTest.this::dispose;
    private final LwtPool<Integer> pool =
        LwtPool.builder(1, LwtPoolTest.this::create)
            .check(_ -> Promise.of(false))
            .dispose(member -> next.apply(member))
            .build();

    @ParameterizedTest
    @EnumSource
    void itsErrorGoesToTheHookAndLeavesThePlaceFree(When when) {
      Lwt.setAsyncExceptionHook(toHook::add);
      When.Source<@Nullable Void> rejected = when.rejected(otherError);
      next = _ -> rejected.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      first.result.cancel();
      rejected.resolve().run();
      assertEquals(List.of(otherError), toHook);
      second.assertHas(2);
      assertState(pool, 1, 0, 0);
    }

    @Test
    void whatItThrowsGoesToTheHookToo() {
      Lwt.setAsyncExceptionHook(toHook::add);
      next =
          _ -> {
            throw new IllegalArgumentException("thrown");
          };
      new Use(pool).result.cancel();
      assertEquals("thrown", toHook.getFirst().getMessage());
      assertState(pool, 0, 0, 0);
    }

    @Test
    void thePlaceIsTakenUntilItIsDoneButTheUseDoesNotWait() {
      Resolver<@Nullable Void> done = Resolver.waiter();
      next = _ -> done.promise();
      Use first = new Use(pool);
      Use second = new Use(pool);
      first.body.reject(error);
      assertRejected(error, first.result);
      second.assertWaits();
      assertState(pool, 1, 0, 1);
      assertEquals(1, created);
      done.fulfill(null);
      second.assertHas(2);
    }

    @Test
    void whoReplacesABadMemberMayBeCancelledMeanwhile() {
      Resolver<@Nullable Void> done = Resolver.task();
      LwtPool<Integer> validating =
          LwtPool.builder(1, LwtPoolTest.this::create)
              .validate(_ -> Promise.of(false))
              .dispose(_ -> done.promise())
              .build();
      validating.use(Promise::of);
      Use first = new Use(validating);
      Use second = new Use(validating);
      assertState(validating, 1, 0, 2);
      first.result.cancel();
      assertCanceled(first.result);
      assertPending(done.promise());
      second.assertWaits();
      done.fulfill(null);
      second.assertHas(2);
    }

    @Test
    void mayUseThePool() {
      List<Use> others = new ArrayList<>();
      next =
          member -> {
            others.add(new Use(pool));
            return dispose(member);
          };
      new Use(pool).result.cancel();
      others.getFirst().assertHas(2);
      assertState(pool, 1, 0, 0);
    }
  }
}
