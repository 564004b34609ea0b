package io.lwt.benchmarks.pipe;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Rounds;
import io.lwt.benchmarks.Rounds.Measurement;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads lines from a pipe, in turns and in a process each, and prints the CPU time per line. */
final class Compare {
  /** What each line is, without its end: it has 64 bytes. */
  static final String LINE = "a line of 64 bytes, which is much like those of many a log file";

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m");

  private static final String UNIT = "CPU ns per line";
  private static final String QUICK = "--rounds 3 --lines 4000000 --warmup 2000000";

  /**
   * What is asked for.
   *
   * @param rounds how often each is measured
   * @param lines how many lines are read each time
   * @param warmup how many before that
   */
  record Options(int rounds, int lines, int warmup) {
    static final Options DEFAULT = new Options(7, 10_000_000, 5_000_000);

    private Options with(String name, String value) {
      return switch (name) {
        case "--rounds" -> new Options(Arguments.count(value), lines, warmup);
        case "--lines" -> new Options(rounds, Arguments.count(value), warmup);
        case "--warmup" -> new Options(rounds, lines, Arguments.count(value));
        default -> throw new IllegalArgumentException("no such option: " + name);
      };
    }
  }

  private Compare() {}

  /** Usage: [--rounds 7] [--lines 10000000] [--warmup 5000000]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>("pipe", Options.DEFAULT, Options::with, QUICK, JVM_FLAGS, Compare::run)
        .main(args);
  }

  /** Measures, prints, and tells what it found. */
  static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    Map<String, Measurement> programs = new LinkedHashMap<>();
    programs.put("InputChannel.readLine", program(LwtLines.class, options));
    programs.put("BufferedReader.readLine", program(ReaderLines.class, options));
    Map<String, double[]> figures = Rounds.measure(options.rounds, programs);
    Rounds.print(out, UNIT, figures);
    results.add("a line of 64 bytes", 0, UNIT, figures);
  }

  /** A class that is given lines without end. */
  private static Measurement program(Class<?> program, Options options) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "yes '" + LINE + "' | exec \"$@\"", "sh"));
    command.addAll(Rounds.java(program, JVM_FLAGS, "" + options.warmup, "" + options.lines));
    return Rounds.program(command);
  }
}
