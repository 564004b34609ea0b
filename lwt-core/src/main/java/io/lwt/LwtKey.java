package io.lwt;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that callbacks see without being handed it: Lwt's {@code 'a Lwt.key}, and what a ThreadLocal is for threads.
 *
 * <p>A callback sees the values that were current when it was attached. Keys belong to no thread; their values do.
 *
 * @param <T> the value's type
 */
public final class LwtKey<T> {
  /** A key without a value. Lwt's {@code new_key}. */
  public LwtKey() {}

  /** The current value, if there is one. Lwt's {@code get}. */
  @SuppressWarnings("unchecked") // only with(…) sets it
  public Optional<T> get() {
    return Optional.ofNullable((T) Scheduler.current().storage().get(this));
  }

  /**
   * Calls {@code f} with a value for this key, and puts back the former value, also when it throws. Lwt's
   * {@code with_value}.
   *
   * @param value null for no value
   */
  public <R extends @Nullable Object> R with(@Nullable T value, Supplier<? extends R> f) {
    Objects.requireNonNull(f, "f");
    return Scheduler.current().withStorage(this, value, f);
  }
}
