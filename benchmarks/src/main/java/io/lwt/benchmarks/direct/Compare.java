package io.lwt.benchmarks.direct;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Rounds;
import io.lwt.benchmarks.Rounds.Measurement;
import io.lwt.benchmarks.Seconds;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares awaits of tasks in direct style, on continuations and on threads, with virtual threads that park. */
final class Compare {
  private static final String UNIT = "ns per turn";
  private static final String QUICK = "--rounds 3 --seconds 1";
  private static final String COLLECTOR = "-XX:+UseSerialGC";
  private static final String EXPORT = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED";

  /** So that two virtual threads take turns on one processor, as two tasks do. */
  private static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";

  /**
   * What is asked for.
   *
   * @param rounds how often each is measured
   * @param time for how long each time, after as long for warming up
   */
  record Options(int rounds, Duration time) {
    static final Options DEFAULT = new Options(7, Duration.ofSeconds(2));

    private Options with(String name, String value) {
      return switch (name) {
        case "--rounds" -> new Options(Arguments.count(value), time);
        case "--seconds" -> new Options(rounds, Seconds.parse(value));
        default -> throw new IllegalArgumentException("no such option: " + name);
      };
    }
  }

  private Compare() {}

  /** Usage: [--rounds 7] [--seconds 2]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>(
            "direct", Options.DEFAULT, Options::with, QUICK, List.of(COLLECTOR), Compare::run)
        .main(args);
  }

  /** Measures, prints, and tells what it found. */
  static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    String seconds = Seconds.text(options.time);
    Map<String, Measurement> programs = new LinkedHashMap<>();
    programs.put("await, on continuations", program(LwtTasks.class, EXPORT, seconds));
    programs.put("await, on threads", program(LwtTasks.class, ONE_CARRIER, seconds));
    programs.put("park of a virtual thread", program(VirtualThreads.class, ONE_CARRIER, seconds));
    Map<String, double[]> figures = Rounds.measure(options.rounds, programs);
    Rounds.print(out, UNIT, figures);
    results.add("a turn", 0, UNIT, figures);
  }

  private static Measurement program(Class<?> program, String flag, String seconds) {
    return Rounds.program(Rounds.java(program, List.of(COLLECTOR, flag), seconds));
  }
}
