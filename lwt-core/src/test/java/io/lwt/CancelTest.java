package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Promise#cancel}, and how it goes back through what the combinators made. */
@ExtendWith(FreshScheduler.class)
class CancelTest {
  private final IOException error = new IOException("broken");
  private final List<String> log = new ArrayList<>();
  private final Resolver<Integer> task = Resolver.task();
  private final Resolver<Integer> waiter = Resolver.waiter();
  private final Resolver<Integer> start = Resolver.waiter();

  @Nested
  class OfOnePromise {
    @Test
    void rejectsATask() {
      task.promise().cancel();
      assertCanceled(task.promise());
    }

    @Test
    void leavesAWaiterAlone() {
      waiter.promise().cancel();
      assertPending(waiter.promise());
    }

    @Test
    void doesNothingToAResolvedPromise() {
      Promise<Integer> fulfilled = Promise.of(1);
      Promise<Integer> rejected = Promise.failed(error);
      fulfilled.cancel();
      rejected.cancel();
      assertFulfilled(1, fulfilled);
      assertRejected(error, rejected);
    }

    @Test
    void isAJavaCancellation() {
      task.promise().cancel();
      assertRejected(CancellationException.class, task.promise());
    }

    @Test
    void hasNoStackTrace() {
      task.promise().cancel();
      assertEquals(0, assertRejected(Canceled.class, task.promise()).getStackTrace().length);
    }

    @Test
    void runsTheCallbacksBeforeItReturns() {
      task.promise().onFailure(_ -> log.add("callback"));
      task.promise().cancel();
      assertEquals(List.of("callback"), log);
    }

    @Test
    void runsTheCallbacksBeforeItReturnsInsideACallbackToo() {
      task.promise().onFailure(_ -> log.add("callback"));
      start
          .promise()
          .onSuccess(
              _ -> {
                task.promise().cancel();
                log.add("after cancel");
              });
      start.fulfill(1);
      assertEquals(List.of("callback", "after cancel"), log);
    }

    @Test
    void whatItsCallbacksFulfilWaitsUntilAllOfThemHaveRun() {
      waiter.promise().onSuccess(_ -> log.add("waiter's callback"));
      task.promise().onFailure(_ -> waiter.fulfill(1));
      task.promise().onFailure(_ -> log.add("second callback"));
      task.promise().cancel();
      assertEquals(List.of("second callback", "waiter's callback"), log);
    }
  }

  /** What is made from a pending promise. */
  enum Combinator {
    BIND,
    MAP,
    CATCHING,
    TRY_BIND,
    FINALIZING;

    Promise<Integer> of(Promise<Integer> promise) {
      return switch (this) {
        case BIND -> promise.bind(n -> Promise.of(n + 1));
        case MAP -> promise.map(n -> n + 1);
        case CATCHING -> promise.catching(e -> Promise.failed(e));
        case TRY_BIND -> promise.tryBind(n -> Promise.of(n + 1), e -> Promise.failed(e));
        case FINALIZING -> promise.finalizing(Promise::unit);
      };
    }
  }

  @Nested
  class BeforeTheFunctionWasCalled {
    @ParameterizedTest
    @EnumSource
    void goesToATask(Combinator combinator) {
      Promise<Integer> result = combinator.of(task.promise());
      result.cancel();
      assertCanceled(task.promise());
      assertCanceled(result);
    }

    @ParameterizedTest
    @EnumSource
    void stopsAtAWaiter(Combinator combinator) {
      Promise<Integer> result = combinator.of(waiter.promise());
      result.cancel();
      assertPending(waiter.promise());
      assertPending(result);
    }

    @ParameterizedTest
    @EnumSource
    void goesThroughSeveral(Combinator combinator) {
      Promise<Integer> between = combinator.of(task.promise());
      Promise<Integer> result = combinator.of(combinator.of(between));
      result.cancel();
      assertCanceled(between);
      assertCanceled(result);
    }

    @ParameterizedTest
    @EnumSource
    void runsTheCancelCallbacksOfAllOnTheWayFromTheTaskOn(Combinator combinator) {
      Promise<Integer> result = combinator.of(task.promise());
      result.onCancel(() -> log.add("result"));
      task.promise().onCancel(() -> log.add("task"));
      result.cancel();
      assertEquals(List.of("task", "result"), log);
    }
  }

  @Nested
  class AfterTheFunctionWasCalled {
    private final List<Promise<Integer>> results =
        List.of(
            start.promise().bind(_ -> task.promise()),
            start.promise().tryBind(_ -> task.promise(), Promise::failed),
            start.promise().bind(_ -> Promise.<Integer>failed(error)).catching(_ -> task.promise()),
            start.promise().finalizing(task::promise));

    @Test
    void goesToThePromiseOfTheFunction() {
      start.fulfill(1);
      for (Promise<Integer> result : results) {
        assertPending(result);
      }
      results.getFirst().cancel();
      assertCanceled(task.promise());
      for (Promise<Integer> result : results) {
        assertCanceled(result);
      }
    }

