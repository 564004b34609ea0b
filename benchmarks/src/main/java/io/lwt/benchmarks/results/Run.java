package io.lwt.benchmarks.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run of a comparison found, and under which circumstances. Its file has tabs between the values.
 *
 * @param circumstances what the figures depend on: lines of the form {@code # name value} at the file's head
 * @param results the lines after the columns' names
 */
public record Run(Circumstances circumstances, List<Result> results) {
  private static final String HEAD = "# ";

  /** How the file of a benchmark ends. */
  public static final String SUFFIX = ".tsv";

  /** Writes the file, in place of any there. */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD + "date\t" + circumstances.date());
    lines.add(HEAD + "command\t" + circumstances.command());
    lines.add(HEAD + "kernel\t" + circumstances.kernel());
    lines.add(HEAD + "processors\t" + circumstances.processors());
    lines.add(HEAD + "jdk\t" + circumstances.jdk());
    lines.add(HEAD + "flags\t" + circumstances.flags());
    lines.add(HEAD + "left out\t" + circumstances.leftOut());
    lines.add(Result.COLUMNS);
    results.forEach(result -> lines.add(result.line()));
    Files.write(file, lines);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is not one of these
   */
  public static Run read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int columns = lines.indexOf(Result.COLUMNS);
    if (columns < 0) {
      throw new IllegalArgumentException("no results: " + file);
    }
    Map<String, String> head = new HashMap<>();
    for (String line : lines.subList(0, columns)) {
      int tab = line.indexOf('\t');
      head.put(line.substring(HEAD.length(), tab), line.substring(tab + 1));
    }
    return new Run(
        new Circumstances(
            value(head, "date"),
            value(head, "command"),
            value(head, "kernel"),
            value(head, "processors"),
            value(head, "jdk"),
            value(head, "flags"),
            value(head, "left out")),
        lines.subList(columns + 1, lines.size()).stream().map(Result::parse).toList());
  }

  private static String value(Map<String, String> head, String name) {
    String value = head.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name + " in the head");
    }
    return value;
  }
}
