package io.lwt.benchmarks.results;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Compiler;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A comparison, as scripts/bench runs it: it prints a report, and leaves its results in a file.
 *
 * @param name what scripts/bench calls it
 * @param defaults what it is asked for unless its arguments say otherwise
 * @param step takes an argument into account
 * @param quick what {@code --quick} stands for, with single spaces
 * @param flags those of the JVMs that it compares
 * @param body does it
 * @param <O> what it may be asked for
 */
public record Benchmark<O>(
    String name,
    O defaults,
    Arguments.Step<O> step,
    String quick,
    List<String> flags,
    Body<O> body) {
  private static final Path FOLDER = Path.of("target/results");

  /**
   * Measures, prints, and tells what it found.
   *
   * @param <O> what it may be asked for
   */
  @FunctionalInterface
  public interface Body<O> {
    /** Does what the options ask for. */
    void run(O options, PrintStream out, Results results) throws IOException, InterruptedException;
  }

  /** Does what a command line asks for; ends the program if it is none. The working directory is this module's. */
  public void main(String[] args) throws IOException, InterruptedException {
    List<String> arguments = expand(args);
    O options = Arguments.foldOrExit(arguments, defaults, step);
    var results = new Results();
    body.run(options, System.out, results);
    var circumstances =
        Circumstances.now(
            command(arguments),
            flags,
            Stream.concat(Compiler.missing().stream(), results.leftOut().stream()).toList());
    Files.createDirectories(FOLDER);
    new Run(circumstances, results.list()).write(FOLDER.resolve(name + Run.SUFFIX));
  }

  /** What a user types for it: each option once, as the last one counts. */
  String command(List<String> arguments) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      options.put(arguments.get(i), arguments.get(i + 1));
    }
    var command = new StringBuilder("scripts/bench " + name);
    options.forEach(
        (option, value) -> command.append(' ').append(option).append(' ').append(value));
    return command.toString();
  }

  /** With what {@code --quick} stands for in its place, so that what follows may change it. */
  List<String> expand(String... args) {
    return Arrays.stream(args)
        .flatMap(
            argument ->
                argument.equals("--quick") ? Stream.of(quick.split(" ", -1)) : Stream.of(argument))
        .toList();
  }
}
