package io.lwt;

import java.time.Duration;

/**
 * A clock for tests: time passes only when it is told to, or, if it is {@link #autoAdvancing}, when a loop has nothing
 * else to do:
 *
 * <pre>{@code
 * Scheduler.current().setClock(VirtualClock.autoAdvancing());
 * LwtMain.run(LwtUnix.sleep(Duration.ofDays(1))); // at once
 * }</pre>
 *
 * <p>A loop that runs waits for no timer of this clock in real time. With one that is not auto-advancing it waits for
 * descriptors and for other threads only, for ever if none comes, until one of its callbacks has called
 * {@link #advance}; other threads hand that over ({@link Scheduler#execute}).
 */
public final class VirtualClock extends Clock {
  private final boolean autoAdvancing;
  private long now;

  /** A clock at time zero. */
  public VirtualClock() {
    this(false);
  }

  private VirtualClock(boolean autoAdvancing) {
    this.autoAdvancing = autoAdvancing;
  }

  /**
   * A clock at time zero that an event loop advances: whenever it would wait for the next timer, with nothing to run
   * and no descriptor ready, it is that time. While workers do something for the loop, it waits for them in real time.
   * Of other threads and other processes it knows nothing: a time-out that is there to wait for them is over before
   * they come to an answer.
   */
  public static VirtualClock autoAdvancing() {
    return new VirtualClock(true);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long nanosToWait() {
    return nanosUntilNext() == 0 ? 0 : -1;
  }

  @Override
  public boolean skips() {
    return autoAdvancing && timerCount() > 0;
  }

  @Override
  public void skipToNext() {
    if (autoAdvancing) {
      now += Math.max(0, nanosUntilNext());
    }
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
