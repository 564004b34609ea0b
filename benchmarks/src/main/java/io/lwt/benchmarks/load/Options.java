package io.lwt.benchmarks.load;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Seconds;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

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
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Options parse(List<String> arguments, Options defaults) {
    return Arguments.fold(arguments, defaults, Options::with);
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--connections" -> new Options(numbers(value), rounds, time, warmup);
      case "--rounds" -> new Options(connections, Arguments.count(value), time, warmup);
      case "--seconds" -> new Options(connections, rounds, Seconds.parse(value), warmup);
      case "--warmup" -> new Options(connections, rounds, time, Seconds.parse(value));
      default -> throw new IllegalArgumentException("no such option: " + name);
    };
  }

  private static List<Integer> numbers(String value) {
    return Stream.of(value.split(",", -1)).map(Arguments::count).toList();
  }

  /** The command line that asks for this. */
  String commandLine() {
    return String.format(
        "[--connections %s] [--rounds %d] [--seconds %s] [--warmup %s]",
        String.join(",", connections.stream().map(String::valueOf).toList()),
        rounds,
        Seconds.text(time),
        Seconds.text(warmup));
  }
}
