package io.lwt;

import org.jspecify.annotations.Nullable;

/** A promise that sleeps: {@link Clock#sleep}. */
final class Timer extends Resolver<@Nullable Void> {
  private final Clock clock;

  /** When it is due, by its clock. */
  final long deadline;

  /** How many timers of its clock were made before. */
  final long number;

  /** Its slot in the heap, or the complement of its place in a bucket, while it waits. */
  int slot;

  Timer(Clock clock, long deadline, long number) {
    this.clock = clock;
    this.deadline = deadline;
    this.number = number;
  }

  boolean isBefore(Timer other) {
    long difference = deadline - other.deadline;
    return difference < 0 || (difference == 0 && number < other.number);
  }

  @Override
  protected String description() {
    return "sleep";
  }

  @Override
  protected void canceled() {
    clock.remove(this);
  }
}
