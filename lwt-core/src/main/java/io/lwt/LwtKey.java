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
    Scheduler scheduler = Scheduler.current();
    return scheduler.withStorage(scheduler.storage().with(this, value), f);
  }

  /** The values that all keys have now, for what is to run later and is attached to no promise. */
  public static Values values() {
    return new Values(Scheduler.current().storage());
  }

  /** The values that keys had at some moment. They belong to the scheduler on which they were taken. */
  public static final class Values {
    private final Storage storage;

    private Values(Storage storage) {
      this.storage = storage;
    }

    /**
     * Calls {@code f} with these values instead of the current ones, which it puts back, also when it throws.
     *
     * @throws IllegalStateException on another thread than that of the values' scheduler
     */
    public <R extends @Nullable Object> R with(Supplier<? extends R> f) {
      Objects.requireNonNull(f, "f");
      Scheduler scheduler = storage.scheduler;
      scheduler.checkThread("LwtKey.Values.with");
      return scheduler.withStorage(storage, f);
    }
  }
}
