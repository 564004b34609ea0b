package io.lwt;

import java.util.Objects;
import java.util.function.Function;
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

  /**
   * The value, or throws what is made of the error: {@code result.orElseThrow(e -> e)} if the error is a Throwable.
   *
   * @apiNote Optional: {@code orElseThrow}
   */
  default <X extends Throwable> T orElseThrow(Function<? super E, ? extends X> throwable) throws X {
    Objects.requireNonNull(throwable, "throwable");
    return switch (this) {
      case Ok<T, E>(var value) -> value;
      case Err<T, E>(var error) -> throw throwable.apply(error);
    };
  }
}
