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
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Loops}. */
@ExtendWith(FreshScheduler.class)
class LoopsTest {
  private final IOException error = new IOException("broken");
  private final List<Integer> log = new ArrayList<>();

  /** The loops, around a step. */
  enum Kind {
    WHILE,
    WHILE_CONDITION,
    CONDITION_OF_WHILE,
    FOR,
    REPEAT;

    /** A loop that goes on for as long as its steps are fulfilled, or for at least so many. */
    Promise<?> of(int steps, Callable<? extends Promise<?>> step) {
      return switch (this) {
        case WHILE -> Loops.whileAsync(() -> step.call().map(_ -> true));
        case WHILE_CONDITION -> Loops.whileAsync(() -> Promise.of(true), step);
        case CONDITION_OF_WHILE ->
            Loops.whileAsync(() -> step.call().map(_ -> true), Promise::unit);
        case FOR -> Loops.forAsync(0, steps, _ -> step.call());
        case REPEAT -> Loops.repeat(step);
      };
    }
  }

  private static void drive(Promise<?> result) {
    while (result.isPending()) {
      assertEquals(1, Scheduler.current().wakeupPaused());
    }
  }

  @Nested
  class EachOfThem {
    @ParameterizedTest
    @EnumSource
    void beginsAStepWhenTheOneBeforeIsFulfilled(Kind kind) {
      List<Resolver<Integer>> steps = new ArrayList<>();
      Promise<?> result =
          kind.of(
              5,
              () -> {
                Resolver<Integer> step = Resolver.task();
                steps.add(step);
                return step.promise();
              });
      for (int i = 0; i < 3; i++) {
        assertEquals(i + 1, steps.size());
        steps.get(i).fulfill(0);
      }
      assertPending(result);
    }

    @ParameterizedTest
    @EnumSource
    void endsWithTheFirstRejection(Kind kind) {
      for (When when : When.values()) {
        log.clear();
        var last = when.<Integer>rejected(error);
        Promise<?> result =
            kind.of(
                5,
                () -> {
                  log.add(0);
                  return log.size() < 3 ? Promise.unit() : last.promise();
                });
        last.resolve().run();
        assertRejected(error, result);
        assertEquals(3, log.size());
      }
    }

    @ParameterizedTest
    @EnumSource
    void endsWithWhatAStepThrows(Kind kind) {
      for (When when : When.values()) {
        log.clear();
        var first = when.fulfilled(0);
        Promise<?> result =
            kind.of(
                5,
                () -> {
                  log.add(0);
                  if (log.size() == 2) {
                    throw error;
                  }
                  return first.promise();
                });
        first.resolve().run();
        assertRejected(error, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void passesACancelToTheStepUnderWay(Kind kind) {
      Resolver<Integer> step = Resolver.task();
      Promise<?> result = kind.of(5, step::promise);
      result.cancel();
      assertCanceled(step.promise());
      assertCanceled(result);
    }

    @ParameterizedTest
    @EnumSource
    void isCancelledThoughItsStepsDoNotHeedIt(Kind kind) {
      int[] begun = {0};
      Promise<?> result =
          kind.of(
              5,
              () -> {
                begun[0]++;
                return Resolver.<Integer>task().promise().catching(_ -> Promise.of(0));
              });
      result.cancel();
      assertCanceled(result);
      assertEquals(1, begun[0]);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void needsNeitherStackNorMemory(Kind kind) {
      for (boolean pending : List.of(false, true)) {
        int[] steps = {0};
        long[] usedWhenWarm = {0};
        Promise<?> result =
            kind.of(
                Integer.MAX_VALUE,
                () -> {
                  steps[0]++;
                  if (steps[0] == 100_000) {
                    usedWhenWarm[0] = HeapUse.now();
                  } else if (steps[0] == 10_000_000) {
                    HeapUse.assertNotAbove(usedWhenWarm[0]);
                    throw error;
                  }
                  return pending ? Lwt.pause() : Promise.unit();
                });
        drive(result);
        assertRejected(error, result);
      }
    }
  }

  @Nested
  class While {
    @Test
    void repeatsAStepUntilItGivesFalse() {
      assertFulfilled(
          null,
          Loops.whileAsync(
              () -> {
                log.add(log.size());
                return Promise.of(log.size() < 3);
              }));
      assertEquals(List.of(0, 1, 2), log);
    }

    @Test
    void doesSoAlsoLater() {
      Promise<?> result =
          Loops.whileAsync(
              () -> {
                log.add(log.size());
                return Lwt.pause().map(_ -> log.size() < 3);
              });
      drive(result);
      assertFulfilled(null, result);
      assertEquals(List.of(0, 1, 2), log);
    }

    @Test
    void asksBeforeEachTime() {
      Promise<?> result =
          Loops.whileAsync(
              () -> Promise.of(log.size() < 3), () -> Lwt.pause().map(_ -> log.add(log.size())));
      drive(result);
      assertFulfilled(null, result);
      assertEquals(List.of(0, 1, 2), log);
    }

    @Test
    void mayNotBeDoneAtAll() {
      assertFulfilled(
          null, Loops.whileAsync(() -> Promise.of(false), () -> Promise.of(log.add(0))));
      assertEquals(List.of(), log);
    }

    @Test
    void anAnswerOfNullIsARejection() {
      assertRejected(NullPointerException.class, Loops.whileAsync(() -> Promise.of(nothing())));
      assertRejected(
          NullPointerException.class, Loops.whileAsync(() -> Promise.of(nothing()), Promise::unit));
    }

    @Test
    void aCancelledLastStepMayStillEndIt() {
      Resolver<Boolean> step = Resolver.waiter();
      Promise<?> result = Loops.whileAsync(step::promise);
      result.cancel();
      step.fulfill(false);
      assertFulfilled(null, result);
    }
  }

  @Nested
  class For {
    @Test
    void countsUpToItsEnd() {
      Promise<?> result = Loops.forAsync(2, 5, i -> Lwt.pause().map(_ -> log.add(i)));
      drive(result);
      assertFulfilled(null, result);
      assertEquals(List.of(2, 3, 4), log);
    }

    @Test
    void ofAnEmptyRangeDoesNothing() {
      assertFulfilled(null, Loops.forAsync(5, 5, i -> Promise.of(log.add(i))));
      assertFulfilled(null, Loops.forAsync(5, -5, i -> Promise.of(log.add(i))));
      assertEquals(List.of(), log);
    }

    @Test
    void countsToTheLargestNumber() {
      int max = Integer.MAX_VALUE;
      assertFulfilled(null, Loops.forAsync(max - 2, max, i -> Promise.of(log.add(i))));
      assertEquals(List.of(max - 2, max - 1), log);
    }
  }

  @Nested
  class Repeat {
    @Test
    void standsWhereAPromiseOfAnythingIsWanted() {
      Promise<String> result = Lwt.pick(Loops.repeat(Lwt::pause), Promise.of("done"));
      assertFulfilled("done", result);
    }
  }

  @Test
  void needFunctions() {
    assertThrows(NullPointerException.class, () -> Loops.whileAsync(nothing()));
    assertThrows(NullPointerException.class, () -> Loops.whileAsync(nothing(), Promise::unit));
    assertThrows(
        NullPointerException.class, () -> Loops.whileAsync(() -> Promise.of(true), nothing()));
    assertThrows(NullPointerException.class, () -> Loops.forAsync(0, 0, nothing()));
    assertThrows(NullPointerException.class, () -> Loops.repeat(nothing()));
  }
}
