package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** In which order callbacks run. */
@ExtendWith(FreshScheduler.class)
class OrderTest {
  private final List<String> log = new ArrayList<>();
  private final Resolver<Integer> source = Resolver.waiter();

  private Promise<Integer> logging(String entry) {
    log.add(entry);
    return Promise.of(0);
  }

  @Nested
  class OfOnePromise {
    @Test
    void theyRunInTheOrderInWhichTheyWereAddedWhateverTheirKind() {
      source.promise().onSuccess(_ -> log.add("onSuccess"));
      source.promise().bind(_ -> logging("bind"));
      source.promise().map(_ -> logging("map"));
      source.promise().onTermination(() -> log.add("onTermination"));
      source.promise().tryBind(_ -> logging("tryBind"), Promise::failed);
      source.promise().finalizing(() -> logging("finalizing"));
      source.promise().protect().onSuccess(_ -> log.add("protect"));
      Lwt.join(source.promise()).onSuccess(_ -> log.add("join"));
      Lwt.choose(source.promise()).onSuccess(_ -> log.add("choose"));
      source.promise().onAny(_ -> log.add("onAny"), _ -> {});
      source.fulfill(1);
      assertEquals(
          List.of(
              "onSuccess",
              "bind",
              "map",
              "onTermination",
              "tryBind",
              "finalizing",
              "protect",
              "join",
              "choose",
              "onAny"),
          log);
    }

    @Test
    void oneThatIsAddedByACallbackRunsAtOnce() {
      source
          .promise()
          .onSuccess(
              _ -> {
                source.promise().onSuccess(_ -> log.add("added"));
                log.add("first");
              });
      source.promise().onSuccess(_ -> log.add("second"));
      source.fulfill(1);
      assertEquals(List.of("added", "first", "second"), log);
    }
  }

  @Nested
  class DepthFirst {
    @Test
    void whatHangsOnTheFirstRunsBeforeTheSecond() {
      Promise<Integer> first = source.promise().bind(_ -> logging("first"));
      Promise<Integer> second = source.promise().bind(_ -> logging("second"));
      second.onSuccess(_ -> log.add("after second"));
      Promise<Integer> afterFirst = first.bind(_ -> logging("after first"));
      first.onSuccess(_ -> log.add("after first, too"));
      afterFirst.onSuccess(_ -> log.add("after that"));
      source.fulfill(1);
      assertEquals(
          List.of(
              "first", "after first", "after that", "after first, too", "second", "after second"),
          log);
    }

    @Test
    void howeverDeepItIs() {
      int depth = 100;
      List<String> onTheWayBack = new ArrayList<>();
      Promise<Integer> promise = source.promise();
      for (int i = 0; i < depth; i++) {
        String level = "" + i;
        Promise<Integer> next = promise.bind(_ -> logging("down " + level));
        promise.onSuccess(_ -> log.add("back " + level));
        onTheWayBack.addFirst("back " + level);
        promise = next;
      }
      source.fulfill(1);
      assertEquals(2 * depth, log.size());
      assertEquals("down 99", log.get(depth - 1));
      assertEquals(onTheWayBack, log.subList(depth, 2 * depth));
    }

    @Test
    void andBeforeWhatWasPutOff() {
      Resolver<Integer> other = Resolver.waiter();
      other.promise().onSuccess(_ -> log.add("other"));
      Promise<Integer> first =
          source
              .promise()
              .bind(
                  _ -> {
                    other.fulfill(2);
                    return logging("first");
                  });
      first.onSuccess(_ -> log.add("after first"));
      source.promise().onSuccess(_ -> log.add("second"));
      source.fulfill(1);
      assertEquals(List.of("first", "after first", "second", "other"), log);
    }

    @Test
    void whatWasPutOffIsRunDepthFirstToo() {
      Resolver<Integer> left = Resolver.waiter();
      Resolver<Integer> right = Resolver.waiter();
      left.promise().map(n -> n).onSuccess(_ -> log.add("after left"));
      left.promise().onSuccess(_ -> log.add("left"));
      right.promise().onSuccess(_ -> log.add("right"));
      source
          .promise()
          .onSuccess(
              _ -> {
                left.fulfill(1);
                right.fulfill(2);
              });
      source.fulfill(1);
      assertEquals(List.of("after left", "left", "right"), log);
    }

    @Test
    void whatIsPutOffMeanwhileWaitsBehindWhatWasPutOffBefore() {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      Resolver<Integer> third = Resolver.waiter();
      third.promise().onSuccess(_ -> log.add("third"));
      second.promise().onSuccess(_ -> log.add("second"));
      first
          .promise()
          .onSuccess(
              _ -> {
                third.fulfill(3);
                log.add("first");
              });
      source
          .promise()
          .onSuccess(
              _ -> {
                first.fulfill(1);
                second.fulfill(2);
              });
      source.fulfill(0);
      assertEquals(List.of("first", "second", "third"), log);
    }
  }

