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
  static final Options DEFAULT =
      new Options(List.of(Row.values()), 7, Duration.ofSeconds(2), Duration.ofSeconds(2));

  /**
   * With one argument more.
   *
   * @throws IllegalArgumentException if it is none
   */
  Options with(String name, String value) {
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
