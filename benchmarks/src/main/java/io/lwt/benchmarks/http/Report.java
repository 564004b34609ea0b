package io.lwt.benchmarks.http;

import io.lwt.benchmarks.Statistics;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Prints what was measured at one number of connections. */
final class Report {
  private final PrintStream out;
  private final Map<String, List<Measurement>> rounds;

  /**
   * A report.
   *
   * @param rounds by the server's name, what was measured of it, round by round
   */
  Report(PrintStream out, Map<String, List<Measurement>> rounds) {
    this.out = out;
    this.rounds = rounds;
  }

  /** Prints a line for each server: medians, and the system calls counted. */
  void medians(Map<String, OptionalDouble> systemCalls) {
    out.printf(
        "%n%-20s %14s %16s %22s%n", "", "requests/s", "CPU µs/request", "system calls/request");
    rounds.forEach(
        (name, measurements) ->
            out.printf(
                "%-20s %,14.0f %16.2f %22s%n",
                name,
                Statistics.median(values(measurements, Measurement::perSecond)),
                Statistics.median(values(measurements, Measurement::cpuMicros)),
                number(systemCalls.getOrDefault(name, OptionalDouble.empty()))));
  }

  /** Prints what the lines of {@link #ratio} show. */
  void ratioHeader(int roundCount) {
    double confidence = Statistics.medianConfidence(roundCount);
    out.printf("%nmedian of the rounds' ratios [%.1f %% confidence interval]%n", confidence * 100);
    out.printf("%-20s %24s %24s%n", "", "CPU per request", "requests/s");
  }

  /** Prints how two servers compare: the median of the rounds' ratios, and the interval that holds it. */
  void ratio(String name, String to) {
    out.printf(
        "%-20s %24s %24s%n",
        name + " / " + to,
        Statistics.medianText(ratios(name, to, Measurement::cpuMicros)),
        Statistics.medianText(ratios(name, to, Measurement::perSecond)));
  }

  /** Prints whether the CPU time per request, as a ratio, reaches what it is to reach. */
  void target(String name, String to, double limit) {
    double median = Statistics.median(ratios(name, to, Measurement::cpuMicros));
    out.printf(
        "%s / %s is to be at most %.2f: %s%n", name, to, limit, median <= limit ? "met" : "MISSED");
  }

  private double[] ratios(String name, String to, ToDoubleFunction<Measurement> value) {
    return Statistics.ratios(
        values(rounds.getOrDefault(name, List.of()), value),
        values(rounds.getOrDefault(to, List.of()), value));
  }

  private static double[] values(
      List<Measurement> measurements, ToDoubleFunction<Measurement> value) {
    return measurements.stream().mapToDouble(value).toArray();
  }

  private static String number(OptionalDouble number) {
    return number.isPresent() ? String.format("%.3f", number.getAsDouble()) : "not available";
  }
}