  @Nested
  class OfMergedPromises {
    private final Resolver<Integer> inner = Resolver.waiter();
    private final Promise<Integer> outer = source.promise().bind(_ -> inner.promise());

    @Test
    void theOutersRunBeforeTheInners() {
      inner.promise().onSuccess(_ -> log.add("inner 1"));
      outer.onSuccess(_ -> log.add("outer 1"));
      inner.promise().onSuccess(_ -> log.add("inner 2"));
      outer.onSuccess(_ -> log.add("outer 2"));
      source.fulfill(0);
      inner.fulfill(1);
      assertEquals(List.of("outer 1", "outer 2", "inner 1", "inner 2"), log);
    }

    @Test
    void thoseAddedAfterwardsFollow() {
      inner.promise().onSuccess(_ -> log.add("inner"));
      outer.onSuccess(_ -> log.add("outer"));
      source.fulfill(0);
      inner.promise().onSuccess(_ -> log.add("third"));
      outer.onSuccess(_ -> log.add("fourth"));
      inner.fulfill(1);
      assertEquals(List.of("outer", "inner", "third", "fourth"), log);
    }

    @Test
    void eitherMayHaveNone() {
      inner.promise().onSuccess(_ -> log.add("inner"));
      source.fulfill(0);
      outer.onSuccess(_ -> log.add("outer"));
      inner.fulfill(1);
      assertEquals(List.of("inner", "outer"), log);
    }

    @Test
    void theOneMayHaveThemAll() {
      outer.onSuccess(_ -> log.add("outer"));
      source.fulfill(0);
      inner.promise().onSuccess(_ -> log.add("inner"));
      inner.fulfill(1);
      assertEquals(List.of("outer", "inner"), log);
    }
  }

  /** What the nesting limit puts off is run before the outermost combinator returns. */
  @Nested
  class Draining {
    private static final int DEEP = 1000;

    @Test
    void aDeepRecursionIsResolvedOnReturn() {
      PromiseAssertions.assertFulfilled(0, countdown(DEEP));
    }

    @Test
    void alsoInsideACallback() {
      source.promise().onSuccess(_ -> log.add("pending: " + countdown(DEEP).isPending()));
      source.fulfill(1);
      assertEquals(List.of("pending: false"), log);
    }

    @Test
    void alsoAfterAFunctionHasThrown() {
      Promise<Integer> failed = deepFailure(DEEP);
      PromiseAssertions.assertRejected(ArithmeticException.class, failed);
      PromiseAssertions.assertFulfilled(0, countdown(DEEP));
    }

    @Test
    void theFunctionsRunInTheOrderOfTheRecursion() {
      List<Integer> order = new ArrayList<>();
      visit(DEEP, order);
      assertEquals(DEEP + 1, order.size());
      for (int i = 0; i <= DEEP; i++) {
        assertEquals(DEEP - i, order.get(i));
      }
    }

    @Test
    void whatIsFulfilledThereRunsItsCallbacksAtOnce() {
      Resolver<Integer> other = Resolver.waiter();
      other.promise().onSuccess(_ -> log.add("callback"));
      Promise<Integer> result =
          countdown(
              DEEP,
              () -> {
                other.fulfill(1);
                log.add("after fulfill");
              });
      PromiseAssertions.assertFulfilled(0, result);
      assertEquals(List.of("callback", "after fulfill"), log);
    }

    @Test
    void keysAreThoseOfWhereTheFunctionWasHandedOver() {
      var key = new LwtKey<String>();
      Promise<Integer> result =
          key.with("inside", () -> countdown(DEEP, () -> log.add(key.get().orElse("none"))));
      PromiseAssertions.assertFulfilled(0, result);
      assertEquals(List.of("inside"), log);
      assertEquals(false, key.get().isPresent());
    }

    @Test
    void callbacksOfWhatWasPutOffRunDepthFirst() {
      Promise<Integer> result = countdown(DEEP).map(n -> n + 1);
      result.onSuccess(n -> log.add("result " + n));
      assertEquals(List.of("result 1"), log);
    }

    private Promise<Integer> countdown(int n) {
      return countdown(n, () -> {});
    }

    private Promise<Integer> countdown(int n, Runnable atTheEnd) {
      return Promise.of(n)
          .bind(
              m -> {
                if (m > 0) {
                  return countdown(m - 1, atTheEnd);
                }
                atTheEnd.run();
                return Promise.of(0);
              });
    }

    private Promise<Integer> deepFailure(int n) {
      return Promise.of(n)
          .bind(
              m -> {
                if (m == 0) {
                  throw new ArithmeticException("at the end");
                }
                return deepFailure(m - 1);
              });
    }

    private Promise<@Nullable Void> visit(int n, List<Integer> order) {
      order.add(n);
      return n == 0 ? Promise.unit() : Promise.of(n - 1).bind(m -> visit(m, order));
    }
  }
}
