package io.lwt;

import org.jspecify.annotations.Nullable;

/** A promise that sleeps: {@link Clock#sleep}. */
final class Timer extends Resolver<@Nullable Void> {
  private final Clock clock;

  /** How many timers of its clock were made before. */
  final long number;

  /** Where the clock's heap has it, while it waits. */
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
