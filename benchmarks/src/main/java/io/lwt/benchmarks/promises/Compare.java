package io.lwt.benchmarks.promises;

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
  private final Options options;
  private final PrintStream out;
  private final List<Contender> contenders;

  private Compare(Options options, PrintStream out, List<Contender> contenders) {
    this.options = options;
    this.out = out;
    this.contenders = contenders;
  }

  /** Usage: see {@link Options#USAGE}. The working directory is this module's. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\nusage: scripts/bench promises " + Options.USAGE);
      System.exit(2);
      return;
    }
    run(options, System.out);
  }

  /** Measures, and prints. */
  static void run(Options options, PrintStream out) throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>(List.of(JmhContender.values()));
    OcamlContender.compiled().ifPresent(contenders::add);
    new Compare(options, out, contenders).run();
  }

  private void run() throws IOException, InterruptedException {
    out.printf(
        "Promises, %d rounds of %.1f s each, after %.1f s of warm-up%n",
        options.rounds(), options.time().toMillis() / 1e3, options.warmup().toMillis() / 1e3);
    out.printf("JVM %s: %s%n", Runtime.version(), String.join(" ", JmhContender.JVM_FLAGS));
    Report report = new Report(out, contenders, measure());
    report.medians(options.rows());
    report.ratios(options.rows(), options.rounds());
  }

  private Results measure() throws IOException, InterruptedException {
    Results results = new Results();
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d%n", round, options.rounds());
      for (Row row : options.rows()) {
        for (Contender contender : contenders) {
          if (contender.takesPart(row)) {
            results.add(row, contender, contender.measure(row, options.warmup(), options.time()));
          }
        }
      }
    }
    return results;
  }
}
