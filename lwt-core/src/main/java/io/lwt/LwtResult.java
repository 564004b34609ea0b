package io.lwt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Promises of a {@link Result}: for errors that are part of what a function gives, and that the compiler is to know
 * of. Corresponds to {@code Lwt_result}.
 *
 * <p>Rejections stay what they are, also those of functions that throw: no function here but {@link #attempt} makes an
 * {@code Err} of them. A cancel goes to the promise that is waited for, as in {@link Promise#bind}.
 *
 * <p>There are no other constructors: {@code Promise.of(Result.ok(v))} and {@code Promise.of(Result.err(e))} are short.
 */
public final class LwtResult {
  private LwtResult() {}

  // ---- from promises of something else, and back

  /** What is promised, as {@code Ok}. Lwt's {@code ok}. */
  public static <T extends @Nullable Object, E extends @Nullable Object> Promise<Result<T, E>> ok(
      Promise<? extends T> value) {
    return value.map(Result::ok);
  }

  /** What is promised, as {@code Err}. Lwt's {@code error}. */
  public static <T extends @Nullable Object, E extends @Nullable Object>
      Promise<Result<T, E>> error(Promise<? extends E> error) {
    return error.map(Result::err);
  }

  /**
   * Calls {@code f}: what it promises as {@code Ok}; what it throws, or its promise is rejected with, as {@code Err}. A
   * cancellation too is an {@code Err}. Lwt's {@code catch}.
   *
   * @apiNote CompletableFuture: {@code handle}
   */
  public static <T extends @Nullable Object> Promise<Result<T, Throwable>> attempt(
      Callable<? extends Promise<? extends T>> f) {
    return Lwt.<T, Result<T, Throwable>>tryBind(
        f, value -> Promise.of(Result.ok(value)), error -> Promise.of(Result.err(error)));
  }

  /** The value of an {@code Ok}; rejected with the error of an {@code Err}. Lwt's {@code get_exn}. */
  public static <T extends @Nullable Object> Promise<T> getOrThrow(
      Promise<? extends Result<? extends T, ? extends Throwable>> result) {
    return result.bind(Promise::<T>ofResult);
  }

  // ---- one after the other

  /** Applies {@code f} to the value of an {@code Ok}. Lwt's {@code map}. */
  public static <T extends @Nullable Object, U extends @Nullable Object, E extends @Nullable Object>
      Promise<Result<U, E>> map(
          Promise<? extends Result<? extends T, ? extends E>> result,
          Fn<? super T, ? extends U> f) {
    Objects.requireNonNull(f, "f");
    return bindResult(result, value -> Result.ok(f.apply(value)));
  }

  /** Applies {@code f} to the error of an {@code Err}. Lwt's {@code map_error}. */
  public static <T extends @Nullable Object, E extends @Nullable Object, F extends @Nullable Object>
      Promise<Result<T, F>> mapError(
          Promise<? extends Result<? extends T, ? extends E>> result,
          Fn<? super E, ? extends F> f) {
    Objects.requireNonNull(f, "f");
    return result.map(
        r ->
            switch (r) {
              case Result.Ok<? extends T, ? extends E>(var value) -> Result.ok(value);
              case Result.Err<? extends T, ? extends E>(var error) -> Result.err(f.apply(error));
            });
  }

  /** Calls {@code f} with the value of an {@code Ok}: what it promises. Lwt's {@code bind}. */
  public static <T extends @Nullable Object, U extends @Nullable Object, E extends @Nullable Object>
      Promise<Result<U, E>> bind(
          Promise<? extends Result<? extends T, ? extends E>> result,
          Fn<? super T, ? extends Promise<Result<U, E>>> f) {
    Objects.requireNonNull(f, "f");
    return result.bind(
        r ->
            switch (r) {
              case Result.Ok<? extends T, ? extends E>(var value) -> f.apply(value);
              case Result.Err<? extends T, ? extends E>(var error) -> Promise.of(Result.err(error));
            });
  }

  /** Calls {@code f} with the error of an {@code Err}: what it promises. Lwt's {@code bind_error}. */
  public static <T extends @Nullable Object, E extends @Nullable Object, F extends @Nullable Object>
      Promise<Result<T, F>> bindError(
          Promise<? extends Result<? extends T, ? extends E>> result,
          Fn<? super E, ? extends Promise<Result<T, F>>> f) {
    Objects.requireNonNull(f, "f");
    return result.bind(
        r ->
            switch (r) {
              case Result.Ok<? extends T, ? extends E>(var value) -> Promise.of(Result.ok(value));
              case Result.Err<? extends T, ? extends E>(var error) -> f.apply(error);
            });
  }

  /** Calls {@code f} with the value of an {@code Ok}: what it promises, as {@code Ok}. Lwt's {@code bind_lwt}. */
  public static <T extends @Nullable Object, U extends @Nullable Object, E extends @Nullable Object>
      Promise<Result<U, E>> bindLwt(
          Promise<? extends Result<? extends T, ? extends E>> result,
          Fn<? super T, ? extends Promise<? extends U>> f) {
    Objects.requireNonNull(f, "f");
    return bind(result, value -> ok(f.apply(value)));
  }

  /**
   * Calls {@code f} with the error of an {@code Err}: what it promises, as {@code Err}. Lwt's {@code bind_lwt_error}.
   */
  public static <T extends @Nullable Object, E extends @Nullable Object, F extends @Nullable Object>
      Promise<Result<T, F>> bindLwtError(
          Promise<? extends Result<? extends T, ? extends E>> result,
          Fn<? super E, ? extends Promise<? extends F>> f) {
    Objects.requireNonNull(f, "f");
    return bindError(result, error -> error(f.apply(error)));
  }

  /** Applies {@code f} to the value of an {@code Ok}: the result that it gives. Lwt's {@code bind_result}. */
  public static <T extends @Nullable Object, U extends @Nullable Object, E extends @Nullable Object>
      Promise<Result<U, E>> bindResult(
          Promise<? extends Result<? extends T, ? extends E>> result,
          Fn<? super T, ? extends Result<U, E>> f) {
    Objects.requireNonNull(f, "f");
    return result.map(
        r ->
            switch (r) {
              case Result.Ok<? extends T, ? extends E>(var value) -> f.apply(value);
              case Result.Err<? extends T, ? extends E>(var error) -> Result.err(error);
            });
  }

  // ---- for what they do

  /**
   * Calls {@code f} with the value of an {@code Ok} and waits for it; an {@code Err} is passed over. Lwt's
   * {@code iter}.
   */
  public static <T extends @Nullable Object> Promise<@Nullable Void> iter(
      Promise<? extends Result<? extends T, ?>> result, Fn<? super T, ? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    return result.bind(
        r ->
            r instanceof Result.Ok<? extends T, ?>(var value)
                ? done(f.apply(value))
                : Promise.unit());
  }

  /**
   * Calls {@code f} with the error of an {@code Err} and waits for it; an {@code Ok} is passed over. Lwt's
   * {@code iter_error}.
   */
  public static <E extends @Nullable Object> Promise<@Nullable Void> iterError(
      Promise<? extends Result<?, ? extends E>> result, Fn<? super E, ? extends Promise<?>> f) {
    Objects.requireNonNull(f, "f");
    return result.bind(
        r ->
            r instanceof Result.Err<?, ? extends E>(var error)
                ? done(f.apply(error))
                : Promise.unit());
  }

  private static Promise<@Nullable Void> done(Promise<?> promise) {
    return promise.map(_ -> null);
  }

  // ---- waiting for both

  /**
   * Waits for both: the two values if both are {@code Ok}, else the {@code Err} that was there first. Lwt's
   * {@code both}.
   *
   * <p>Rejections as for {@link Lwt#both}. A cancel goes to both.
   */
  public static <A extends @Nullable Object, B extends @Nullable Object, E extends @Nullable Object>
      Promise<Result<Both<A, B>, E>> both(
          Promise<? extends Result<? extends A, ? extends E>> first,
          Promise<? extends Result<? extends B, ? extends E>> second) {
    List<E> errors = new ArrayList<>(2); // in the order in time
    return Lwt.both(noting(first, errors), noting(second, errors))
        .map(
            both ->
                both.first() instanceof Result.Ok<A, E>(var a)
                        && both.second() instanceof Result.Ok<B, E>(var b)
                    ? Result.ok(new Both<>(a, b))
                    : Result.err(errors.getFirst()));
  }

  private static <T extends @Nullable Object, E extends @Nullable Object>
      Promise<Result<T, E>> noting(
          Promise<? extends Result<? extends T, ? extends E>> result, List<E> errors) {
    return mapError(
        result,
        error -> {
          errors.add(error);
          return error;
        });
  }
}
