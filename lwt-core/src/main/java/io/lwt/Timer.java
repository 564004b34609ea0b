package io.lwt;

import org.jspecify.annotations.Nullable;

/** A promise that sleeps: {@link Clock#sleep}. */
final class Timer extends Resolver<@Nullable Void> {
  private final Clock clock;

  /** How many timers of its clock were made before. */
  final long number;

  /** The bucket it is in while it waits; null if it is in the heap. */
  @Nullable TimerBucket bucket;

  /** Where the heap or the bucket has it, while it waits. */
  int slot;

  Timer(Clock clock, long number) {
    this.clock = clock;
    this.number = number;
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
