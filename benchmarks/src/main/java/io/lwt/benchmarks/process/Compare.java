package io.lwt.benchmarks.process;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Rounds;
import io.lwt.benchmarks.Rounds.Measurement;
import io.lwt.benchmarks.Seconds;
import io.lwt.benchmarks.Statistics;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Measures processes beside the JDK's, NuProcess', C's and Lwt's own in OCaml, in turns and in a process each, with
 * heaps of several sizes that are in memory, as a fork has to copy what describes them.
 */
final class Compare {
  private static final String QUICK = "--rounds 3 --seconds 1 --warmup 6 --heaps 64,1024,8192";

  /** The heap is told with each figure. The last flag spares them warnings that this JDK would print. */
  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "--sun-misc-unsafe-memory-access=allow");

  /** All of them, where otherwise the loop starts one in a lap itself. */
  private static final String ON_WORKERS = "lwt, started by workers";

  private Compare() {}

  /**
   * What is asked for.
   *
   * @param rounds how often each is measured
   * @param warmup how long each runs before it is measured: some ten thousand processes, for a JVM to be warm
   * @param time how long it is measured
   * @param heaps of how many MiB; those of which the machine has not twice as much are left out
   */
  record Options(int rounds, Duration warmup, Duration time, List<Integer> heaps) {
    static final Options DEFAULT =
        new Options(7, Duration.ofSeconds(15), Duration.ofSeconds(2), List.of(64, 512, 2048, 8192));

    Options with(String name, String value) {
      return switch (name) {
        case "--rounds" -> new Options(Arguments.count(value), warmup, time, heaps);
        case "--warmup" -> new Options(rounds, Seconds.parse(value), time, heaps);
        case "--seconds" -> new Options(rounds, warmup, Seconds.parse(value), heaps);
        case "--heaps" -> new Options(rounds, warmup, time, Arguments.counts(value));
        default -> throw new IllegalArgumentException("no such option: " + name);
      };
    }
  }

  /** Usage: [--rounds 7] [--seconds 2] [--warmup 15] [--heaps 64,512,2048,8192]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>("process", Options.DEFAULT, Options::with, QUICK, JVM_FLAGS, Compare::run)
        .main(args);
  }

  /** Measures, prints, and tells what it found. */
  static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    List<Integer> heaps = possible(options.heaps, results);
    Optional<Path> c = Compiler.c("spawn.c");
    Optional<Path> ocaml = Compiler.ocaml("spawn.ml");
    out.printf(
        "Processes; %d rounds of %s s each, after %s s of warm-up; JVM %s%n",
        options.rounds,
        Seconds.text(options.time),
        Seconds.text(options.warmup),
        Runtime.version());
    Map<Integer, Map<String, double[]>> one = new LinkedHashMap<>();
    for (Work work : Work.values()) {
      for (int heap : heaps(work, heaps)) {
        Map<String, double[]> figures =
            Rounds.measure(options.rounds, contenders(options, work, heap, c, ocaml));
        Rounds.print(out, work.title + ", heap " + heap + " MiB: " + work.unit, figures);
        targets(out, work, figures);
        results.add(work.title, heap, work.unit, figures);
        if (work == Work.ONE) {
          one.put(heap, figures);
        }
      }
    }
    int small = heaps.getFirst();
    int large = heaps.getLast();
    out.printf("%none after the other, lwt, heap %d MiB / %d MiB:", large, small);
    double[] ratios =
        Statistics.ratios(figure(get(one, large), "lwt"), figure(get(one, small), "lwt"));
    verdict(out, ratios, 1.1);
  }

  /** What depends on the heap is measured with all of them, the rest where it may matter. */
  private static List<Integer> heaps(Work work, List<Integer> all) {
    return switch (work) {
      case ONE -> all;
      case MANY -> all.size() == 1 ? all : List.of(all.getFirst(), all.getLast());
      case CAT -> all.subList(0, 1);
    };
  }

  private static List<Integer> possible(List<Integer> heaps, Results results) throws IOException {
    int most = availableMebibytes() / 2;
    List<Integer> possible = heaps.stream().filter(heap -> heap <= most).toList();
    heaps.stream()
        .filter(heap -> heap > most)
        .forEach(heap -> results.leftOut("a heap of " + heap + " MiB"));
    if (possible.isEmpty()) {
      throw new IOException("no memory for a heap of so many MiB: " + heaps);
    }
    return possible;
  }

  private static Map<String, double[]> get(Map<Integer, Map<String, double[]>> figures, int heap) {
    return Objects.requireNonNull(figures.get(heap));
  }

  private static double[] figure(Map<String, double[]> figures, String name) {
    return Objects.requireNonNull(figures.get(name));
  }

  private static Map<String, Measurement> contenders(
      Options options, Work work, int heap, Optional<Path> c, Optional<Path> ocaml) {
    Map<String, Measurement> contenders = new LinkedHashMap<>();
    contenders.put("lwt", jvm(LwtProgram.class, options, work, heap));
    if (work == Work.MANY) {
      contenders.put(ON_WORKERS, jvm(LwtProgram.OnWorkers.class, options, work, heap));
    }
    contenders.put("ProcessBuilder", jvm(BuilderProgram.class, options, work, heap));
    contenders.put("NuProcess", jvm(NuProgram.class, options, work, heap));
    c.ifPresent(program -> contenders.put(Compiler.C, program(program, options, work, heap)));
    ocaml.ifPresent(
        program -> contenders.put(Compiler.OCAML, program(program, options, work, heap)));
    return contenders;
  }

  private static Measurement jvm(Class<?> program, Options options, Work work, int heap) {
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    flags.addAll(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m"));
    return Rounds.program(
        Rounds.java(program, flags, arguments(options, work).toArray(new String[0])));
  }

  private static Measurement program(Path program, Options options, Work work, int heap) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments(options, work));
    command.add(Integer.toString(heap));
    return Rounds.program(command);
  }

  private static List<String> arguments(Options options, Work work) {
    return List.of(work.name(), Seconds.text(options.warmup), Seconds.text(options.time));
  }

  /** What this library is to reach. */
  private static void targets(PrintStream out, Work work, Map<String, double[]> figures) {
    double[] own = figure(figures, "lwt");
    if (work == Work.CAT) {
      out.print("lwt / the faster JVM peer:");
      double[] builder = figure(figures, "ProcessBuilder");
      double[] nu = figure(figures, "NuProcess");
      boolean isNu = Statistics.median(nu) < Statistics.median(builder);
      verdict(out, Statistics.ratios(own, isNu ? nu : builder), 1 / 1.2);
      return;
    }
    double[] builder = figure(figures, "ProcessBuilder");
    out.print("lwt / ProcessBuilder:");
    verdict(out, Statistics.ratios(own, builder), 1 / 2.3);
    if (work == Work.MANY) {
      out.print(ON_WORKERS + " / ProcessBuilder:");
      verdict(out, Statistics.ratios(figure(figures, ON_WORKERS), builder), 1 / 2.3);
    }
    if (work == Work.ONE && figures.containsKey(Compiler.C)) {
      out.print("lwt / C:");
      verdict(out, Statistics.ratios(own, figure(figures, Compiler.C)), 1 / 0.9);
    }
  }

  private static void verdict(PrintStream out, double[] ratios, double limit) {
    out.printf(
        " %s   ≤ %.2f %s%n",
        Statistics.medianText(ratios),
        limit,
        Statistics.median(ratios) <= limit ? "met" : "MISSED");
  }

  private static int availableMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToInt(line -> (int) (Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024))
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }
}
