package io.lwt.benchmarks.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final String OURS = "lwt";

  /**
   * What is asked for.
   *
   * @param files how many there are
   * @param rounds how often each program is measured
   * @param passes how often it reads the directory each time
   */
  private record Options(int files, int rounds, int passes) {
    private Options with(String name, String value) {
      return switch (name) {
        case "--files" -> new Options(Arguments.count(value), rounds, passes);
        case "--rounds" -> new Options(files, Arguments.count(value), passes);
        case "--passes" -> new Options(files, rounds, Arguments.count(value));
        default -> throw new IllegalArgumentException("no such option: " + name);
      };
    }
  }

  private Compare() {}

  /** Usage: [--files 100000] [--rounds 7] [--passes 20]. The working directory is this module's. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options;
    try {
      options = Arguments.fold(List.of(args), new Options(100_000, 7, 20), Options::with);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Files.createDirectories(WORK);
    Path folder = Files.createTempDirectory(WORK, "files");
    try {
      for (int i = 0; i < options.files; i++) {
        Files.createFile(folder.resolve("file-%06d.txt".formatted(i)));
      }
      report(measure(options, programs(), folder), options.rounds);
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
  private static Map<String, List<String>> programs() throws IOException, InterruptedException {
    Map<String, List<String>> programs = new LinkedHashMap<>();
    String java = ProcessHandle.current().info().command().orElse("java");
    programs.put(
        OURS,
        List.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LwtNames.class.getName()));
    Compiler.c("directory.c").ifPresent(c -> programs.put("C, getdents64", List.of(c.toString())));
    Compiler.ocaml("directory.ml")
        .ifPresent(ocaml -> programs.put("Lwt in OCaml", List.of(ocaml.toString())));
    return programs;
  }

  private static Map<String, double[]> measure(
      Options options, Map<String, List<String>> programs, Path folder)
      throws IOException, InterruptedException {
    Map<String, double[]> nanos = new LinkedHashMap<>();
    programs.keySet().forEach(name -> nanos.put(name, new double[options.rounds]));
    for (int round = 0; round < options.rounds; round++) {
      System.err.printf("round %d of %d%n", round + 1, options.rounds);
      for (var program : programs.entrySet()) {
        List<String> command = new ArrayList<>(program.getValue());
        String passes = Integer.toString(options.passes);
        command.addAll(List.of(folder.toAbsolutePath().toString(), passes, passes));
        double[] times = nanos.get(program.getKey());
        if (times != null) {
          times[round] = run(command);
        }
      }
    }
    return nanos;
  }

  private static double run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    return Double.parseDouble(output.strip());
  }

  private static void report(Map<String, double[]> nanos, int rounds) {
    System.out.printf(
        "%nns per name, and lwt's time / another's: median [%.1f %% confidence interval]%n",
        Statistics.medianConfidence(rounds) * 100);
    double[] ours = nanos.getOrDefault(OURS, new double[0]);
    nanos.forEach(
        (name, times) ->
            System.out.printf(
                "%-16s %8.1f   %s%n",
                name,
                Statistics.median(times),
                Statistics.medianText(Statistics.ratios(ours, times))));
  }
}
