package io.lwt.benchmarks.timers;

import io.lwt.benchmarks.Statistics;
import io.lwt.benchmarks.load.CpuTime;
import java.util.Random;

/** What a timer costs one contender: the CPU time of all threads of this JVM, its collector's among them. */
final class Measure {
  /** Over which the timers are spread. */
  private static final int SECOND = 1_000_000_000;

  private Measure() {}

  /** Usage: CONTENDER TIMERS WARMUP PASSES. Prints nanoseconds per timer, the median of the passes. */
  public static void main(String[] args) throws Exception {
    Contender.Timers timers = Contender.valueOf(args[0]).open();
    int count = Integer.parseInt(args[1]);
    int warmup = Integer.parseInt(args[2]);
    double[] nanos = new double[Integer.parseInt(args[3])];
    var random = new Random(1);
    for (int pass = -warmup; pass < nanos.length; pass++) {
      int[] delays = random.ints(count, 0, SECOND).toArray();
      CpuTime before = CpuTime.now();
      timers.run(delays);
      double cost = (double) CpuTime.now().nanosSince(before) / count;
      if (pass >= 0) {
        nanos[pass] = cost;
      }
    }
    System.out.printf("%.2f%n", Statistics.median(nanos));
  }
}
