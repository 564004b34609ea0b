package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for all: {@link Lwt#join}, {@link Lwt#all} and {@link Lwt#both}. */
@ExtendWith(FreshScheduler.class)
class JoinTest {
  private final IOException firstError = new IOException("first");
  private final IOException secondError = new IOException("second");

  /** The three on two promises: all wait alike. */
  enum Combinator {
    JOIN,
    ALL,
    BOTH;

    Promise<?> of(Promise<Integer> first, Promise<Integer> second) {
      return switch (this) {
        case JOIN -> Lwt.join(first, second);
        case ALL -> Lwt.all(first, second);
        case BOTH -> Lwt.both(first, second);
      };
    }
  }

  @Nested
  class WaitingForTwo {
    @ParameterizedTest
    @EnumSource
    void isFulfilledWhenBothAre(Combinator combinator) {
      for (When when : When.values()) {
        for (When andWhen : When.values()) {
          var first = when.fulfilled(1);
          var second = andWhen.fulfilled(2);
          Promise<?> result = combinator.of(first.promise(), second.promise());
          assertEquals(!(when.isNow() && andWhen.isNow()), result.isPending());
          first.resolve().run();
          assertEquals(!andWhen.isNow(), result.isPending());
          second.resolve().run();
          assertEquals(State.Fulfilled.class, result.state().getClass());
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void isFulfilledWhenBothAreInTheOtherOrder(Combinator combinator) {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      Promise<?> result = combinator.of(first.promise(), second.promise());
      second.fulfill(2);
      assertPending(result);
      first.fulfill(1);
      assertEquals(State.Fulfilled.class, result.state().getClass());
    }

    @ParameterizedTest
    @EnumSource
    void aRejectionWaitsForTheOther(Combinator combinator) {
      for (When when : When.values()) {
        var first = when.<Integer>rejected(firstError);
        Resolver<Integer> second = Resolver.waiter();
        assertWaitsAndRejects(combinator::of, first, second);
        first = when.rejected(firstError);
        second = Resolver.waiter();
        assertWaitsAndRejects((a, b) -> combinator.of(b, a), first, second);
      }
    }

    private void assertWaitsAndRejects(
        BiFunction<Promise<Integer>, Promise<Integer>, Promise<?>> combinator,
        When.Source<Integer> rejected,
        Resolver<Integer> other) {
      Promise<?> result = combinator.apply(rejected.promise(), other.promise());
      rejected.resolve().run();
      assertPending(result);
      other.fulfill(2);
      assertRejected(firstError, result);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstRejectionInTimeWins(Combinator combinator) {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      Promise<?> result = combinator.of(first.promise(), second.promise());
      second.reject(secondError);
      first.reject(firstError);
      assertRejected(secondError, result);
    }

    @ParameterizedTest
    @EnumSource
    void ofThoseRejectedAlreadyTheFirstInTheListWins(Combinator combinator) {
      assertRejected(
          firstError, combinator.of(Promise.failed(firstError), Promise.failed(secondError)));
    }

    @ParameterizedTest
    @EnumSource
    void oneRejectedAlreadyWinsOverALaterOne(Combinator combinator) {
      Resolver<Integer> first = Resolver.waiter();
      Promise<?> result = combinator.of(first.promise(), Promise.failed(secondError));
      first.reject(firstError);
      assertRejected(secondError, result);
    }

    @ParameterizedTest
    @EnumSource
    void aPromiseMayBeThereTwice(Combinator combinator) {
      Resolver<Integer> twice = Resolver.waiter();
      Promise<?> result = combinator.of(twice.promise(), twice.promise());
      assertPending(result);
      twice.fulfill(1);
      assertEquals(State.Fulfilled.class, result.state().getClass());
    }

    @ParameterizedTest
    @EnumSource
    void aPromiseThatIsThereTwiceMayBeRejected(Combinator combinator) {
      Resolver<Integer> twice = Resolver.waiter();
      Promise<?> result = combinator.of(twice.promise(), twice.promise());
      twice.reject(firstError);
      assertRejected(firstError, result);
    }

    @ParameterizedTest
    @EnumSource
    void twoMembersMayBecomeOneWhileItWaits(Combinator combinator) {
      Resolver<Integer> inner = Resolver.waiter();
      Resolver<Integer> start = Resolver.waiter();
      Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
      Promise<?> result = combinator.of(outer, inner.promise());
      start.fulfill(0);
      assertPending(result);
      inner.fulfill(1);
      assertEquals(State.Fulfilled.class, result.state().getClass());
    }

    @ParameterizedTest
    @EnumSource
    void aCancelGoesToBoth(Combinator combinator) {
      Resolver<Integer> first = Resolver.task();
      Resolver<Integer> second = Resolver.task();
      Promise<?> result = combinator.of(first.promise(), second.promise());
      result.cancel();
      assertCanceled(first.promise());
      assertCanceled(second.promise());
      assertCanceled(result);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelLeavesItPendingWhileOneGoesOn(Combinator combinator) {
      Resolver<Integer> task = Resolver.task();
      Resolver<Integer> waiter = Resolver.waiter();
      Promise<?> result = combinator.of(task.promise(), waiter.promise());
      result.cancel();
      assertCanceled(task.promise());
      assertPending(result);
      waiter.fulfill(1);
      assertCanceled(result);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelRunsTheCallbacksOfAPromiseThatIsThereTwiceOnce(Combinator combinator) {
      Resolver<Integer> twice = Resolver.task();
      List<String> log = new ArrayList<>();
      twice.promise().onCancel(() -> log.add("cancelled"));
      Promise<?> result = combinator.of(twice.promise(), twice.promise());
      result.cancel();
      assertEquals(List.of("cancelled"), log);
      assertCanceled(result);
    }
  }

  @Nested
  class Join {
    @Test
    void ofNoneIsFulfilled() {
      assertFulfilled(null, Lwt.join());
      assertFulfilled(null, Lwt.join(List.of()));
    }

    @Test
    void takesPromisesOfAnything() {
      assertFulfilled(null, Lwt.join(Promise.of(1), Promise.of("two"), Promise.unit()));
    }

    @Test
    void waitsForMany() {
      List<Resolver<Integer>> resolvers =
          IntStream.range(0, 1000).mapToObj(_ -> Resolver.<Integer>waiter()).toList();
      Promise<?> result = Lwt.join(resolvers.stream().map(Resolver::promise).toList());
      for (Resolver<Integer> resolver : resolvers.reversed()) {
        assertPending(result);
        resolver.fulfill(1);
      }
      assertFulfilled(null, result);
    }

    @Test
    void doesNotSeeLaterChangesOfTheList() {
      List<Promise<Integer>> list = new ArrayList<>(List.of(Promise.of(1)));
      Resolver<Integer> pending = Resolver.waiter();
      list.add(pending.promise());
      Promise<?> result = Lwt.join(list);
      list.clear();
      pending.fulfill(2);
      assertFulfilled(null, result);
    }

    @Test
    void needsPromises() {
      assertThrows(
          NullPointerException.class, () -> Lwt.join(Arrays.asList(Promise.of(1), nothing())));
    }
  }

  @Nested
  class All {
    @Test
    void ofNoneIsFulfilledWithNone() {
      assertFulfilled(List.of(), Lwt.all(List.of()));
    }

    @Test
    void givesTheValuesInTheOrderOfTheListWhateverTheOrderInTime() {
      List<Resolver<Integer>> resolvers =
          IntStream.range(0, 10).mapToObj(_ -> Resolver.<Integer>waiter()).toList();
      Promise<List<Integer>> result = Lwt.all(resolvers.stream().map(Resolver::promise).toList());
      for (int i : List.of(3, 9, 0, 1, 8, 2, 7, 4, 6, 5)) {
        resolvers.get(i).fulfill(i);
      }
      assertFulfilled(IntStream.range(0, 10).boxed().toList(), result);
    }

    @Test
    void givesTheValuesOfOnesThatAreResolvedAlready() {
      Resolver<Integer> pending = Resolver.waiter();
      Promise<List<Integer>> result = Lwt.all(Promise.of(1), pending.promise(), Promise.of(3));
      pending.fulfill(2);
      assertFulfilled(List.of(1, 2, 3), result);
    }

    @Test
    void aValueMayBeNull() {
      assertFulfilled(Arrays.asList(1, null), Lwt.all(Promise.of(1), Promise.unit()));
    }

    @Test
    void theListIsNotForChanging() {
      Promise<List<Integer>> result = Lwt.all(Promise.of(1));
      result.onSuccess(
          values -> assertThrows(UnsupportedOperationException.class, () -> values.set(0, 2)));
    }
  }

  @Nested
  class BothOfTwo {
    @Test
    void givesTheTwoValues() {
      Resolver<String> second = Resolver.waiter();
      Promise<Both<Integer, String>> result = Lwt.both(Promise.of(1), second.promise());
      second.fulfill("two");
      assertFulfilled(new Both<>(1, "two"), result);
    }
  }
}
