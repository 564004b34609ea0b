package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link LwtResult}, and {@link Result} itself. */
@ExtendWith(FreshScheduler.class)
class LwtResultTest {
  private final IOException error = new IOException("broken");

  private static Result<Integer, String> ok(int value) {
    return Result.ok(value);
  }

  private static Result<Integer, String> err(String error) {
    return Result.err(error);
  }

  /** What each function makes of an {@code Ok(1)} and of an {@code Err("e")}. */
  @SuppressWarnings("ImmutableEnumChecker") // results of numbers and strings
  enum Function {
    MAP(ok(2), err("e")),
    MAP_ERROR(ok(1), err("e!")),
    BIND(ok(2), err("e")),
    BIND_TO_AN_ERR(err("no"), err("e")),
    BIND_ERROR(ok(1), err("e!")),
    BIND_ERROR_TO_AN_OK(ok(1), ok(0)),
    BIND_LWT(ok(2), err("e")),
    BIND_LWT_ERROR(ok(1), err("e!")),
    BIND_RESULT(ok(2), err("e"));

    private final Result<Integer, String> ofOk;
    private final Result<Integer, String> ofErr;

    Function(Result<Integer, String> ofOk, Result<Integer, String> ofErr) {
      this.ofOk = ofOk;
      this.ofErr = ofErr;
    }

    Promise<Result<Integer, String>> of(Promise<Result<Integer, String>> p) {
      return switch (this) {
        case MAP -> LwtResult.map(p, n -> n + 1);
        case MAP_ERROR -> LwtResult.mapError(p, e -> e + "!");
        case BIND -> LwtResult.bind(p, n -> Promise.of(Result.ok(n + 1)));
        case BIND_TO_AN_ERR -> LwtResult.bind(p, _ -> Promise.of(Result.err("no")));
        case BIND_ERROR -> LwtResult.bindError(p, e -> Promise.of(Result.err(e + "!")));
        case BIND_ERROR_TO_AN_OK -> LwtResult.bindError(p, _ -> Promise.of(Result.ok(0)));
        case BIND_LWT -> LwtResult.bindLwt(p, n -> Promise.of(n + 1));
        case BIND_LWT_ERROR -> LwtResult.bindLwtError(p, e -> Promise.of(e + "!"));
        case BIND_RESULT -> LwtResult.bindResult(p, n -> Result.ok(n + 1));
      };
    }

    /** With a function that throws, whichever of the two it takes. */
    Promise<Result<Integer, String>> thatThrows(
        Promise<Result<Integer, String>> p, Exception error) {
      return switch (this) {
        case MAP -> LwtResult.map(p, _ -> fail(error));
        case MAP_ERROR -> LwtResult.mapError(p, _ -> fail(error));
        case BIND, BIND_TO_AN_ERR -> LwtResult.bind(p, _ -> fail(error));
        case BIND_ERROR, BIND_ERROR_TO_AN_OK -> LwtResult.bindError(p, _ -> fail(error));
        case BIND_LWT -> LwtResult.bindLwt(p, _ -> fail(error));
        case BIND_LWT_ERROR -> LwtResult.bindLwtError(p, _ -> fail(error));
        case BIND_RESULT -> LwtResult.bindResult(p, _ -> fail(error));
      };
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // it gives nothing
    private static <T> T fail(Exception error) throws Exception {
      throw error;
    }

    boolean takesErr() {
      return name().contains("ERROR");
    }
  }

