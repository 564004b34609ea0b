package io.lwt.benchmarks.page;

import io.lwt.benchmarks.Statistics;
import io.lwt.benchmarks.results.Circumstances;
import io.lwt.benchmarks.results.Result;
import io.lwt.benchmarks.results.Run;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a page of what the comparisons found, from the files that they left. */
public final class Page {
  private static final String FILE = "performance.md";
  private static final String FOLDER = "performance";

  private static final String HEAD =
      """
      # Performance

      What the comparisons of `scripts/bench` found, each with the command that measures it anew. The contenders
      of one are measured in turns, round by round, so that whatever else happens on the machine happens to all of
      them. The column "this" is this library, the median of the rounds; the others are this library's figure as a
      ratio of theirs: the median of the rounds' ratios, and where that median lies, with the confidence that
      stands above the table. Smaller is better for this library, and below 1 it is better than the other. A
      plot's colours are the same contenders' everywhere.

      `scripts/bench` writes this page; the figures are in [performance](performance).
      """;

  private final Path docs;
  private final StringBuilder text = new StringBuilder(HEAD);

  private Page(Path docs) {
    this.docs = docs;
  }

  /** Usage: DOCS. Writes performance.md and its plots there, from what is in the folder performance. */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]));
  }

  /** Writes the page and its plots into a folder; what the comparisons found is in its folder {@code performance}. */
  static void write(Path docs) throws IOException {
    var page = new Page(docs);
    for (Topic topic : Topic.values()) {
      page.section(topic);
    }
    Files.writeString(docs.resolve(FILE), page.text);
  }

  private void section(Topic topic) throws IOException {
    Path file = docs.resolve(FOLDER).resolve(topic.id() + Run.SUFFIX);
    if (!Files.exists(file)) {
      return;
    }
    Run run = Run.read(file);
    text.append("\n## ").append(topic.title).append("\n\n").append(topic.text).append("\n\n");
    circumstances(run.circumstances());
    Optional<Plot> plot = topic.plot();
    if (plot.isPresent()) {
      plot(topic, plot.get(), run.results());
    }
    grouped(run.results(), Result::unit).forEach((unit, results) -> table(topic, unit, results));
  }

  private void circumstances(Circumstances run) {
    text.append('`').append(run.command()).append("`, ").append(run.date()).append(", ");
    text.append(run.kernel()).append(", ").append(run.processors());
    text.append(", JDK ").append(run.jdk());
    if (!run.flags().isEmpty()) {
      text.append(" `").append(run.flags()).append('`');
    }
    text.append(".\n");
    if (!run.leftOut().isEmpty()) {
      text.append("Not there, and left out: ").append(run.leftOut()).append(".\n");
    }
  }

  private void plot(Topic topic, Plot plot, List<Result> results) throws IOException {
    String name = topic.id() + ".svg";
    Path file = docs.resolve(FOLDER).resolve(name);
    Optional<String> svg = plot.draw(results);
    if (svg.isPresent()) {
      Files.writeString(file, svg.get());
      text.append("\n![%s](%s/%s)\n".formatted(plot.title(), FOLDER, name));
    } else {
      Files.deleteIfExists(file); // one of an earlier run
    }
  }

  private void table(Topic topic, String unit, List<Result> results) {
    int rounds = results.getFirst().rounds();
    text.append(
        "\nMedians of %d rounds; ratios' intervals with %.1f %% confidence:\n\n"
            .formatted(rounds, Statistics.medianConfidence(rounds) * 100));
    List<Result> together =
        grouped(results, Result::row).values().stream().flatMap(List::stream).toList();
    Map<String, List<Result>> rows =
        grouped(together, result -> topic.label(result.row(), result.x()));
    List<String> others =
        rows.values().stream()
            .flatMap(row -> row.stream().skip(1))
            .map(Result::contender)
            .distinct()
            .toList();
    line(Stream.concat(Stream.of(unit, "this"), others.stream().map(name -> "/ " + name)));
    line(
        Stream.concat(
            Stream.of("---"), Stream.concat(Stream.of("this"), others.stream()).map(_ -> "---:")));
    rows.forEach((label, row) -> row(label, row, others));
  }

  private void row(String label, List<Result> row, List<String> others) {
    Map<String, Result> byName =
        row.stream().collect(Collectors.toMap(Result::contender, result -> result));
    List<String> cells = new ArrayList<>(List.of(label, value(row.getFirst().median())));
    others.forEach(name -> cells.add(byName.containsKey(name) ? ratio(byName.get(name)) : "–"));
    line(cells.stream());
  }

  private void line(Stream<String> cells) {
    text.append(cells.collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Three digits that count. */
  private static String value(double value) {
    double rounded = new BigDecimal(value, new MathContext(3)).doubleValue();
    int decimals = rounded == 0 ? 0 : Math.max(0, 2 - (int) Math.floor(Math.log10(rounded)));
    return String.format(Locale.ROOT, "%,." + decimals + "f", rounded);
  }

  private static String ratio(Result result) {
    if (!Double.isFinite(result.ratio())) {
      return "–";
    }
    String format = result.ratio() < 0.1 ? "%.3f [%.3f, %.3f]" : "%.2f [%.2f, %.2f]";
    return String.format(Locale.ROOT, format, result.ratio(), result.low(), result.high());
  }

  private static Map<String, List<Result>> grouped(
      List<Result> results, Function<Result, String> key) {
    return results.stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }
}
