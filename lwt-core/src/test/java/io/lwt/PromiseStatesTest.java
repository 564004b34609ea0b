package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a promise is at birth, and how its state is read. */
@ExtendWith(FreshScheduler.class)
class PromiseStatesTest {
  private final IOException error = new IOException("broken");

  @Nested
  class ResolvedAtBirth {
    @Test
    void ofIsFulfilled() {
      assertFulfilled("value", Promise.of("value"));
    }

    @Test
    void ofMakesANewPromiseEachTime() {
      assertNotSame(Promise.of("value"), Promise.of("value"));
    }

    @Test
    void nullIsAValue() {
      assertFulfilled(null, Promise.<@Nullable String>of(null));
    }

    @Test
    void failedIsRejected() {
      assertRejected(error, Promise.failed(error));
    }

    @Test
    void failedNeedsAnError() {
      assertThrows(NullPointerException.class, () -> Promise.failed(nothing()));
    }

    @Test
    void unitIsOneObject() {
      assertFulfilled(null, Promise.unit());
      assertSame(Promise.unit(), Promise.unit());
    }

    @Test
    void wrapGivesWhatIsReturned() {
      assertFulfilled(7, Promise.wrap(() -> 7));
    }

    @Test
    void wrapRejectsWithWhatIsThrown() {
      assertRejected(
          error,
          Promise.wrap(
              () -> {
                throw error;
              }));
    }

    @Test
    void wrapCallsAtOnceAndOnce() {
      int[] calls = {0};
      Promise.wrap(() -> ++calls[0]);
      assertEquals(1, calls[0]);
    }

    @Test
    void applyGivesTheFunctionsPromise() {
      Promise<Integer> given = Resolver.<Integer>waiter().promise();
      assertSame(given, Lwt.apply(() -> given));
    }

    @Test
    void applyRejectsWithWhatIsThrown() {
      assertRejected(
          error,
          Lwt.apply(
              () -> {
                throw error;
              }));
      assertRejected(NullPointerException.class, Lwt.apply(() -> nothing()));
    }

    @Test
    void ofResultIsAsTheResult() {
      assertFulfilled(7, Promise.ofResult(Result.ok(7)));
      assertRejected(error, Promise.ofResult(Result.err(error)));
    }
  }

  @Nested
  class PendingAtBirth {
    @Test
    void waiter() {
      assertPending(Resolver.waiter().promise());
    }

    @Test
    void task() {
      assertPending(Resolver.task().promise());
    }

    @Test
    void aResolverHasOnePromise() {
      Resolver<String> resolver = Resolver.waiter();
      assertSame(resolver.promise(), resolver.promise());
    }
  }

  @Nested
  class Reading {
    @ParameterizedTest
    @EnumSource
    void aFulfilledPromise(When when) {
      var source = when.fulfilled("value");
      assertEquals(when.isNow(), !source.promise().isPending());
      source.resolve().run();
      assertFalse(source.promise().isPending());
      assertEquals(new State.Fulfilled<>("value"), source.promise().state());
    }

    @ParameterizedTest
    @EnumSource
    void aRejectedPromise(When when) {
      var source = when.rejected(error);
      source.resolve().run();
      assertFalse(source.promise().isPending());
      assertEquals(new State.Rejected<>(error), source.promise().state());
    }

    @Test
    void aPendingPromise() {
      assertEquals(new State.Pending<>(), Resolver.waiter().promise().state());
    }

    @Test
    void aProxyOfAPendingPromise() {
      Promise<String> pending = Resolver.<String>waiter().promise();
      Resolver<@Nullable Void> start = Resolver.waiter();
      Promise<String> merged = start.promise().bind(_ -> pending);
      start.fulfill(null);
      assertPending(pending);
      assertPending(merged);
    }

    @Test
    void statesCanBeTakenApartByPatterns() {
      String seen =
          switch (Promise.of(7).state()) {
            case State.Fulfilled<Integer>(Integer value) -> "fulfilled with " + value;
            case State.Rejected<Integer>(Throwable e) -> "rejected with " + e;
            case State.Pending<Integer>() -> "pending";
          };
      assertEquals("fulfilled with 7", seen);
    }
  }

  @Nested
  class PromisesAsValues {
    private final Promise<Integer> inside = Promise.of(7);

    @Test
    void aFulfilledPromiseMayHoldAPromise() {
      assertFulfilled(inside, Promise.of(inside));
    }

    @Test
    void aPendingOneIsNotWaitedFor() {
      Promise<Integer> pending = Resolver.<Integer>waiter().promise();
      assertFulfilled(pending, Promise.of(pending));
    }

    @ParameterizedTest
    @EnumSource
    void itGoesThroughTheCombinators(When when) {
      var source = when.fulfilled(inside);
      Promise<Integer> bound = source.promise().bind(value -> value);
      Promise<Promise<Integer>> mapped = source.promise().map(value -> value);
      Promise<Promise<Integer>> caught = source.promise().catching(e -> Promise.failed(e));
      Promise<Promise<Integer>> first = Lwt.choose(source.promise());
      source.resolve().run();
      assertFulfilled(7, bound);
      assertFulfilled(inside, mapped);
      assertFulfilled(inside, caught);
      assertFulfilled(inside, first);
    }

    @Test
    void soMayAResolverBeAValue() {
      Resolver<Integer> resolver = Resolver.waiter();
      Promise<Resolver<Integer>> promise = Promise.of(resolver);
      assertFulfilled(resolver, promise);
      promise.onSuccess(held -> held.fulfill(7));
      assertFulfilled(7, resolver.promise());
    }
  }

  @Nested
  class Printing {
    @Test
    void fulfilled() {
      assertEquals("Promise[fulfilled: 7]", Promise.of(7).toString());
    }

    @Test
    void rejected() {
      assertEquals(
          "Promise[rejected: java.io.IOException: broken]", Promise.failed(error).toString());
    }

    @Test
    void pendingWithItsCallbacks() {
      Promise<Integer> promise = Resolver.<Integer>waiter().promise();
      assertEquals("Promise[pending, 0 callbacks]", promise.toString());
      promise.onSuccess(_ -> {});
      assertEquals("Promise[pending, 1 callback]", promise.toString());
      promise.map(n -> n + 1);
      assertEquals("Promise[pending, 2 callbacks]", promise.toString());
    }

    @Test
    void onAnotherThreadCallbacksAreNotCounted() {
      Promise<Integer> promise = Resolver.<Integer>waiter().promise();
      promise.onSuccess(_ -> {});
      assertEquals("Promise[pending]", OtherThread.get(promise::toString));
    }

    @Test
    void statesSayWhatTheyAre() {
      assertTrue(Promise.of(7).state().toString().contains("7"));
    }
  }
}
