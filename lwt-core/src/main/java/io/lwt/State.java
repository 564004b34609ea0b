package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * What a promise is at one moment: Lwt's {@code Lwt.state}.
 *
 * @param <T> the type of the promise's value
 */
public sealed interface State<T extends @Nullable Object> {

  /** Neither fulfilled nor rejected yet. Lwt's {@code Sleep}. */
  record Pending<T extends @Nullable Object>() implements State<T> {}

  /** There is a value. Lwt's {@code Return}. */
  record Fulfilled<T extends @Nullable Object>(T value) implements State<T> {}

  /** There is an error. Lwt's {@code Fail}. */
  record Rejected<T extends @Nullable Object>(Throwable error) implements State<T> {}
}
