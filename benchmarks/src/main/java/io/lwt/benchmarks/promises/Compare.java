package io.lwt.benchmarks.promises;

import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures promises beside other libraries' and Lwt's own, and prints time and memory per operation, and times as
 * ratios with their confidence intervals.
 *
 * <p>A round measures every row with each library once, one after the other, in a process each: what changes on the
 * machine changes for all. Only ratios within a round are compared.
 */
final class Compare {
  private static final String QUICK = "--rounds 3 --seconds 0.5 --warmup 1";

  private final Options options;
  private final PrintStream out;
  private final List<Contender> contenders;

  private Compare(Options options, PrintStream out, List<Contender> contenders) {
    this.options = options;
    this.out = out;
    this.contenders = contenders;
  }

  /**
   * Usage: [--rows ResolvedBind,Join] [--rounds 7] [--seconds 2] [--warmup 2]. The working directory is this module's.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>(
            "promises", Options.DEFAULT, Options::with, QUICK, JmhContender.JVM_FLAGS, Compare::run)
        .main(args);
  }

  /** Measures, prints, and tells what it found. */
  static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>(List.of(JmhContender.values()));
    OcamlContender.compiled().ifPresent(contenders::add);
    new Compare(options, out, contenders).run(results);
  }

  private void run(Results results) throws IOException, InterruptedException {
    out.printf(
        "Promises, %d rounds of %.1f s each, after %.1f s of warm-up%n",
        options.rounds(), options.time().toMillis() / 1e3, options.warmup().toMillis() / 1e3);
    out.printf("JVM %s: %s%n", Runtime.version(), String.join(" ", JmhContender.JVM_FLAGS));
    Report report = new Report(out, contenders, measure());
    report.medians(options.rows());
    report.ratios(options.rows(), options.rounds());
    report.tell(options.rows(), results);
  }

  private Costs measure() throws IOException, InterruptedException {
    Costs costs = new Costs();
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d%n", round, options.rounds());
      for (Row row : options.rows()) {
        for (Contender contender : contenders) {
          if (contender.takesPart(row)) {
            costs.add(row, contender, contender.measure(row, options.warmup(), options.time()));
          }
        }
      }
    }
    return costs;
  }
}
