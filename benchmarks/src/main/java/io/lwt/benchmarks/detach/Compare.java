package io.lwt.benchmarks.detach;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Seconds;
import io.lwt.benchmarks.Statistics;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures detached calls beside other libraries' and Lwt's own, in turns and in a process each, and prints time per
 * call, and ratios with their confidence intervals. Only ratios within a round are compared.
 */
final class Compare {
  private static final String UNIT = "ns per call";
  private static final String QUICK = "--rounds 3 --seconds 1 --warmup 1";

  private final Options options;
  private final PrintStream out;
  private final List<Contender> contenders;

  /** Of each row, by contender and round. */
  private final Map<Row, double[][]> nanos = new EnumMap<>(Row.class);

  /**
   * What is asked for.
   *
   * @param rounds how often each program is measured
   * @param warmup how long it runs each time before it is measured
   * @param time how long it is measured
   */
  record Options(int rounds, Duration warmup, Duration time) {
    static final Options DEFAULT = new Options(7, Duration.ofSeconds(2), Duration.ofSeconds(2));

    Options with(String name, String value) {
      return switch (name) {
        case "--rounds" -> new Options(Arguments.count(value), warmup, time);
        case "--warmup" -> new Options(rounds, Seconds.parse(value), time);
        case "--seconds" -> new Options(rounds, warmup, Seconds.parse(value));
        default -> throw new IllegalArgumentException("no such option: " + name);
      };
    }
  }

  private Compare(Options options, PrintStream out, List<Contender> contenders) {
    this.options = options;
    this.out = out;
    this.contenders = contenders;
    for (Row row : Row.values()) {
      nanos.put(row, new double[contenders.size()][options.rounds]);
    }
  }

  /** Usage: [--rounds 7] [--seconds 2] [--warmup 2]. The working directory is this module's. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>(
            "detach", Options.DEFAULT, Options::with, QUICK, Contender.JVM_FLAGS, Compare::run)
        .main(args);
  }

  /** Measures, prints, and tells what it found. */
  static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    var compare = new Compare(options, out, Contender.all());
    compare.measure();
    compare.report();
    compare.tell(results);
  }

  private void measure() throws IOException, InterruptedException {
    for (int round = 0; round < options.rounds; round++) {
      System.err.printf("round %d of %d%n", round + 1, options.rounds);
      for (Row row : Row.values()) {
        for (int i = 0; i < contenders.size(); i++) {
          nanos(row)[i][round] = contenders.get(i).measure(row, options.warmup, options.time);
        }
      }
    }
  }

  private double[][] nanos(Row row) {
    return Objects.requireNonNull(nanos.get(row));
  }

  private void report() {
    out.printf(
        "Detached calls, %d threads for them; %d rounds of %s s each, after %s s of warm-up%n",
        Program.THREADS, options.rounds, Seconds.text(options.time), Seconds.text(options.warmup));
    out.printf("JVM %s: %s%n", Runtime.version(), String.join(" ", Contender.JVM_FLAGS));
    out.printf("%n%-28s", UNIT);
    contenders.forEach(contender -> out.printf(" %18s", contender.title()));
    out.println();
    for (Row row : Row.values()) {
      out.printf("%-28s", row.title);
      for (double[] values : nanos(row)) {
        out.printf(" %18.1f", Statistics.median(values));
      }
      out.println();
    }
    out.printf(
        "%nlwt's time / another's: median of the rounds' ratios [%.1f %% confidence interval]%n",
        Statistics.medianConfidence(options.rounds) * 100);
    for (Row row : Row.values()) {
      ratios(row);
    }
  }

  private void tell(Results results) {
    for (Row row : Row.values()) {
      Map<String, double[]> figures = new LinkedHashMap<>();
      for (int i = 0; i < contenders.size(); i++) {
        figures.put(contenders.get(i).title(), nanos(row)[i]);
      }
      results.add(row.title, 0, UNIT, figures);
    }
  }

  private void ratios(Row row) {
    double[][] times = nanos(row);
    out.printf("%-28s", row.title);
    for (int i = 1; i < times.length; i++) {
      out.printf(
          " / %s %s",
          contenders.get(i).title(), Statistics.medianText(Statistics.ratios(times[0], times[i])));
    }
    double ratio = Statistics.median(Statistics.ratios(times[0], fastestPeer(times)));
    out.printf("   ≤ %.2f %s%n", row.limit, ratio <= row.limit ? "met" : "MISSED");
  }

  /** The times of the JVM's contender that is fastest. */
  private double[] fastestPeer(double[][] times) {
    return Arrays.stream(times)
        .filter(values -> contenders.get(Arrays.asList(times).indexOf(values)).isJvmPeer())
        .min(Comparator.comparingDouble(Statistics::median))
        .orElseThrow();
  }
}
