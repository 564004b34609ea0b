package io.lwt.benchmarks;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Measures several things in turns, so that whatever else happens on the machine happens to all of them. */
public final class Rounds {
  private Rounds() {}

  /** What is measured once in each round. */
  public interface Measurement {
    /** Runs it, and gives the figure. */
    double take() throws IOException, InterruptedException;
  }

  /** The figures, by the things' names and rounds. */
  public static Map<String, double[]> measure(int rounds, Map<String, Measurement> things)
      throws IOException, InterruptedException {
    Map<String, double[]> figures = new LinkedHashMap<>();
    things.keySet().forEach(name -> figures.put(name, new double[rounds]));
    for (int round = 0; round < rounds; round++) {
      System.err.printf("round %d of %d%n", round + 1, rounds);
      for (Map.Entry<String, Measurement> thing : things.entrySet()) {
        Objects.requireNonNull(figures.get(thing.getKey()))[round] = thing.getValue().take();
      }
    }
    return figures;
  }

  /** Prints a line for each: its median, and the first one's ratio to it with the confidence interval. */
  public static void print(PrintStream out, String unit, Map<String, double[]> figures) {
    double[] first = figures.values().iterator().next();
    out.printf(
        "%n%s, and the first's / another's: median [%.1f %% confidence interval], %d rounds%n",
        unit, Statistics.medianConfidence(first.length) * 100, first.length);
    figures.forEach(
        (name, values) ->
            out.printf(
                "%-32s %10.1f   %s%n",
                name,
                Statistics.median(values),
                Statistics.medianText(Statistics.ratios(first, values))));
  }

  /** A program that prints the figure and nothing else. */
  public static Measurement program(List<String> command) {
    return () -> {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String output;
      try (var reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
        output = reader.readAllAsString();
      }
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed");
      }
      return Double.parseDouble(output.strip());
    };
  }

  /** The command that runs a class of these benchmarks in a JVM of its own. */
  public static List<String> java(Class<?> program, List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
