package io.lwt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Trying again what failed. Corresponds to {@code Lwt_retry}.
 *
 * <p>Mostly {@link #upTo} is what one wants:
 *
 * {@snippet :
 * LwtRetry.upTo(5, Backoff.exponential(ofMillis(100)).capped(ofSeconds(10)).jittered(), () -> fetch(url))
 * }
 *
 * <p>Lwt's own functions work on work that gives a {@link Result}, whose error says whether another attempt makes sense
 * ({@link Failure}); the attempts are a stream: {@code nTimes(4, withSleep(Backoff.ofLwt(), onError(f)))}.
 */
public final class LwtRetry {
  private LwtRetry() {}

  // ---- work that gives a value or rejects

  /**
   * Attempts {@code f}, at most {@code attempts} times, until its promise is fulfilled.
   *
   * <p>What {@code f} throws is a rejection. After the last attempt the promise is rejected with {@link Exhausted},
   * whose cause is the last error. Before each further attempt it waits, on the scheduler's {@link Clock}. A cancel
   * goes to the attempt that is under way, or to the wait; {@link Canceled} is never retried, but passed on.
   *
   * @throws IllegalArgumentException if {@code attempts} is less than 1
   */
  public static <T extends @Nullable Object> Promise<T> upTo(
      int attempts, Backoff backoff, Callable<? extends Promise<? extends T>> f) {
    return upTo(attempts, backoff, _ -> true, f);
  }

  /**
   * As {@link #upTo(int, Backoff, Callable)}; an error for which the predicate does not hold is not retried, but passed
   * on.
   */
  public static <T extends @Nullable Object> Promise<T> upTo(
      int attempts,
      Backoff backoff,
      Predicate<? super Throwable> retryable,
      Callable<? extends Promise<? extends T>> f) {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts);
    }
    Objects.requireNonNull(backoff, "backoff");
    Objects.requireNonNull(retryable, "retryable");
    Objects.requireNonNull(f, "f");
    return new Attempts<T>(attempts, backoff, retryable, f).attempt(1);
  }

  private record Attempts<T extends @Nullable Object>(
      int most,
      Backoff backoff,
      Predicate<? super Throwable> retryable,
      Callable<? extends Promise<? extends T>> f) {

    Promise<T> attempt(int number) {
      return Lwt.catching(f, error -> afterFailure(number, error));
    }

    private Promise<T> afterFailure(int number, Throwable error) {
      if (error instanceof Canceled || !retryable.test(error)) {
        return Promise.failed(error);
      }
      if (number == most) {
        return Promise.failed(new Exhausted(number, error));
      }
      return sleep(backoff, number).bind(_ -> attempt(number + 1));
    }
  }

  private static Promise<@Nullable Void> sleep(Backoff backoff, int attempt) {
    return Scheduler.current().clock().sleep(backoff.after(attempt));
  }

  /** All attempts of {@link #upTo} have failed; the cause is the last one's error. */
  public static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int attempts;

    Exhausted(int attempts, Throwable last) {
      super(
          attempts + (attempts == 1 ? " attempt" : " attempts") + " failed, the last: " + last,
          last);
      this.attempts = attempts;
    }

    /** How many attempts there were. */
    public int attempts() {
      return attempts;
    }
  }

  // ---- work that gives a result

  /**
   * Why an attempt failed: Lwt's {@code error}.
   *
   * @param <R> what is told of a failure after which to try again
   * @param <F> what is told of one after which not to
   */
  public sealed interface Failure<R, F> {
    /** Another attempt may go well. */
    record Retry<R, F>(R reason) implements Failure<R, F> {}

    /** Another attempt makes no sense. */
    record Fatal<R, F>(F reason) implements Failure<R, F> {}

    /** {@link Retry}, inferred. */
    static <R, F> Failure<R, F> retry(R reason) {
      return new Retry<>(reason);
    }

    /** {@link Fatal}, inferred. */
    static <R, F> Failure<R, F> fatal(F reason) {
      return new Fatal<>(reason);
    }
  }

  /**
   * An attempt that failed.
   *
   * @param attempt its number, from 1
   */
  public record Failed<R, F>(Failure<R, F> failure, int attempt) {}

  /**
   * The attempts at {@code f}: each is made when it is read; the stream ends after one that went well or was fatal.
   * What {@code f} throws, and a rejection, is an error of the stream. Lwt's {@code on_error}.
   */
  public static <T extends @Nullable Object, R, F> LwtStream<Result<T, Failed<R, F>>> onError(
      Callable<? extends Promise<Result<T, Failure<R, F>>>> f) {
    Objects.requireNonNull(f, "f");
    return LwtStream.from(new OnError<>(f));
  }

  private static final class OnError<T extends @Nullable Object, R, F>
      implements Callable<Promise<Optional<Result<T, Failed<R, F>>>>> {
    private final Callable<? extends Promise<Result<T, Failure<R, F>>>> f;
    private int attempts;
    private boolean done;

    OnError(Callable<? extends Promise<Result<T, Failure<R, F>>>> f) {
      this.f = f;
    }

    @Override
    public Promise<Optional<Result<T, Failed<R, F>>>> call() throws Exception {
      if (done) {
        return Promise.of(Optional.empty());
      }
      int number = ++attempts;
      return f.call().map(result -> Optional.of(attempted(number, result)));
    }

    private Result<T, Failed<R, F>> attempted(int number, Result<T, Failure<R, F>> result) {
      return switch (result) {
        case Result.Ok<T, Failure<R, F>>(T value) -> {
          done = true;
          yield Result.ok(value);
        }
        case Result.Err<T, Failure<R, F>>(Failure<R, F> failure) -> {
          done = failure instanceof Failure.Fatal;
          yield Result.err(new Failed<>(failure, number));
        }
      };
    }
  }

  /**
   * The attempts, with a wait before each but the first, on the scheduler's {@link Clock}. Lwt's {@code with_sleep},
   * which waits after each that failed, the last too, before it gives it.
   */
  public static <T extends @Nullable Object, R, F> LwtStream<Result<T, Failed<R, F>>> withSleep(
      Backoff backoff, LwtStream<Result<T, Failed<R, F>>> attempts) {
    Objects.requireNonNull(backoff, "backoff");
    int[] failed = {0};
    return LwtStream.from(
        () ->
            (failed[0] == 0 ? Promise.unit() : sleep(backoff, failed[0]))
                .bind(_ -> attempts.get())
                .map(
                    attempt -> {
                      failed[0] = retryable(attempt);
                      return attempt;
                    }));
  }

  /** The number of an attempt after which there will be another; 0 if there will be none. */
  private static <T extends @Nullable Object, R, F> int retryable(
      Optional<Result<T, Failed<R, F>>> attempt) {
    return attempt.orElse(null) instanceof Result.Err<T, Failed<R, F>>(Failed<R, F> failed)
            && failed.failure instanceof Failure.Retry
        ? failed.attempt
        : 0;
  }

  /**
   * Makes attempts until one goes well or is fatal, or {@code n} more than one have been made: the last one. Lwt's
   * {@code n_times}.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static <T extends @Nullable Object, R, F> Promise<Result<T, Failed<R, F>>> nTimes(
      int n, LwtStream<Result<T, Failed<R, F>>> attempts) {
    if (n < 0) {
      throw new IllegalArgumentException("n: " + n);
    }
    return attempts.nget(Math.min(n, Integer.MAX_VALUE - 1) + 1).map(List::getLast);
  }
}
