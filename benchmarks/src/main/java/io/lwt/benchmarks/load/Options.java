package io.lwt.benchmarks.load;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Seconds;
import java.time.Duration;
import java.util.List;

/**
 * What a comparison is asked for.
 *
 * @param connections how many connections are opened; each number is a table of its own
 * @param rounds how often each server is measured
 * @param time how long each time
 * @param warmup how long a server is loaded before it is measured, per number of connections
 */
public record Options(List<Integer> connections, int rounds, Duration time, Duration warmup) {
  /**
   * With one argument more.
   *
   * @throws IllegalArgumentException if it is none
   */
  Options with(String name, String value) {
    return switch (name) {
      case "--connections" -> new Options(Arguments.counts(value), rounds, time, warmup);
      case "--rounds" -> new Options(connections, Arguments.count(value), time, warmup);
      case "--seconds" -> new Options(connections, rounds, Seconds.parse(value), warmup);
      case "--warmup" -> new Options(connections, rounds, time, Seconds.parse(value));
      default -> throw new IllegalArgumentException("no such option: " + name);
    };
  }
}