    @Test
    void goesToItFromAnyOfThem() {
      start.fulfill(1);
      results.getLast().cancel();
      assertCanceled(task.promise());
    }

    @Test
    void stopsThereIfItIsAWaiter() {
      Promise<Integer> result = start.promise().bind(_ -> waiter.promise());
      start.fulfill(1);
      result.cancel();
      assertPending(result);
    }

    @Test
    void runsTheCancelCallbacksOfBoth() {
      Promise<Integer> result = start.promise().bind(_ -> task.promise());
      result.onCancel(() -> log.add("outer"));
      task.promise().onCancel(() -> log.add("inner"));
      start.fulfill(1);
      result.cancel();
      assertEquals(List.of("outer", "inner"), log);
    }
  }

  @Nested
  class Handlers {
    @Test
    void mayTurnItIntoAValue() {
      Promise<Integer> inner = task.promise().map(n -> n + 1);
      inner.onCancel(() -> log.add("inner"));
      Promise<Integer> result = inner.catching(Canceled.class, _ -> Promise.of(7));
      result.onCancel(() -> log.add("result"));
      result.cancel();
      assertFulfilled(7, result);
      assertEquals(List.of("inner"), log);
    }

    @Test
    void mayPassItOn() {
      Promise<Integer> inner = task.promise().map(n -> n + 1);
      inner.onCancel(() -> log.add("inner"));
      Promise<Integer> result = inner.catching(e -> Promise.failed(e));
      result.onCancel(() -> log.add("result"));
      result.cancel();
      assertCanceled(result);
      assertEquals(List.of("inner", "result"), log);
    }

    @Test
    void mayWaitForSomethingElse() {
      Promise<Integer> result = task.promise().catching(_ -> waiter.promise());
      result.cancel();
      assertPending(result);
      waiter.fulfill(7);
      assertFulfilled(7, result);
    }

    @Test
    void ofTryBindMayTurnItIntoAValue() {
      Promise<Integer> result = task.promise().tryBind(Promise::of, _ -> Promise.of(7));
      result.cancel();
      assertFulfilled(7, result);
    }

    @Test
    void theFunctionOfBindIsNotCalled() {
      Promise<Integer> result =
          task.promise()
              .bind(
                  n -> {
                    log.add("called");
                    return Promise.of(n);
                  });
      result.onCancel(() -> log.add("result"));
      result.cancel();
      assertEquals(List.of("result"), log);
    }
  }

  @Nested
  class SeveralTasks {
    private final Promise<Integer> first = Resolver.<Integer>task().promise();
    private final Promise<Integer> second = Resolver.<Integer>task().promise();
    private final Promise<Integer> third = Resolver.<Integer>task().promise();

    @Test
    void areAllRejectedBeforeAnyCallbackRunsAndCalledInTheOrderFound() {
      for (Promise<Integer> promise : List.of(third, second, first)) {
        promise.onFailure(
            _ ->
                log.add(
                    List.of(first, second, third).indexOf(promise)
                        + " all resolved: "
                        + noneIsPending()));
      }
      Lwt.join(first, Lwt.join(second, third)).cancel();
      assertEquals(
          List.of("0 all resolved: true", "1 all resolved: true", "2 all resolved: true"), log);
    }

    private boolean noneIsPending() {
      return !first.isPending() && !second.isPending() && !third.isPending();
    }

    @Test
    void theCallbacksOfOneRunToTheirEndBeforeThoseOfTheNext() {
      Promise<Integer> derived = first.map(n -> n);
      derived.onFailure(_ -> log.add("derived from the first"));
      second.onFailure(_ -> log.add("second"));
      Lwt.join(first, second).cancel();
      assertEquals(List.of("derived from the first", "second"), log);
    }

    @Test
    void aTaskFoundOnTwoWaysIsRejectedOnce() {
      first.onCancel(() -> log.add("cancelled"));
      Promise<?> left = first.map(n -> n + 1);
      Promise<?> right = first.bind(n -> Promise.of(n - 1));
      Promise<?> result = Lwt.join(left, right, first);
      result.cancel();
      assertEquals(List.of("cancelled"), log);
      assertCanceled(result);
    }

    @Test
    void eachCancelHasItsOwnError() {
      first.cancel();
      second.cancel();
      assertEquals(
          false, assertRejected(Canceled.class, first) == assertRejected(Canceled.class, second));
    }
  }

  /** Cancelled by a callback while things are under way. */
  @Nested
  class InsideACallback {
    @Test
    void theComputationThatIsRunningIsNotCancelled() {
      List<Promise<Integer>> self = new ArrayList<>();
      Promise<Integer> result =
          start
              .promise()
              .bind(
                  _ -> {
                    self.getFirst().cancel();
                    return Promise.of(2);
                  });
      self.add(result);
      start.fulfill(1);
      assertFulfilled(2, result);
    }

