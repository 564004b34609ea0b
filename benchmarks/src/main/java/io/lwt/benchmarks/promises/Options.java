package io.lwt.benchmarks.promises;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Seconds;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the comparison is asked for.
 *
 * @param rows what is compared
 * @param rounds how often each library is measured
 * @param warmup how long it runs each time before it is measured
 * @param time how long it is measured
 */
record Options(List<Row> rows, int rounds, Duration warmup, Duration time) {
  static final String USAGE =
      "[--quick] [--rows ResolvedBind,Join] [--rounds 7] [--seconds 2] [--warmup 2]";

  private static final Options DEFAULT =
      new Options(List.of(Row.values()), 7, Duration.ofSeconds(2), Duration.ofSeconds(2));

  private static final List<String> QUICK =
      List.of("--rounds", "3", "--warmup", "1", "--seconds", "0.5");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Options parse(List<String> arguments) {
    List<String> expanded =
        arguments.stream()
            .flatMap(argument -> argument.equals("--quick") ? QUICK.stream() : Stream.of(argument))
            .toList();
    return Arguments.fold(expanded, DEFAULT, Options::with);
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--rows" -> new Options(rows(value), rounds, warmup, time);
      case "--rounds" -> new Options(rows, Arguments.count(value), warmup, time);
      case "--warmup" -> new Options(rows, rounds, Seconds.parse(value), time);
      case "--seconds" -> new Options(rows, rounds, warmup, Seconds.parse(value));
      default -> throw new IllegalArgumentException("no such option: " + name);
    };
  }

  private static List<Row> rows(String value) {
    return Stream.of(value.split(",", -1)).map(Row::of).toList();
  }
}
