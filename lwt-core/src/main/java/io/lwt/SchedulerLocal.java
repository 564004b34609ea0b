package io.lwt;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A value that each scheduler has one of: what a ThreadLocal is for threads, but it goes along when the scheduler is
 * handed to another thread.
 *
 * @param <T> the value's type
 */
public final class SchedulerLocal<T> {
  private final Supplier<? extends T> initial;

  /**
   * A value that is made by a function where it is first asked for.
   *
   * @param initial makes a scheduler's value; it must not ask for it
   */
  public SchedulerLocal(Supplier<? extends T> initial) {
    this.initial = Objects.requireNonNull(initial, "initial");
  }

  /** The value of the current thread's scheduler. */
  @SuppressWarnings("unchecked") // only this sets it
  public T get() {
    return (T) Scheduler.current().locals().computeIfAbsent(this, _ -> initial.get());
  }
}