    @Test
    void aPromiseWhoseCallbacksAreStillToRunIsNotCancelled() {
      Promise<Integer> result = start.promise().map(n -> n + 1);
      Resolver<Integer> before = Resolver.waiter();
      before
          .promise()
          .onSuccess(
              _ -> {
                start.fulfill(1);
                result.cancel();
                log.add("result is pending: " + result.isPending());
              });
      before.fulfill(0);
      assertEquals(List.of("result is pending: true"), log);
      assertFulfilled(2, result);
    }

    @Test
    void aCallbackMayCancelThePromiseItself() {
      task.promise().onCancel(() -> task.promise().cancel());
      task.promise().onCancel(() -> log.add("second"));
      task.promise().cancel();
      assertEquals(List.of("second"), log);
    }

    @Test
    void aCancelMayLeadToAnother() {
      Resolver<Integer> other = Resolver.task();
      other.promise().onCancel(() -> log.add("other"));
      task.promise()
          .onCancel(
              () -> {
                other.promise().cancel();
                log.add("task");
              });
      task.promise().onFailure(_ -> log.add("task's second"));
      task.promise().cancel();
      assertEquals(List.of("other", "task", "task's second"), log);
    }

    @Test
    void aCallbackMayCancelWhatASecondTaskOfTheSameCancelWasFor() {
      Resolver<Integer> other = Resolver.task();
      Promise<Integer> derived = other.promise().map(n -> n + 1);
      task.promise().onCancel(derived::cancel);
      derived.onCancel(() -> log.add("derived"));
      Lwt.join(task.promise(), derived).cancel();
      assertEquals(List.of("derived"), log);
      assertCanceled(derived);
    }
  }

  /** Promises that wait for themselves are a mistake, but a cancel of one must come to an end. */
  @Nested
  class Circles {
    @Test
    void aFunctionThatGivesThePromiseOfItsOwnBind() {
      List<Promise<Integer>> self = new ArrayList<>();
      Promise<Integer> result = start.promise().bind(_ -> self.getFirst());
      self.add(result);
      start.fulfill(1);
      assertPending(result);
      result.cancel();
      assertPending(result);
    }

    @Test
    void aFunctionThatGivesAPromiseMadeFromItsOwnBind() {
      for (int length : List.of(1, 2, 3, 4, 5, 7, 8, 9, 100)) {
        List<Promise<Integer>> end = new ArrayList<>();
        Resolver<Integer> source = Resolver.waiter();
        Promise<Integer> result = source.promise().bind(_ -> end.getFirst());
        Promise<Integer> last = result;
        for (int i = 0; i < length; i++) {
          last = last.map(n -> n + 1);
        }
        end.add(last);
        source.fulfill(1);
        result.cancel();
        last.cancel();
        last.map(n -> n + 1).map(n -> n + 1).cancel();
        assertPending(result);
        assertPending(last);
      }
    }

    @Test
    void twoBindsThatWaitForEachOther() {
      List<Promise<Integer>> other = new ArrayList<>();
      Promise<Integer> first = start.promise().bind(_ -> other.getFirst());
      Promise<Integer> second = start.promise().bind(_ -> first);
      other.add(second);
      start.fulfill(1);
      first.cancel();
      second.cancel();
      assertPending(first);
      assertPending(second);
    }

    @Test
    void aJoinThatWaitsForItself() {
      List<Promise<@Nullable Void>> self = new ArrayList<>();
      Promise<@Nullable Void> member = start.promise().bind(_ -> self.getFirst());
      Promise<@Nullable Void> result = Lwt.join(member, task.promise());
      self.add(result);
      start.fulfill(1);
      result.cancel();
      assertCanceled(task.promise());
      assertPending(result);
      member.cancel();
      assertPending(member);
    }

    @Test
    void aPickThatWaitsForItself() {
      List<Promise<Integer>> self = new ArrayList<>();
      Promise<Integer> member = start.promise().bind(_ -> self.getFirst());
      Promise<Integer> result = Lwt.pick(member, task.promise());
      self.add(result);
      start.fulfill(1);
      task.promise().onCancel(() -> log.add("task"));
      member.cancel();
      assertEquals(List.of("task"), log);
      assertCanceled(result);
      assertCanceled(member);
    }

    @Test
    void aJoinOfTwoWaysRoundTheSameCircle() {
      List<Promise<Integer>> end = new ArrayList<>();
      Promise<Integer> circle = start.promise().bind(_ -> end.getFirst());
      Promise<Integer> round = circle.map(n -> n + 1).map(n -> n + 1);
      end.add(round);
      start.fulfill(1);
      Promise<?> result = Lwt.join(circle, round, task.promise(), circle.map(n -> n));
      result.cancel();
      assertCanceled(task.promise());
      assertPending(result);
    }

    @Test
    void aCancelableThatWaitsForItself() {
      List<Promise<Integer>> self = new ArrayList<>();
      Promise<Integer> member = start.promise().bind(_ -> self.getFirst());
      Promise<Integer> result = member.map(n -> n + 1).cancelable();
      self.add(result);
      start.fulfill(1);
      result.cancel();
      assertCanceled(result);
      assertCanceled(member);
    }
  }
}
