package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promises that become one: what a function of {@code bind} gives, and what {@code bind} gave. */
@ExtendWith(FreshScheduler.class)
class MergeTest {
  private final Resolver<Integer> start = Resolver.waiter();
  private final Resolver<Integer> inner = Resolver.waiter();

  @Test
  void theOneThatWasGivenAndTheOneThatWasMadeAreResolvedTogether() {
    Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
    start.fulfill(0);
    inner.fulfill(1);
    assertFulfilled(1, outer);
    assertFulfilled(1, inner.promise());
  }

  @Test
  void aChainOfThreeIsResolvedTogether() {
    Resolver<Integer> next = Resolver.waiter();
    Resolver<Integer> last = Resolver.waiter();
    Promise<Integer> first = start.promise().bind(_ -> inner.promise());
    Promise<Integer> second = next.promise().bind(_ -> first);
    Promise<Integer> third = last.promise().bind(_ -> second);
    start.fulfill(0);
    next.fulfill(0);
    last.fulfill(0);
    for (Promise<Integer> promise : List.of(inner.promise(), first, second, third)) {
      assertPending(promise);
    }
    inner.fulfill(1);
    for (Promise<Integer> promise : List.of(inner.promise(), first, second, third)) {
      assertFulfilled(1, promise);
    }
  }

  @Test
  void aLongChainIsMadeShortWhenItIsRead() {
    List<Promise<Integer>> chain = new ArrayList<>();
    List<Resolver<Integer>> starts = new ArrayList<>();
    chain.add(inner.promise());
    for (int i = 0; i < 100; i++) {
      Resolver<Integer> next = Resolver.waiter();
      Promise<Integer> last = chain.getLast();
      starts.add(next);
      chain.add(next.promise().bind(_ -> last));
    }
    starts.forEach(next -> next.fulfill(0));
    Promise<Integer> root = chain.getFirst().root();
    assertSame(chain.getLast(), root);
    for (Promise<Integer> promise : chain.subList(0, 100)) {
      assertSame(root, promise.state);
    }
  }

  @Test
  void aChainMayBeMadeFromTheOtherEnd() {
    Resolver<Integer> next = Resolver.waiter();
    Resolver<Integer> last = Resolver.waiter();
    Promise<Integer> first = start.promise().bind(_ -> inner.promise());
    Promise<Integer> second = next.promise().bind(_ -> first);
    Promise<Integer> third = last.promise().bind(_ -> second);
    last.fulfill(0);
    next.fulfill(0);
    start.fulfill(0);
    IOException error = new IOException("broken");
    inner.reject(error);
    for (Promise<Integer> promise : List.of(inner.promise(), first, second, third)) {
      assertRejected(error, promise);
    }
  }

  @Test
  void severalMayBecomeOneWithTheSame() {
    Promise<Integer> left = start.promise().bind(_ -> inner.promise());
    Promise<Integer> right = start.promise().bind(_ -> inner.promise());
    start.fulfill(0);
    inner.fulfill(1);
    assertFulfilled(1, left);
    assertFulfilled(1, right);
  }

  @Test
  void whatIsMadeFromEitherAfterwardsIsResolved() {
    Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
    start.fulfill(0);
    Promise<Integer> fromInner = inner.promise().map(n -> n + 1);
    Promise<Integer> fromOuter = outer.map(n -> n + 2);
    inner.fulfill(1);
    assertFulfilled(2, fromInner);
    assertFulfilled(3, fromOuter);
  }

  @Test
  void aPromiseWhoseCallbacksHaveLeftMayBeMerged() {
    Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
    outer.protect().cancel();
    inner.promise().protect().cancel();
    start.fulfill(0);
    Promise<Integer> copy = outer.protect();
    inner.fulfill(1);
    assertFulfilled(1, copy);
  }

