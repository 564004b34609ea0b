package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * A value or an error, without a promise: OCaml's {@code result}.
 *
 * @param <T> the value's type
 * @param <E> the error's type; it need not be a Throwable
 */
public sealed interface Result<T extends @Nullable Object, E extends @Nullable Object> {
  /** It went well. */
  record Ok<T extends @Nullable Object, E extends @Nullable Object>(T value)
      implements Result<T, E> {}

  /** It did not. */
  record Err<T extends @Nullable Object, E extends @Nullable Object>(E error)
      implements Result<T, E> {}

  /** {@link Ok}, inferred. */
  static <T extends @Nullable Object, E extends @Nullable Object> Result<T, E> ok(T value) {
    return new Ok<>(value);
  }

  /** {@link Err}, inferred. */
  static <T extends @Nullable Object, E extends @Nullable Object> Result<T, E> err(E error) {
    return new Err<>(error);
  }
}
