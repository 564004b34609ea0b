package io.lwt.benchmarks.load;

import static io.lwt.benchmarks.load.Contender.C;
import static io.lwt.benchmarks.load.Contender.LWT;
import static io.lwt.benchmarks.load.Contender.NETTY;

import io.lwt.benchmarks.Statistics;
import io.lwt.benchmarks.results.Results;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Prints what was measured at one number of connections. */
final class Report {
  private static final String UNKNOWN = "not available";

  private final PrintStream out;
  private final Comparison.Subject subject;
  private final Map<String, List<Measurement>> rounds;
  private final Map<String, Map<SystemCall, Double>> calls;

  /**
   * A report.
   *
   * @param subject what was compared
   * @param rounds by the server's name, what was measured of it, round by round
   * @param calls by the server's name, how many system calls it made for a message; empty where that is not known
   */
  Report(
      PrintStream out,
      Comparison.Subject subject,
      Map<String, List<Measurement>> rounds,
      Map<String, Map<SystemCall, Double>> calls) {
    this.out = out;
    this.subject = subject;
    this.rounds = rounds;
    this.calls = calls;
  }

  /** Prints a line for each server: medians. */
  void medians() {
    out.printf("%n%-24s %14s %16s %10s %10s%n", "", perSecond(), cpu(), "p50 µs", "p99 µs");
    for (String name : rounds.keySet()) {
      out.printf(
          "%-24s %,14.0f %16.2f %10.1f %10.1f%n",
          name,
          median(name, Measurement::perSecond),
          median(name, Measurement::cpuMicros),
          median(name, Measurement::p50Micros),
          median(name, Measurement::p99Micros));
    }
  }

  /** Prints a line for each server: the system calls it makes for a message. */
  void systemCalls() {
    out.printf("%n%-24s", "calls/" + subject.message());
    for (SystemCall call : SystemCall.values()) {
      out.printf(" %10s", call.name().toLowerCase(Locale.ROOT));
    }
    out.println();
    for (String name : rounds.keySet()) {
      out.printf("%-24s%s%n", name, systemCalls(callsOf(name)));
    }
  }

  private static String systemCalls(Map<SystemCall, Double> each) {
    if (each.isEmpty()) {
      return " " + UNKNOWN;
    }
    var text = new StringBuilder();
    for (SystemCall call : SystemCall.values()) {
      text.append(String.format(" %10.3f", each.getOrDefault(call, 0.0)));
    }
    return text.toString();
  }

  /** Prints how this library's servers compare with each other one, and how Netty compares with C. */
  void ratios(int roundCount) {
    double confidence = Statistics.medianConfidence(roundCount);
    out.printf("%nmedian of the rounds' ratios [%.1f %% confidence interval]%n", confidence * 100);
    out.printf("%-34s %24s %24s %24s%n", "", cpu(), perSecond(), "p99");
    for (String ours : rounds.keySet().stream().filter(Contender::isOurs).toList()) {
      rounds.keySet().stream()
          .filter(name -> !Contender.isOurs(name))
          .forEach(name -> ratio(ours, name));
    }
    if (rounds.keySet().containsAll(Set.of(NETTY, C))) {
      ratio(NETTY, C);
    }
  }

  private void ratio(String name, String to) {
    out.printf(
        "%-34s %24s %24s %24s%n",
        name + " / " + to,
        Statistics.medianText(ratios(name, to, Measurement::cpuMicros)),
        Statistics.medianText(ratios(name, to, Measurement::perSecond)),
        Statistics.medianText(ratios(name, to, Measurement::p99Micros)));
  }

  /** Prints whether something is reached. */
  void target(Target target) {
    switch (target) {
      case Target.Cpu cpu -> target(cpu);
      case Target.Calls limit -> target(limit);
    }
  }

  private void target(Target.Cpu target) {
    if (!rounds.containsKey(target.to())) {
      out.printf("CPU time of %s / %s: %s%n", target.of(), target.to(), UNKNOWN);
      return;
    }
    double median = Statistics.median(ratios(target.of(), target.to(), Measurement::cpuMicros));
    out.printf(
        "CPU time of %s / %s is to be at most %.2f: %s; the goal beyond is %.2f: %s%n",
        target.of(),
        target.to(),
        target.limit(),
        met(median <= target.limit()),
        target.goal(),
        met(median <= target.goal()));
  }

  private void target(Target.Calls target) {
    Map<SystemCall, Double> each = callsOf(LWT);
    double count = Math.round(each.getOrDefault(target.call(), 0.0) * 100) / 100.0;
    out.printf(
        "%s of %s for each %s are to be at most %.2f: %s%n",
        target.call().name().toLowerCase(Locale.ROOT) + "s",
        LWT,
        subject.message(),
        target.limit(),
        each.isEmpty() ? UNKNOWN : met(count <= target.limit()));
  }

  /** Tells CPU time and latency of each of this library's servers, beside all of the others'. */
  void tell(Results results, int connections) {
    List<String> ours = rounds.keySet().stream().filter(Contender::isOurs).toList();
    for (String name : ours) {
      String channels = name.equals(Contender.LWT_CHANNELS) ? "on channels" : "on descriptors";
      String row = ours.size() == 1 ? "" : channels;
      results.add(row, connections, cpu(), besideOthers(name, Measurement::cpuMicros));
      results.add(row, connections, "p99 µs", besideOthers(name, Measurement::p99Micros));
    }
  }

  private Map<String, double[]> besideOthers(String ours, ToDoubleFunction<Measurement> value) {
    Map<String, double[]> figures = new LinkedHashMap<>();
    figures.put(ours, values(ours, value));
    rounds.keySet().stream()
        .filter(name -> !Contender.isOurs(name))
        .forEach(name -> figures.put(name, values(name, value)));
    return figures;
  }

  private static String met(boolean met) {
    return met ? "met" : "MISSED";
  }

  private String perSecond() {
    return subject.messages() + "/s";
  }

  private String cpu() {
    return "CPU µs/" + subject.message();
  }

  private Map<SystemCall, Double> callsOf(String name) {
    return calls.getOrDefault(name, Map.of());
  }

  private double median(String name, ToDoubleFunction<Measurement> value) {
    return Statistics.median(values(name, value));
  }

  private double[] ratios(String name, String to, ToDoubleFunction<Measurement> value) {
    return Statistics.ratios(values(name, value), values(to, value));
  }

  private double[] values(String name, ToDoubleFunction<Measurement> value) {
    return rounds.getOrDefault(name, List.of()).stream().mapToDouble(value).toArray();
  }
}
