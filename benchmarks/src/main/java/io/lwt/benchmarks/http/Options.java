package io.lwt.benchmarks.http;

import io.lwt.benchmarks.Arguments;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the comparison is asked for.
 *
 * @param connections how many connections wrk opens; each number is a table of its own
 * @param rounds how often each server is measured
 * @param seconds how long each time
 * @param warmup for how many seconds a server is loaded before it is measured, per number of connections
 */
record Options(List<Integer> connections, int rounds, int seconds, int warmup) {
  static final String USAGE = "[--connections 64,1000] [--rounds 7] [--seconds 3] [--warmup 6]";

  private static final Options DEFAULT = new Options(List.of(64, 1000), 7, 3, 6);

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
      case "--connections" -> new Options(numbers(value), rounds, seconds, warmup);
      case "--rounds" -> new Options(connections, Arguments.count(value), seconds, warmup);
      case "--seconds" -> new Options(connections, rounds, Arguments.count(value), warmup);
      case "--warmup" -> new Options(connections, rounds, seconds, Arguments.count(value));
      default -> throw new IllegalArgumentException("no such option: " + name);
    };
  }

  private static List<Integer> numbers(String value) {
    return Stream.of(value.split(",", -1)).map(Arguments::count).toList();
  }
}
