package io.lwt.benchmarks.direct;

import io.lwt.benchmarks.Seconds;
import java.time.Duration;

/** Repeats a batch of turns, first until everything is compiled, and prints nanoseconds per turn. */
final class Turns {
  /** How often each of the two waits in a batch. */
  static final int IN_BATCH = 10_000;

  private Turns() {}

  /** Two that take turns, until each has waited {@link #IN_BATCH} times. */
  interface Batch {
    void run() throws InterruptedException;
  }

  /** For as many seconds as the arguments say, after as many for warming up. */
  static void measure(String[] args, Batch batch) throws InterruptedException {
    Duration time = Seconds.parse(args[0]);
    nanosPerTurn(batch, time);
    System.out.println(nanosPerTurn(batch, time));
  }

  private static double nanosPerTurn(Batch batch, Duration duration) throws InterruptedException {
    long start = System.nanoTime();
    long turns = 0;
    long elapsed;
    do {
      batch.run();
      turns += 2 * IN_BATCH;
      elapsed = System.nanoTime() - start;
    } while (elapsed < duration.toNanos());
    return (double) elapsed / turns;
  }
}
