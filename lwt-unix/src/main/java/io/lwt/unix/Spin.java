package io.lwt.unix;

import java.util.function.BooleanSupplier;

/**
 * A brief look-out before a thread goes to sleep. What another thread is about to hand over may come within a
 * microsecond, while waking a thread takes some tens of them.
 *
 * <p>It never lasts longer than {@link #LIMIT_NANOS}, and each one in vain doubles how many sleeps come before the next
 * try: a thread whose work takes longer spends next to nothing on it. There is none where other threads need all
 * processors: who looks out would only keep them from what it looks out for. The system property {@code
 * io.lwt.spinMicros} sets the limit: 0 for never, at most 100, 20 by default.
 *
 * <p>It belongs to one thread.
 */
final class Spin {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** The longest look-out. */
  static final long LIMIT_NANOS =
      limitNanos(Integer.getInteger("io.lwt.spinMicros", 20), PROCESSORS);

  /** How often it looks between two looks at the clock. */
  private static final int LOOKS = 16;

  /** So many in vain double the pauses no further. */
  private static final int MOST_DOUBLINGS = 8;

  private final long limitNanos;
  private int doublings;
  private int sleepsToSkip;

  Spin() {
    this(LIMIT_NANOS);
  }

  /** A look-out with another limit. */
  Spin(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  /** The limit for what was asked for, on so many processors. */
  static long limitNanos(int micros, int processors) {
    return processors > 1 ? Math.clamp(micros, 0, 100) * 1000L : 0;
  }

  /** Whether one more thread that runs does not keep others from it, of whom so many have something to do. */
  static boolean hasRoomBeside(int threads) {
    return threads < PROCESSORS;
  }

  /**
   * Looks out for something, before a sleep; whether it has come.
   *
   * @param sleepNanos how long the sleep may last; negative without end
   */
  boolean sees(BooleanSupplier event, long sleepNanos) {
    if (limitNanos == 0) {
      return false;
    }
    if (sleepsToSkip > 0) {
      sleepsToSkip--;
      return false;
    }
    boolean seen = looksOut(event, sleepNanos < 0 ? limitNanos : Math.min(limitNanos, sleepNanos));
    if (seen) {
      doublings = 0;
    } else {
      doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
      sleepsToSkip = (1 << doublings) - 1;
    }
    return seen;
  }

  private static boolean looksOut(BooleanSupplier event, long nanos) {
    long start = System.nanoTime();
    do {
      for (int i = 0; i < LOOKS; i++) {
        if (event.getAsBoolean()) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < nanos);
    return false;
  }
}
