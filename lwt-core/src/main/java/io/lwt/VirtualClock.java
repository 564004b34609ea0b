package io.lwt;

import java.time.Duration;

/** A clock for tests: time passes only when it is told to. */
public final class VirtualClock extends Clock {
  private long now;

  /** A clock at time zero. */
  public VirtualClock() {}

  @Override
  public long nanoTime() {
    return now;
  }

  /**
   * Lets time pass, and fires what becomes due on the way, each timer at its own deadline: what a callback starts with
   * {@link #sleep} counts from there.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + duration);
    }
    long end = now + nanos(duration);
    for (long next = nanosUntilNext(); next >= 0 && next <= end - now; next = nanosUntilNext()) {
      now += next;
      fire();
    }
    now += Math.max(0, end - now); // a callback may have advanced it further
  }
}
