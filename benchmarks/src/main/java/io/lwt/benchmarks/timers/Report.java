package io.lwt.benchmarks.timers;

import io.lwt.benchmarks.Statistics;
import java.io.PrintStream;
import java.util.Map;

/** Prints what was measured. */
final class Report {
  /** What our time is to be at most, as a ratio of another's. */
  private static final Map<String, Double> LIMITS =
      Map.of(Contender.NETTY_LOOP.title, 0.6, Contender.NETTY_WHEEL.title, 1.8);

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  /**
   * Prints a table: a line for each contender.
   *
   * @param nanos per timer, by the contenders' titles, round by round; ours among them
   */
  void print(int timers, Map<String, double[]> nanos) {
    double[] ours = nanos.getOrDefault(Contender.LWT.title, new double[0]);
    out.printf(
        "%n%,d timers over a second: CPU time per timer in ns, and lwt's / another's: median [%.1f %%"
            + " confidence interval]%n",
        timers, Statistics.medianConfidence(ours.length) * 100);
    nanos.forEach(
        (title, times) -> {
          double[] ratios = Statistics.ratios(ours, times);
          out.printf(
              "%-24s %8.0f   %s%s%n",
              title,
              Statistics.median(times),
              Statistics.medianText(ratios),
              target(title, ratios));
        });
  }

  private static String target(String title, double[] ratios) {
    Double limit = LIMITS.get(title);
    return limit == null
        ? ""
        : String.format(
            "   ≤ %.1f %s", limit, Statistics.median(ratios) <= limit ? "met" : "MISSED");
  }
}