  @Nested
  class OneAfterTheOther {
    @ParameterizedTest
    @EnumSource
    void ofAnOk(Function function) {
      for (When when : When.values()) {
        var source = when.fulfilled(ok(1));
        Promise<?> result = function.of(source.promise());
        source.resolve().run();
        assertFulfilled(function.ofOk, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void ofAnErr(Function function) {
      for (When when : When.values()) {
        var source = when.fulfilled(err("e"));
        Promise<?> result = function.of(source.promise());
        source.resolve().run();
        assertFulfilled(function.ofErr, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void aRejectionStaysOne(Function function) {
      for (When when : When.values()) {
        var source = when.<Result<Integer, String>>rejected(error);
        Promise<?> result = function.of(source.promise());
        source.resolve().run();
        assertRejected(error, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheFunctionThrowsIsARejection(Function function) {
      for (When when : When.values()) {
        var source = when.fulfilled(function.takesErr() ? err("e") : ok(1));
        Promise<?> result = function.thatThrows(source.promise(), error);
        source.resolve().run();
        assertRejected(error, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void theFunctionIsNotCalledOtherwise(Function function) {
      Result<Integer, String> other = function.takesErr() ? ok(1) : err("e");
      assertFulfilled(other, function.thatThrows(Promise.of(other), error));
    }

    @ParameterizedTest
    @EnumSource
    void aCancelGoesToTheSource(Function function) {
      Resolver<Result<Integer, String>> source = Resolver.task();
      Promise<?> result = function.of(source.promise());
      result.cancel();
      assertCanceled(source.promise());
      assertCanceled(result);
    }

    @Test
    void theyNeedAFunction() {
      Promise<Result<Integer, String>> p = Promise.of(ok(1));
      assertThrows(NullPointerException.class, () -> LwtResult.map(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.mapError(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.bind(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.bindError(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.bindLwt(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.bindLwtError(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.bindResult(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.iter(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.iterError(p, nothing()));
      assertThrows(NullPointerException.class, () -> LwtResult.attempt(nothing()));
    }

    @Test
    void typesAreInferredAlongAChain() {
      Promise<Result<Integer, String>> start = Promise.of(ok(1));
      Promise<Result<String, Integer>> end =
          LwtResult.mapError(
              LwtResult.bind(
                  LwtResult.map(start, n -> "n" + n),
                  s ->
                      s.isEmpty()
                          ? Promise.of(Result.err("empty"))
                          : Lwt.pause().map(_ -> Result.ok(s))),
              String::length);
      Scheduler.current().wakeupPaused();
      assertFulfilled(Result.ok("n1"), end);
    }
  }

  @Nested
  class FromAndToOrdinaryPromises {
    @Test
    void okAndError() {
      for (When when : When.values()) {
        var source = when.fulfilled(1);
        Promise<Result<Integer, String>> asOk = LwtResult.ok(source.promise());
        Promise<Result<String, Integer>> asErr = LwtResult.error(source.promise());
        source.resolve().run();
        assertFulfilled(Result.ok(1), asOk);
        assertFulfilled(Result.err(1), asErr);
      }
    }

    @Test
    void aRejectionIsNotMadeAnError() {
      assertRejected(error, LwtResult.ok(Promise.failed(error)));
      assertRejected(error, LwtResult.error(Promise.failed(error)));
    }

    @Test
    void attemptOfAValue() {
      for (When when : When.values()) {
        var source = when.fulfilled(1);
        Promise<Result<Integer, Throwable>> result = LwtResult.attempt(source::promise);
        source.resolve().run();
        assertFulfilled(Result.ok(1), result);
      }
    }

    @Test
    void attemptOfARejection() {
      for (When when : When.values()) {
        var source = when.<Integer>rejected(error);
        Promise<Result<Integer, Throwable>> result = LwtResult.attempt(source::promise);
        source.resolve().run();
        assertFulfilled(Result.err(error), result);
      }
    }

    @Test
    void attemptOfWhatThrows() {
      Promise<Result<Integer, Throwable>> now =
          LwtResult.attempt(
              () -> {
                throw error;
              });
      assertFulfilled(Result.err(error), now);
      Promise<Result<Integer, Throwable>> inACallback =
          LwtResult.attempt(
              () ->
                  Lwt.pause()
                      .bind(
                          _ -> {
                            throw error;
                          }));
      Scheduler.current().wakeupPaused();
      assertFulfilled(Result.err(error), inACallback);
    }

    @Test
    void attemptOfWhatIsCancelled() {
      Resolver<Integer> task = Resolver.task();
      Promise<Result<Integer, Throwable>> result = LwtResult.attempt(task::promise);
      Canceled reason = new Canceled("enough");
      result.cancel(reason);
      assertFulfilled(Result.err(reason), result);
    }

    @Test
    void getOrThrow() {
      for (When when : When.values()) {
        var good = when.fulfilled(Result.<Integer, IOException>ok(1));
        var bad = when.fulfilled(Result.<Integer, IOException>err(error));
        Promise<Integer> value = LwtResult.getOrThrow(good.promise());
        Promise<Integer> rejection = LwtResult.getOrThrow(bad.promise());
        good.resolve().run();
        bad.resolve().run();
        assertFulfilled(1, value);
        assertRejected(error, rejection);
      }
    }
  }

  @Nested
  class ForWhatTheyDo {
    private final List<Object> log = new ArrayList<>();

    @Test
    void iterCallsForAnOkAndWaits() {
      Resolver<String> end = Resolver.waiter();
      Promise<?> result =
          LwtResult.iter(
              Promise.of(ok(1)),
              n -> {
                log.add(n);
                return end.promise();
              });
      assertEquals(List.of(1), log);
      assertPending(result);
      end.fulfill("");
      assertFulfilled(null, result);
    }

    @Test
    void iterPassesAnErrOver() {
      assertFulfilled(null, LwtResult.iter(Promise.of(err("e")), n -> Promise.of(log.add(n))));
      assertEquals(List.of(), log);
    }

    @Test
    void iterErrorCallsForAnErrAndWaits() {
      Resolver<String> end = Resolver.waiter();
      Promise<?> result =
          LwtResult.iterError(
              Promise.of(err("e")),
              e -> {
                log.add(e);
                return end.promise();
              });
      assertEquals(List.of("e"), log);
      assertPending(result);
      end.fulfill("");
      assertFulfilled(null, result);
    }

    @Test
    void iterErrorPassesAnOkOver() {
      assertFulfilled(null, LwtResult.iterError(Promise.of(ok(1)), e -> Promise.of(log.add(e))));
      assertEquals(List.of(), log);
    }

    @Test
    void rejectionsStay() {
      assertRejected(error, LwtResult.iter(Promise.of(ok(1)), _ -> Promise.failed(error)));
      assertRejected(error, LwtResult.iterError(Promise.of(err("e")), _ -> Promise.failed(error)));
      Promise<Result<Integer, String>> rejected = Promise.failed(error);
      assertRejected(error, LwtResult.iter(rejected, Promise::of));
      assertRejected(error, LwtResult.iterError(rejected, Promise::of));
    }
  }

  @Nested
  class WaitingForBoth {
    private final Resolver<Result<Integer, String>> first = Resolver.task();
    private final Resolver<Result<Integer, String>> second = Resolver.task();
    private final Promise<Result<Both<Integer, Integer>, String>> result =
        LwtResult.both(first.promise(), second.promise());

    @Test
    void twoOks() {
      second.fulfill(ok(2));
      assertPending(result);
      first.fulfill(ok(1));
      assertFulfilled(Result.ok(new Both<>(1, 2)), result);
    }

    @Test
    void anErrOfTheFirst() {
      first.fulfill(err("first"));
      assertPending(result);
      second.fulfill(ok(2));
      assertFulfilled(Result.err("first"), result);
    }

    @Test
    void anErrOfTheSecond() {
      second.fulfill(err("second"));
      assertPending(result);
      first.fulfill(ok(1));
      assertFulfilled(Result.err("second"), result);
    }

    @Test
    void ofTwoErrsTheOneThatWasThereFirst() {
      second.fulfill(err("second"));
      first.fulfill(err("first"));
      assertFulfilled(Result.err("second"), result);
    }

    @Test
    void twoErrsThatAreThereAlready() {
      Promise<Result<Both<Integer, Integer>, String>> both =
          LwtResult.both(Promise.of(err("first")), Promise.of(err("second")));
      assertFulfilled(Result.err("first"), both);
    }

    @Test
    void aRejectionCountsMoreThanAnErr() {
      first.fulfill(err("first"));
      second.reject(error);
      assertRejected(error, result);
    }

    @Test
    void aCancelGoesToBoth() {
      result.cancel();
      assertCanceled(first.promise());
      assertCanceled(second.promise());
      assertCanceled(result);
    }
  }

  @Nested
  class OfAResult {
    @Test
    void orElseThrowGivesTheValue() {
      assertEquals(1, ok(1).orElseThrow(IllegalStateException::new));
    }

    @Test
    void orElseThrowThrowsWhatIsMadeOfTheError() {
      var thrown =
          assertThrows(
              IllegalStateException.class, () -> err("e").orElseThrow(IllegalStateException::new));
      assertEquals("e", thrown.getMessage());
      Result<Integer, IOException> failed = Result.err(error);
      assertSame(error, assertThrows(IOException.class, () -> failed.orElseThrow(e -> e)));
    }
  }
}
