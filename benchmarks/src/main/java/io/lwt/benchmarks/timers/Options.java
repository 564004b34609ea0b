package io.lwt.benchmarks.timers;

import io.lwt.benchmarks.Arguments;
import java.util.List;

/**
 * What the comparison is asked for.
 *
 * @param timers how many at once
 * @param rounds how often each contender is measured
 * @param warmup how many passes, of a second or more each, come before that each time
 * @param passes how many are measured
 */
record Options(List<Integer> timers, int rounds, int warmup, int passes) {
  static final Options DEFAULT = new Options(List.of(1000, 10_000, 100_000, 1_000_000), 7, 3, 2);

  /**
   * With one argument more.
   *
   * @throws IllegalArgumentException if it is none
   */
  Options with(String name, String value) {
    return switch (name) {
      case "--timers" -> new Options(Arguments.counts(value), rounds, warmup, passes);
      case "--rounds" -> new Options(timers, Arguments.count(value), warmup, passes);
      case "--warmup" -> new Options(timers, rounds, Arguments.count(value), passes);
      case "--passes" -> new Options(timers, rounds, warmup, Arguments.count(value));
      default -> throw new IllegalArgumentException("no such option: " + name);
    };
  }
}
