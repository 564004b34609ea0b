package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Promise#bind} and {@link Promise#map}. */
@ExtendWith(FreshScheduler.class)
class BindTest {
  private final IOException error = new IOException("broken");
  private final List<String> log = new ArrayList<>();

  @Nested
  class Bind {
    @ParameterizedTest
    @EnumSource
    void runsTheFunctionWithTheValueAndNotBefore(When when) {
      var source = when.fulfilled(3);
      Promise<Integer> result =
          source
              .promise()
              .bind(
                  n -> {
                    log.add("called");
                    return Promise.of(n * 2);
                  });
      assertEquals(when.isNow() ? List.of("called") : List.of(), log);
      source.resolve().run();
      assertEquals(List.of("called"), log);
      assertFulfilled(6, result);
    }

    @ParameterizedTest
    @EnumSource
    void passesARejectionOnWithoutCallingTheFunction(When when) {
      var source = when.<Integer>rejected(error);
      Promise<Integer> result =
          source
              .promise()
              .bind(
                  n -> {
                    log.add("called");
                    return Promise.of(n);
                  });
      source.resolve().run();
      assertRejected(error, result);
      assertEquals(List.of(), log);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedWithWhatTheFunctionThrows(When when) {
      var source = when.fulfilled(3);
      Promise<Integer> result =
          source
              .promise()
              .bind(
                  _ -> {
                    throw error;
                  });
      source.resolve().run();
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedIfTheFunctionGivesARejectedPromise(When when) {
      var source = when.fulfilled(3);
      Promise<Integer> result = source.promise().bind(_ -> Promise.failed(error));
      source.resolve().run();
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedIfTheFunctionGivesNull(When when) {
      var source = when.fulfilled(3);
      Promise<Integer> result = source.promise().bind(_ -> nothing());
      source.resolve().run();
      assertRejected(NullPointerException.class, result);
    }

    @ParameterizedTest
    @EnumSource
    void waitsForThePromiseOfTheFunction(When when) {
      for (boolean fulfilled : List.of(true, false)) {
        var source = when.fulfilled(3);
        Resolver<Integer> second = Resolver.waiter();
        Promise<Integer> result = source.promise().bind(_ -> second.promise());
        source.resolve().run();
        assertPending(result);
        if (fulfilled) {
          second.fulfill(7);
          assertFulfilled(7, result);
        } else {
          second.reject(error);
          assertRejected(error, result);
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void ofAResolvedPromiseGivesThePromiseOfTheFunctionItself(When when) {
      var second = when.fulfilled(7);
      Promise<Integer> result = Promise.unit().bind(_ -> second.promise());
      second.resolve().run();
      assertFulfilled(7, result);
    }

    @ParameterizedTest
    @EnumSource
    void canBeChained(When when) {
      var source = when.fulfilled(1);
      Promise<Integer> result =
          source
              .promise()
              .bind(n -> Promise.of(n + 1))
              .bind(n -> Promise.of(n * 10))
              .bind(n -> Promise.of(n + 3));
      source.resolve().run();
      assertFulfilled(23, result);
    }

    @ParameterizedTest
    @EnumSource
    void canBeNested(When when) {
      var source = when.fulfilled(1);
      Promise<Integer> result =
          source
              .promise()
              .bind(
                  a -> Promise.of(2).bind(b -> source.promise().bind(c -> Promise.of(a + b + c))));
      source.resolve().run();
      assertFulfilled(4, result);
    }

    @ParameterizedTest
    @EnumSource
    void onePromiseMayHaveMany(When when) {
      var source = when.fulfilled(1);
      Promise<Integer> first = source.promise().bind(n -> Promise.of(n + 10));
      Promise<Integer> second = source.promise().bind(n -> Promise.of(n + 20));
      Promise<Integer> third = source.promise().bind(_ -> Promise.failed(error));
      source.resolve().run();
      assertFulfilled(11, first);
      assertFulfilled(21, second);
      assertRejected(error, third);
    }

    @Test
    void aSuspendedChainGoesOnStepByStep() {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      Promise<Integer> result =
          first.promise().bind(a -> second.promise().bind(b -> Promise.of(a + b)));
      first.fulfill(1);
      assertPending(result);
      second.fulfill(2);
      assertFulfilled(3, result);
    }

    @Test
    void theFunctionMayGiveThePromiseThatIsBeingBound() {
      Resolver<Integer> source = Resolver.waiter();
      Promise<Integer> result = source.promise().bind(_ -> source.promise());
      assertPending(result);
      source.fulfill(3);
      assertFulfilled(3, result);
    }

    @Test
    void needsAFunction() {
      Fn<Object, Promise<Object>> none = nothing();
      assertThrows(NullPointerException.class, () -> Promise.of(new Object()).bind(none));
      assertThrows(NullPointerException.class, () -> Resolver.waiter().promise().bind(none));
    }
  }

  @Nested
  class Map {
    @ParameterizedTest
    @EnumSource
    void appliesTheFunctionToTheValueAndNotBefore(When when) {
      var source = when.fulfilled(3);
      Promise<String> result =
          source
              .promise()
              .map(
                  n -> {
                    log.add("called");
                    return "n" + n;
                  });
      assertEquals(when.isNow() ? List.of("called") : List.of(), log);
      source.resolve().run();
      assertEquals(List.of("called"), log);
      assertFulfilled("n3", result);
    }

    @ParameterizedTest
    @EnumSource
    void passesARejectionOnWithoutCallingTheFunction(When when) {
      var source = when.<Integer>rejected(error);
      Promise<Integer> result =
          source
              .promise()
              .map(
                  n -> {
                    log.add("called");
                    return n;
                  });
      source.resolve().run();
      assertRejected(error, result);
      assertEquals(List.of(), log);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedWithWhatTheFunctionThrows(When when) {
      var source = when.fulfilled(3);
      Promise<Integer> result =
          source
              .promise()
              .map(
                  _ -> {
                    throw error;
                  });
      source.resolve().run();
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource
    void mayGiveNull(When when) {
      var source = when.fulfilled(3);
      Promise<@Nullable String> result = source.promise().map(_ -> null);
      source.resolve().run();
      assertFulfilled(null, result);
    }

    @Test
    void needsAFunction() {
      Fn<Object, Object> none = nothing();
      assertThrows(NullPointerException.class, () -> Promise.of(new Object()).map(none));
    }
  }
}
