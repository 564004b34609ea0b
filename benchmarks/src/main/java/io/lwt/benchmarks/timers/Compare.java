package io.lwt.benchmarks.timers;

import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Rounds;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes many timers at once, whose times are spread over a second, waits until all have fired, and prints the CPU time
 * per timer, with this library and with others, in turns and in a process each, and ratios with their confidence
 * intervals.
 */
final class Compare {
  private static final String QUICK = "--rounds 3 --warmup 1 --passes 1";

  /** The flags of every JVM. The last one spares them warnings that this JDK would print. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms1g",
          "-Xmx1g",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private Compare() {}

  /** Usage: [--timers 1000,10000,100000,1000000] [--rounds 7] [--warmup 3] [--passes 2]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>("timers", Options.DEFAULT, Options::with, QUICK, JVM_FLAGS, Compare::run)
        .main(args);
  }

  /** Measures, prints, and tells what it found. */
  static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    out.printf("JVM %s: %s%n", Runtime.version(), String.join(" ", JVM_FLAGS));
    Map<String, List<String>> programs = programs();
    for (int timers : options.timers()) {
      Map<String, double[]> figures = measure(options, programs, timers);
      new Report(out).print(timers, figures);
      results.add("", timers, "CPU ns per timer", figures);
    }
  }

  /** The programs by their titles, ours first. */
  private static Map<String, List<String>> programs() throws IOException, InterruptedException {
    Map<String, List<String>> programs = new LinkedHashMap<>();
    for (Contender contender : Contender.values()) {
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(JVM_FLAGS);
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(Measure.class.getName(), contender.name()));
      programs.put(contender.title, command);
    }
    Optional<Path> ocaml = Compiler.ocaml("timers.ml");
    ocaml.ifPresent(program -> programs.put(Compiler.OCAML, List.of(program.toString())));
    return programs;
  }

  private static Map<String, double[]> measure(
      Options options, Map<String, List<String>> programs, int timers)
      throws IOException, InterruptedException {
    Map<String, Rounds.Measurement> measurements = new LinkedHashMap<>();
    programs.forEach(
        (title, program) -> {
          List<String> command = new ArrayList<>(program);
          for (int number : List.of(timers, options.warmup(), options.passes())) {
            command.add(Integer.toString(number));
          }
          measurements.put(title, Rounds.program(command));
        });
    return Rounds.measure(options.rounds(), measurements);
  }
}
