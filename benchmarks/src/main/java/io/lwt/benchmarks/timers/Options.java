package io.lwt.benchmarks.timers;

import io.lwt.benchmarks.Arguments;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the comparison is asked for.
 *
 * @param timers how many at once
 * @param rounds how often each contender is measured
 * @param warmup how many passes, of a second or more each, come before that each time
 * @param passes how many are measured
 */
record Options(List<Integer> timers, int rounds, int warmup, int passes) {
  static final String USAGE = "[--timers 100000,1000000] [--rounds 7] [--warmup 5] [--passes 3]";

  private static final Options DEFAULT = new Options(List.of(100_000, 1_000_000), 7, 5, 3);

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Options parse(List<String> arguments) {
    return Arguments.fold(arguments, DEFAULT, Options::with);
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--timers" -> new Options(counts(value), rounds, warmup, passes);
      case "--rounds" -> new Options(timers, Arguments.count(value), warmup, passes);
      case "--warmup" -> new Options(timers, rounds, Arguments.count(value), passes);
      case "--passes" -> new Options(timers, rounds, warmup, Arguments.count(value));
      default -> throw new IllegalArgumentException("no such option: " + name);
    };
  }

  private static List<Integer> counts(String value) {
    return Stream.of(value.split(",", -1)).map(Arguments::count).toList();
  }
}
