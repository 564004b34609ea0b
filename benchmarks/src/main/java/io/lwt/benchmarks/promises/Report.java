package io.lwt.benchmarks.promises;

import static io.lwt.benchmarks.promises.JmhContender.LWT;

import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Statistics;
import io.lwt.benchmarks.results.Results;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Prints what was measured. */
final class Report {
  private final PrintStream out;
  private final List<Contender> contenders;
  private final Costs costs;

  /** A report on what the contenders cost. */
  Report(PrintStream out, List<Contender> contenders, Costs costs) {
    this.out = out;
    this.contenders = contenders;
    this.costs = costs;
  }

  /** Prints the medians: a line for each row, two columns for each contender. */
  void medians(List<Row> rows) {
    out.printf("%n%-24s", "ns and B per operation");
    contenders.forEach(contender -> out.printf(" %18s", contender.title()));
    out.println();
    for (Row row : rows) {
      out.printf("%-24s", row.title);
      contenders.forEach(contender -> out.printf(" %18s", medians(row, contender)));
      out.println();
    }
  }

  private String medians(Row row, Contender contender) {
    return contender.takesPart(row)
        ? String.format("%.1f %7.0f", nanos(row, contender), bytes(row, contender))
        : "–";
  }

  /**
   * Prints how ours compares with the fastest of the others, as the median of the rounds' ratios, and whether that is
   * what it is to be; whether it allocates no more than any on the JVM; and how it compares with Lwt in OCaml.
   */
  void ratios(List<Row> rows, int roundCount) {
    double confidence = Statistics.medianConfidence(roundCount);
    out.printf(
        "%nlwt's time / another's: median of the rounds' ratios [%.1f %% confidence interval]%n",
        confidence * 100);
    out.printf(
        "%-24s %40s %14s %10s %24s%n",
        "", "fastest of the others", "target", "fewest B", Compiler.OCAML);
    rows.forEach(this::ratios);
  }

  private void ratios(Row row) {
    Optional<Contender> fastest =
        peers(row).min(Comparator.comparingDouble(peer -> nanos(row, peer)));
    OptionalDouble fewest =
        peers(row)
            .filter(JmhContender.class::isInstance)
            .mapToDouble(peer -> bytes(row, peer))
            .min();
    out.printf(
        "%-24s %40s %14s %10s %24s%n",
        row.title,
        fastest
            .map(peer -> peer.title() + " " + Statistics.medianText(ratios(row, peer)))
            .orElse("–"),
        fastest
            .map(peer -> Statistics.median(ratios(row, peer)) <= row.limit)
            .map(quick -> String.format("≤ %.2f %s", row.limit, met(quick)))
            .orElse("–"),
        fewest.isEmpty()
            ? "–"
            : met(Math.round(bytes(row, LWT)) <= Math.round(fewest.getAsDouble())),
        peers(row)
            .filter(OcamlContender.class::isInstance)
            .findFirst()
            .map(ocaml -> Statistics.medianText(ratios(row, ocaml)))
            .orElse("–"));
  }

  /** Tells the results of all rows: nanoseconds, and bytes. */
  void tell(List<Row> rows, Results results) {
    for (Row row : rows) {
      results.add(row.title, 0, "ns per operation", figures(row, Cost::nanos));
    }
    for (Row row : rows) {
      results.add(row.title, 0, "B per operation", figures(row, Cost::bytes));
    }
  }

  private Map<String, double[]> figures(Row row, ToDoubleFunction<Cost> value) {
    Map<String, double[]> figures = new LinkedHashMap<>();
    contenders.stream()
        .filter(contender -> contender.takesPart(row))
        .forEach(contender -> figures.put(contender.title(), values(row, contender, value)));
    return figures;
  }

  private static String met(boolean met) {
    return met ? "met" : "MISSED";
  }

  private Stream<Contender> peers(Row row) {
    return contenders.stream().filter(peer -> peer != LWT && peer.takesPart(row));
  }

  private double[] ratios(Row row, Contender to) {
    return Statistics.ratios(values(row, LWT, Cost::nanos), values(row, to, Cost::nanos));
  }

  private double nanos(Row row, Contender contender) {
    return Statistics.median(values(row, contender, Cost::nanos));
  }

  private double bytes(Row row, Contender contender) {
    return Statistics.median(values(row, contender, Cost::bytes));
  }

  private double[] values(Row row, Contender contender, ToDoubleFunction<Cost> value) {
    return costs.of(row, contender).stream().mapToDouble(value).toArray();
  }
}
