package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Promise#catching} and {@link Promise#tryBind}, and the forms that call a function first. */
@ExtendWith(FreshScheduler.class)
class CatchingTest {
  private final IOException error = new FileNotFoundException("no such file");
  private final IllegalArgumentException another = new IllegalArgumentException("bad");
  private final List<String> log = new ArrayList<>();

  @Nested
  class Catching {
    @ParameterizedTest
    @EnumSource
    void leavesAValueAlone(When when) {
      var source = when.fulfilled(3);
      Promise<Integer> result =
          source
              .promise()
              .catching(
                  _ -> {
                    log.add("called");
                    return Promise.of(0);
                  });
      source.resolve().run();
      assertFulfilled(3, result);
      assertEquals(List.of(), log);
    }

    @Test
    void ofAFulfilledPromiseIsThatPromise() {
      Promise<Integer> promise = Promise.of(3);
      assertSame(promise, promise.catching(_ -> Promise.of(0)));
    }

    @ParameterizedTest
    @EnumSource
    void handsTheErrorToTheHandler(When when) {
      var source = when.<String>rejected(error);
      Promise<String> result =
          source.promise().catching(e -> Promise.of("caught " + e.getMessage()));
      source.resolve().run();
      assertFulfilled("caught no such file", result);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedWithWhatTheHandlerThrows(When when) {
      var source = when.<String>rejected(error);
      Promise<String> result =
          source
              .promise()
              .catching(
                  _ -> {
                    throw another;
                  });
      source.resolve().run();
      assertRejected(another, result);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedIfTheHandlerGivesARejectedPromise(When when) {
      var source = when.<String>rejected(error);
      Promise<String> result = source.promise().catching(_ -> Promise.failed(another));
      source.resolve().run();
      assertRejected(another, result);
    }

    @ParameterizedTest
    @EnumSource
    void waitsForThePromiseOfTheHandler(When when) {
      for (boolean fulfilled : List.of(true, false)) {
        var source = when.<String>rejected(error);
        Resolver<String> handled = Resolver.waiter();
        Promise<String> result = source.promise().catching(_ -> handled.promise());
        source.resolve().run();
        assertPending(result);
        if (fulfilled) {
          handled.fulfill("late");
          assertFulfilled("late", result);
        } else {
          handled.reject(another);
          assertRejected(another, result);
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedIfTheHandlerGivesNull(When when) {
      var source = when.<String>rejected(error);
      Promise<String> result = source.promise().catching(_ -> nothing());
      source.resolve().run();
      assertRejected(NullPointerException.class, result);
    }
  }

  @Nested
  class CatchingOneType {
    @ParameterizedTest
    @EnumSource
    void handsOnAnErrorOfTheTypeOrASubtype(When when) {
      var source = when.<String>rejected(error);
      Promise<String> result =
          source
              .promise()
              .catching(
                  IOException.class, (IOException e) -> Promise.of("caught " + e.getMessage()));
      source.resolve().run();
      assertFulfilled("caught no such file", result);
    }

    @ParameterizedTest
    @EnumSource
    void letsOthersPass(When when) {
      var source = when.<String>rejected(another);
      Promise<String> result =
          source.promise().catching(IOException.class, e -> Promise.of("caught " + e));
      source.resolve().run();
      assertRejected(another, result);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstThatFitsCatches(When when) {
      var source = when.<String>rejected(error);
      Promise<String> result =
          source
              .promise()
              .catching(IllegalArgumentException.class, _ -> Promise.of("bad argument"))
              .catching(FileNotFoundException.class, _ -> Promise.of("missing"))
              .catching(IOException.class, _ -> Promise.of("broken"));
      source.resolve().run();
      assertFulfilled("missing", result);
    }
  }

  @Nested
  class TryBind {
    @ParameterizedTest
    @EnumSource
    void handsAValueToTheFirst(When when) {
      var source = when.fulfilled(3);
      Promise<String> result =
          source
              .promise()
              .tryBind(n -> Promise.of("value " + n), e -> Promise.of("error " + e.getMessage()));
      source.resolve().run();
      assertFulfilled("value 3", result);
    }

    @ParameterizedTest
    @EnumSource
    void handsAnErrorToTheSecond(When when) {
      var source = when.<Integer>rejected(error);
      Promise<String> result =
          source
              .promise()
              .tryBind(n -> Promise.of("value " + n), e -> Promise.of("error " + e.getMessage()));
      source.resolve().run();
      assertFulfilled("error no such file", result);
    }

    @ParameterizedTest
    @EnumSource
    void theSecondDoesNotSeeErrorsOfTheFirst(When when) {
      var source = when.fulfilled(3);
      Promise<String> result =
          source
              .promise()
              .tryBind(
                  _ -> {
                    throw error;
                  },
                  _ -> Promise.of("seen"));
      source.resolve().run();
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedWithWhatTheSecondThrows(When when) {
      var source = when.<Integer>rejected(error);
      Promise<String> result =
          source
              .promise()
              .tryBind(
                  _ -> Promise.of(""),
                  _ -> {
                    throw another;
                  });
      source.resolve().run();
      assertRejected(another, result);
    }

    @ParameterizedTest
    @EnumSource
    void waitsForThePromiseOfEither(When when) {
      for (boolean fulfilled : List.of(true, false)) {
        var source = fulfilled ? when.fulfilled(3) : when.<Integer>rejected(error);
        Resolver<String> second = Resolver.waiter();
        Promise<String> result =
            source.promise().tryBind(_ -> second.promise(), _ -> second.promise());
        source.resolve().run();
        assertPending(result);
        second.fulfill("late");
        assertFulfilled("late", result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedAsThePromiseOfEither(When when) {
      for (boolean fulfilled : List.of(true, false)) {
        var source = fulfilled ? when.fulfilled(3) : when.<Integer>rejected(error);
        Resolver<String> second = Resolver.waiter();
        Promise<String> result =
            source.promise().tryBind(_ -> second.promise(), _ -> second.promise());
        source.resolve().run();
        second.reject(another);
        assertRejected(another, result);
      }
    }
  }

  /** {@code Lwt.catching} and {@code Lwt.tryBind}: the function may throw before it gives a promise. */
  @Nested
  class WithAFunctionThatMayThrow {
    @Test
    void catchingSeesWhatItThrows() {
      Promise<String> result =
          Lwt.catching(this::throwsError, e -> Promise.of("caught " + e.getMessage()));
      assertFulfilled("caught no such file", result);
    }

    @Test
    void catchingSeesTheRejectionOfItsPromise() {
      Promise<String> result =
          Lwt.catching(() -> Promise.failed(error), e -> Promise.of("caught " + e.getMessage()));
      assertFulfilled("caught no such file", result);
    }

    @Test
    void catchingGivesItsValue() {
      Promise<String> result = Lwt.catching(() -> Promise.of("value"), _ -> Promise.of("caught"));
      assertFulfilled("value", result);
    }

    @Test
    void catchingWaits() {
      Resolver<String> source = Resolver.waiter();
      Promise<String> result =
          Lwt.catching(source::promise, e -> Promise.of("caught " + e.getMessage()));
      assertPending(result);
      source.reject(error);
      assertFulfilled("caught no such file", result);
    }

    @Test
    void tryBindSeesWhatItThrows() {
      Promise<String> result =
          Lwt.tryBind(this::throwsError, Promise::of, e -> Promise.of("caught " + e.getMessage()));
      assertFulfilled("caught no such file", result);
    }

    @Test
    void tryBindHandsOnItsValue() {
      Promise<Integer> result =
          Lwt.tryBind(() -> Promise.of("value"), s -> Promise.of(s.length()), _ -> Promise.of(0));
      assertFulfilled(5, result);
    }

    private Promise<String> throwsError() throws IOException {
      throw error;
    }
  }
}