  @Test
  void aCallbackMayLeaveAPromiseThatWasMerged() {
    Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
    List<Promise<Integer>> copies =
        List.of(
            outer.protect(), inner.promise().protect(), outer.protect(), inner.promise().protect());
    start.fulfill(0);
    copies.get(2).cancel();
    copies.get(1).cancel();
    assertEquals("Promise[pending, 2 callbacks]", outer.toString());
    assertEquals("Promise[pending, 2 callbacks]", inner.promise().toString());
    inner.fulfill(1);
    assertFulfilled(1, copies.getFirst());
    assertFulfilled(1, copies.getLast());
  }

  @Test
  void lastCallbacksMayLeaveAPromiseThatWasMerged() {
    Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
    List<Promise<Integer>> copies =
        List.of(outer.protect(), inner.promise().protect(), outer.protect());
    start.fulfill(0);
    copies.reversed().forEach(Promise::cancel);
    assertEquals("Promise[pending, 0 callbacks]", outer.toString());
    Promise<Integer> copy = outer.protect();
    inner.fulfill(1);
    assertFulfilled(1, copy);
  }

  /** What a promise is made by, whose function is running while the promise is merged. */
  enum Combinator {
    BIND,
    MAP,
    CATCHING,
    TRY_BIND,
    TRY_BIND_HANDLER,
    FINALIZING;

    Promise<Integer> of(Promise<Integer> source, Runnable inTheFunction) {
      Fn<Object, Promise<Integer>> function =
          _ -> {
            inTheFunction.run();
            return Promise.of(1);
          };
      Promise<Integer> failed = source.bind(_ -> Promise.failed(new IOException("broken")));
      return switch (this) {
        case BIND -> source.bind(function);
        case MAP ->
            source.map(
                _ -> {
                  inTheFunction.run();
                  return 1;
                });
        case CATCHING -> failed.catching(function);
        case TRY_BIND -> source.tryBind(function, Promise::failed);
        case TRY_BIND_HANDLER -> failed.tryBind(Promise::of, function);
        case FINALIZING -> source.map(_ -> 1).finalizing(() -> function.apply(0));
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPromiseMayBecomeAProxyWhileItsOwnFunctionRuns(Combinator combinator) {
    Resolver<Integer> trigger = Resolver.waiter();
    List<Promise<Integer>> made = new ArrayList<>();
    Promise<Integer> outer = trigger.promise().bind(_ -> made.getFirst());
    made.add(combinator.of(start.promise(), () -> trigger.fulfillNow(0)));
    List<Integer> log = new ArrayList<>();
    outer.onSuccess(log::add);
    made.getFirst().onSuccess(log::add);
    start.fulfill(0);
    assertFulfilled(1, made.getFirst());
    assertFulfilled(1, outer);
    assertEquals(List.of(1, 1), log);
  }

  @Test
  void thePromiseOfAPickMayBecomeAProxyWhileItCancelsItsLosers() {
    Resolver<Integer> trigger = Resolver.waiter();
    Promise<Integer> loser = Resolver.<Integer>task().promise();
    loser.onCancel(() -> trigger.fulfillNow(0));
    Promise<Integer> picked = Lwt.pick(start.promise(), loser);
    Promise<Integer> outer = trigger.promise().bind(_ -> picked);
    start.fulfill(1);
    assertFulfilled(1, picked);
    assertFulfilled(1, outer);
  }

  @Test
  void aPromiseThatIsItsOwnResultStaysPendingAndStopsNothing() {
    List<Promise<Integer>> self = new ArrayList<>();
    self.add(start.promise().bind(_ -> self.getFirst()));
    Promise<Integer> other = start.promise().map(n -> n + 1);
    start.fulfill(1);
    assertPending(self.getFirst());
    assertFulfilled(2, other);
  }

  @Test
  void aSharedPromiseOfManyStepsIsOneInTheEnd() {
    List<Promise<Integer>> steps = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Promise<Integer> before = steps.isEmpty() ? inner.promise() : steps.getLast();
      steps.add(start.promise().bind(_ -> before));
    }
    start.fulfill(0);
    steps.get(50).onSuccess(_ -> {});
    for (Promise<Integer> step : steps) {
      assertEquals("Promise[pending, 1 callback]", step.toString());
    }
    inner.fulfill(1);
    for (Promise<Integer> step : steps) {
      assertFulfilled(1, step);
    }
  }
}
