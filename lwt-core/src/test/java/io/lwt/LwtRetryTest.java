package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trying again: by errors, by results, and the waits in between. */
@ExtendWith(FreshScheduler.class)
class LwtRetryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualClock clock = new VirtualClock();
  private int calls;

  @BeforeEach
  void useVirtualClock() {
    Scheduler.current().setClock(clock);
  }

  /** Attempts that reject or throw until one is fulfilled with its number. */
  @Nested
  class UpTo {
    private Promise<Integer> failUntil(int good) throws IOException {
      calls++;
      if (calls < good && calls % 2 == 0) {
        throw new IOException("attempt " + calls);
      }
      return calls < good ? Promise.failed(new IOException("attempt " + calls)) : Promise.of(calls);
    }

    private Promise<Integer> upTo(int attempts, int good) {
      return LwtRetry.upTo(attempts, Backoff.constant(SECOND), () -> failUntil(good));
    }

    @Test
    void givesWhatTheFirstGives() {
      assertFulfilled(1, upTo(5, 1));
      assertEquals(0, clock.timerCount());
    }

    @Test
    void waitsBeforeEachFurtherAttempt() {
      Promise<Integer> result = upTo(5, 3);
      assertEquals(1, calls);
      clock.advance(SECOND.minusNanos(1));
      assertEquals(1, calls);
      clock.advance(Duration.ofNanos(1));
      assertEquals(2, calls);
      assertPending(result);
      clock.advance(SECOND);
      assertFulfilled(3, result);
    }

    @Test
    void rejectsWithTheLastErrorAndTheNumberOfAttempts() {
      Promise<Integer> result = upTo(3, 10);
      clock.advance(SECOND.multipliedBy(2));
      LwtRetry.Exhausted exhausted = assertRejected(LwtRetry.Exhausted.class, result);
      assertEquals(3, exhausted.attempts());
      assertEquals("java.io.IOException: attempt 3", String.valueOf(exhausted.getCause()));
      assertTrue(String.valueOf(exhausted.getMessage()).startsWith("3 attempts failed"));
      assertEquals(0, clock.timerCount());
      assertEquals(3, calls);
    }

    @Test
    void saysSoOfOneAttempt() {
      assertEquals(
          "1 attempt failed, the last: java.io.IOException: attempt 1",
          assertRejected(LwtRetry.Exhausted.class, upTo(1, 10)).getMessage());
    }

    @Test
    void passesOnWhatIsNotToBeRetried() {
      var fatal = new IllegalStateException("fatal");
      assertRejected(
          fatal,
          LwtRetry.upTo(
              5, Backoff.none(), IOException.class::isInstance, () -> Promise.failed(fatal)));
      var ofThePredicate = new IllegalStateException("predicate");
      assertRejected(
          ofThePredicate,
          LwtRetry.upTo(
              5,
              Backoff.none(),
              _ -> {
                throw ofThePredicate;
              },
              () -> Promise.failed(fatal)));
    }

    @Test
    void isCancelledDuringAnAttempt() {
      Resolver<Integer> attempt = Resolver.task();
      Promise<Integer> result =
          LwtRetry.upTo(
              5,
              Backoff.none(),
              () -> {
                calls++;
                return attempt.promise();
              });
      result.cancel();
      assertCanceled(result);
      assertCanceled(attempt.promise());
      assertEquals(1, calls);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void isCancelledDuringAWait() {
      Promise<Integer> result = upTo(5, 10);
      result.cancel();
      assertCanceled(result);
      assertEquals(0, clock.timerCount());
      assertEquals(1, calls);
    }

    @Test
    void goesOnForLongWithoutStack() {
      Promise<Integer> result =
          LwtRetry.upTo(Integer.MAX_VALUE, Backoff.none(), () -> failUntil(100_000));
      while (result.isPending()) {
        clock.fire();
      }
      assertFulfilled(100_000, result);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void needsAnAttempt(int attempts) {
      assertThrows(IllegalArgumentException.class, () -> upTo(attempts, 1));
    }
  }

  /** Lwt's own functions. */
  @Nested
  class Attempts {
    private static final LwtRetry.Failure<String, String> RETRY = LwtRetry.Failure.retry("again");
    private static final LwtRetry.Failure<String, String> FATAL = LwtRetry.Failure.fatal("never");

    private static Result<Integer, LwtRetry.Failed<String, String>> failed(
        LwtRetry.Failure<String, String> failure, int attempt) {
      return Result.err(new LwtRetry.Failed<>(failure, attempt));
    }

    private Promise<Result<Integer, LwtRetry.Failure<String, String>>> retryUntil(
        int last, Result<Integer, LwtRetry.Failure<String, String>> end) {
      return Promise.of(++calls < last ? Result.err(RETRY) : end);
    }

    private LwtStream<Result<Integer, LwtRetry.Failed<String, String>>> attempts(
        int last, Result<Integer, LwtRetry.Failure<String, String>> end) {
      return LwtRetry.onError(() -> retryUntil(last, end));
    }

    @Test
    void thatGoWellAreNotRepeated() {
      assertFulfilled(List.of(Result.ok(42)), attempts(1, Result.ok(42)).toList());
      assertEquals(1, calls);
    }

    @Test
    void thatAreFatalAreNotRepeated() {
      assertFulfilled(List.of(failed(FATAL, 1)), attempts(1, Result.err(FATAL)).toList());
      assertEquals(1, calls);
    }

    @Test
    void areMadeOnDemand() {
      var stream = attempts(5, Result.ok(42));
      assertEquals(0, calls);
      assertFulfilled(failed(RETRY, 1), stream.next());
      assertFulfilled(failed(RETRY, 2), stream.next());
      assertEquals(2, calls);
    }

    @Test
    void goOnUntilOneIsFatal() {
      assertFulfilled(
          List.of(failed(RETRY, 1), failed(RETRY, 2), failed(FATAL, 3)),
          attempts(3, Result.err(FATAL)).toList());
    }

    @Test
    void goOnUntilOneGoesWell() {
      assertFulfilled(
          List.of(failed(RETRY, 1), failed(RETRY, 2), Result.ok(42)),
          attempts(3, Result.ok(42)).toList());
    }

    @Test
    void thatRejectAreErrorsOfTheStream() {
      IOException broken = new IOException("broken");
      LwtStream<Result<Integer, LwtRetry.Failed<String, String>>> stream =
          LwtRetry.onError(
              () -> {
                if (calls == 0) {
                  calls++;
                  throw broken;
                }
                return Promise.of(Result.err(FATAL));
              });
      assertRejected(broken, stream.next());
      assertFulfilled(failed(FATAL, 2), stream.next());
      assertFulfilled(Optional.empty(), stream.get());
    }

    @Test
    void areOneIfNoneIsToBeRepeated() {
      assertFulfilled(failed(RETRY, 1), LwtRetry.nTimes(0, attempts(9, Result.ok(42))));
      assertEquals(1, calls);
    }

    @Test
    void areRepeatedNTimesUntilOneIsFatal() {
      assertFulfilled(failed(FATAL, 3), LwtRetry.nTimes(5, attempts(3, Result.err(FATAL))));
      assertEquals(3, calls);
    }

    @Test
    void areRepeatedNTimesAndNoMore() {
      assertFulfilled(failed(RETRY, 6), LwtRetry.nTimes(5, attempts(9, Result.ok(42))));
      assertEquals(6, calls);
    }

    @Test
    void areRepeatedNTimesUntilOneGoesWell() {
      assertFulfilled(Result.ok(42), LwtRetry.nTimes(5, attempts(3, Result.ok(42))));
      assertFulfilled(
          Result.ok(42), LwtRetry.nTimes(Integer.MAX_VALUE, attempts(9, Result.ok(42))));
    }

    @Test
    void areNotRepeatedFewerThanNoTimes() {
      assertThrows(
          IllegalArgumentException.class, () -> LwtRetry.nTimes(-1, attempts(1, Result.ok(42))));
    }

    @Test
    void waitForEachOther() {
      var stream = LwtRetry.withSleep(Backoff.constant(SECOND), attempts(3, Result.ok(42)));
      assertFulfilled(failed(RETRY, 1), stream.next());
      Promise<?> second = stream.next();
      assertPending(second);
      clock.advance(SECOND);
      assertFulfilled(failed(RETRY, 2), second);
      Promise<?> third = stream.next();
      clock.advance(SECOND);
      assertFulfilled(Result.ok(42), third);
      assertFulfilled(Optional.empty(), stream.get());
      assertEquals(0, clock.timerCount());
    }

    @Test
    void doNotWaitForTheEndBehindAFatalOne() {
      var stream = LwtRetry.withSleep(Backoff.constant(SECOND), attempts(1, Result.err(FATAL)));
      assertFulfilled(List.of(failed(FATAL, 1)), stream.toList());
    }

    @Test
    void arePrinted() {
      assertEquals("Retry[reason=again]", RETRY.toString());
      assertEquals("Fatal[reason=never]", FATAL.toString());
      assertEquals(RETRY, LwtRetry.Failure.retry("again"));
      assertTrue(!RETRY.equals(FATAL));
    }
  }

  @Nested
  class Waits {
    private List<Long> millis(Backoff backoff, int... attempts) {
      return IntStream.of(attempts).mapToObj(n -> backoff.after(n).toMillis()).toList();
    }

    @Test
    void growExponentially() {
      Backoff backoff = Backoff.exponential(Duration.ofMillis(100));
      assertEquals(List.of(100L, 200L, 400L, 800L), millis(backoff, 1, 2, 3, 4));
      assertTrue(backoff.after(Integer.MAX_VALUE).compareTo(Duration.ofDays(50_000)) > 0);
    }

    @Test
    void haveACap() {
      Backoff backoff = Backoff.exponential(Duration.ofMillis(100)).capped(SECOND);
      assertEquals(List.of(100L, 800L, 1000L, 1000L), millis(backoff, 1, 4, 5, Integer.MAX_VALUE));
    }

    @Test
    void areLwtsByDefault() {
      assertEquals(List.of(4_000L, 16_000L, 48_000L), millis(Backoff.ofLwt(), 1, 2, 3));
    }

    @Test
    void areTheSameOrNone() {
      assertEquals(List.of(1000L, 1000L), millis(Backoff.constant(SECOND), 1, 7));
      assertEquals(List.of(0L, 0L), millis(Backoff.none(), 1, 7));
    }

    @Test
    void areSpreadByJitter() {
      Backoff backoff = Backoff.constant(SECOND).jittered(new Random(7));
      List<Duration> waits = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        waits.add(backoff.after(1));
      }
      assertTrue(waits.stream().allMatch(w -> !w.isNegative() && w.compareTo(SECOND) < 0));
      double mean = waits.stream().mapToLong(Duration::toMillis).average().orElse(0);
      assertEquals(500, mean, 50);
      Backoff same = Backoff.constant(SECOND).jittered(new Random(7));
      assertEquals(waits.getFirst(), same.after(1));
      assertTrue(Backoff.constant(SECOND).jittered().after(1).compareTo(SECOND) < 0);
    }

    @Test
    void areNotNegative() {
      Duration negative = Duration.ofNanos(-1);
      assertThrows(IllegalArgumentException.class, () -> Backoff.constant(negative));
      assertThrows(IllegalArgumentException.class, () -> Backoff.exponential(negative));
      assertThrows(IllegalArgumentException.class, () -> Backoff.none().capped(negative));
    }

    @Test
    void readWell() {
      Promise<String> result =
          LwtRetry.upTo(
              5,
              Backoff.exponential(Duration.ofMillis(100)).capped(Duration.ofSeconds(10)).jittered(),
              () -> Promise.of("page"));
      assertFulfilled("page", result);
    }
  }
}
