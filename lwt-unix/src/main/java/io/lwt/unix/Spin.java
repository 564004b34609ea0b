package io.lwt.unix;

import java.util.function.BooleanSupplier;

/**
 * A brief look-out before a thread goes to sleep. What another thread is about to hand over may come within a
 * microsecond, while to sleep and to be woken takes some tens of them.
 *
 * <p>First it spins, where that keeps no other thread from a processor: for {@link #LIMIT_NANOS} at most. Then it
 * yields, once: what it looks out for may come from a thread that waits for this very processor.
 *
 * <p>Each try in vain doubles how many sleeps come before the next one, so a thread whose work takes longer spends next
 * to nothing on them. A yield that gives the processor away for long counts as many of them: to a thread that has slept
 * it comes back sooner.
 *
 * <p>The system property {@code io.lwt.spinMicros} sets the limit: 0 for never, at most 100, 20 by default. A look-out
 * belongs to one thread.
 */
final class Spin {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** The longest time to spin. */
  static final long LIMIT_NANOS =
      limitNanos(Integer.getInteger("io.lwt.spinMicros", 20), PROCESSORS);

  /** How often it looks between two looks at the clock. */
  private static final int LOOKS = 16;

  /** What counts as long for a yield. */
  static final long LONG_YIELD_NANOS = 100_000;

  private final long limitNanos;
  private final Runnable yield;
  private final Backoff spins = new Backoff();
  private final Backoff yields = new Backoff();

  @SuppressWarnings("ThreadPriorityCheck") // it is no more than slower where a yield does nothing
  Spin() {
    this(LIMIT_NANOS, Thread::yield);
  }

  /** With another limit, and another way to yield. */
  Spin(long limitNanos, Runnable yield) {
    this.limitNanos = limitNanos;
    this.yield = yield;
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
   * @param hasRoom whether no other thread needs the processor, as far as is known
   */
  boolean sees(BooleanSupplier event, long sleepNanos, boolean hasRoom) {
    long nanos = sleepNanos < 0 ? limitNanos : Math.min(limitNanos, sleepNanos);
    return (hasRoom && nanos > 0 && spins.isDue() && spins(event, nanos))
        || (yields.isDue() && yields(event));
  }

  private boolean spins(BooleanSupplier event, long nanos) {
    boolean seen = isSeen(event, nanos);
    if (seen) {
      spins.paid();
    } else {
      spins.inVain();
    }
    return seen;
  }

  private static boolean isSeen(BooleanSupplier event, long nanos) {
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

  private boolean yields(BooleanSupplier event) {
    long start = System.nanoTime();
    yield.run();
    boolean wasLong = System.nanoTime() - start > LONG_YIELD_NANOS;
    boolean seen = event.getAsBoolean();
    if (wasLong) {
      yields.didHarm();
    } else if (seen) {
      yields.paid();
    } else {
      yields.inVain();
    }
    return seen;
  }

  /** How many sleeps come before the next try. */
  private static final class Backoff {
    private static final int MOST_DOUBLINGS = 8;
    private static final int MOST_DOUBLINGS_AFTER_HARM = 12;

    private int doublings;
    private int sleepsToSkip;

    private boolean isDue() {
      return --sleepsToSkip < 0;
    }

    private void paid() {
      pause(0);
    }

    private void inVain() {
      pause(Math.min(doublings + 1, MOST_DOUBLINGS));
    }

    private void didHarm() {
      pause(Math.min(Math.max(doublings, MOST_DOUBLINGS) + 1, MOST_DOUBLINGS_AFTER_HARM));
    }

    private void pause(int newDoublings) {
      doublings = newDoublings;
      sleepsToSkip = (1 << newDoublings) - 1;
    }
  }
}
