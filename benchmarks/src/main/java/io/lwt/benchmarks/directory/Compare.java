package io.lwt.benchmarks.directory;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Rounds;
import io.lwt.benchmarks.Rounds.Measurement;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads all names of a large directory, in C, with Lwt in OCaml and with this library, in turns and in a process each,
 * and prints nanoseconds per name, and ratios with their confidence intervals.
 */
final class Compare {
  private static final Path WORK = Path.of("target/directory");
  private static final String UNIT = "ns per name";
  private static final String QUICK = "--rounds 3 --passes 5";

  /**
   * What is asked for.
   *
   * @param files how many there are
   * @param rounds how often each program is measured
   * @param passes how often it reads the directory each time
   */
  record Options(int files, int rounds, int passes) {
    static final Options DEFAULT = new Options(100_000, 7, 20);

    private Options with(String name, String value) {
      return switch (name) {
        case "--files" -> new Options(Arguments.count(value), rounds, passes);
        case "--rounds" -> new Options(files, Arguments.count(value), passes);
        case "--passes" -> new Options(files, rounds, Arguments.count(value));
        default -> throw new IllegalArgumentException("no such option: " + name);
      };
    }
  }

  /** How the names are asked for. */
  private enum Way {
    /** As a stream: {@code filesOfDirectory}. */
    STREAM("a stream of names", "stream", 1),
    /** By a call for each: {@code readdir}, for which Lwt asks a thread each time. */
    ENTRIES("entries one by one", "entries", 20);

    private final String title;
    private final String argument;

    /** So much fewer passes are made. */
    private final int slowness;

    Way(String title, String argument, int slowness) {
      this.title = title;
      this.argument = argument;
      this.slowness = slowness;
    }
  }

  private Compare() {}

  /** Usage: [--files 100000] [--rounds 7] [--passes 20]. The working directory is this module's. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>("directory", Options.DEFAULT, Options::with, QUICK, List.of(), Compare::run)
        .main(args);
  }

  /** Measures, prints, and tells what it found. */
  static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    Files.createDirectories(WORK);
    Path folder = Files.createTempDirectory(WORK, "files");
    try {
      for (int i = 0; i < options.files; i++) {
        Files.createFile(folder.resolve("file-%06d.txt".formatted(i)));
      }
      for (Way way : Way.values()) {
        Map<String, double[]> figures =
            Rounds.measure(options.rounds, programs(way, options.passes, folder));
        Rounds.print(out, way.title + ": " + UNIT, figures);
        results.add(way.title, options.files, UNIT, figures);
      }
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** The programs by their names, ours first. */
  private static Map<String, Measurement> programs(Way way, int passesOfStream, Path folder)
      throws IOException, InterruptedException {
    String passes = Integer.toString(Math.max(1, passesOfStream / way.slowness));
    String[] arguments = {folder.toAbsolutePath().toString(), passes, passes, way.argument};
    Map<String, Measurement> programs = new LinkedHashMap<>();
    programs.put("lwt", Rounds.program(Rounds.java(LwtNames.class, List.of(), arguments)));
    Compiler.c("directory.c").ifPresent(c -> programs.put("C, getdents64", compiled(c, arguments)));
    Compiler.ocaml("directory.ml")
        .ifPresent(ocaml -> programs.put(Compiler.OCAML, compiled(ocaml, arguments)));
    return programs;
  }

  private static Measurement compiled(Path program, String... arguments) {
    return Rounds.program(
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList());
  }
}
