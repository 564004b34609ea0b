package io.lwt.benchmarks.process;

import io.lwt.benchmarks.Seconds;
import java.time.Duration;

/** A way to start processes, in a JVM of its own, which prints the one figure that it is asked for. */
abstract class Program {
  /** How many processes are started between two looks at the clock. */
  private static final int BATCH = 64;

  /** Starts so many processes, so many at any time, and waits for them. */
  abstract void start(int count, int atOnce) throws Exception;

  /** Sends so many bytes through a process. */
  abstract void cat(long bytes) throws Exception;

  /** Arguments: the work, how long to warm up, how long to measure. */
  final void run(String... arguments) throws Exception {
    Work work = Work.valueOf(arguments[0]);
    Duration warmup = Seconds.parse(arguments[1]);
    Duration time = Seconds.parse(arguments[2]);
    repeat(work, warmup);
    System.out.printf("%.2f%n", repeat(work, time));
  }

  /** The work's unit, of each. */
  private double repeat(Work work, Duration time) throws Exception {
    long start = System.nanoTime();
    long done = 0;
    long nanos;
    do {
      if (work == Work.CAT) {
        cat(Work.CAT_BYTES);
        done += 1000;
      } else {
        start(BATCH, work.atOnce);
        done += BATCH;
      }
      nanos = System.nanoTime() - start;
    } while (nanos < time.toNanos());
    return nanos / 1000.0 / done;
  }
}
