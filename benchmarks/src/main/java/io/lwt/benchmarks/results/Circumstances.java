package io.lwt.benchmarks.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What figures depend on.
 *
 * @param date when they were measured
 * @param command what had them measured
 * @param kernel the operating system
 * @param processors how many, and of what kind
 * @param jdk the version of Java
 * @param flags what tells the JVMs' collector and heap
 * @param leftOut what would have taken part, but was not there
 */
public record Circumstances(
    String date,
    String command,
    String kernel,
    String processors,
    String jdk,
    String flags,
    String leftOut) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /**
   * Those of now.
   *
   * @param command what a user types for it
   * @param flags of the JVMs that are compared; those about warnings and access are not told
   */
  static Circumstances now(String command, List<String> flags, List<String> leftOut)
      throws IOException {
    return new Circumstances(
        LocalDate.now(ZoneOffset.UTC).toString(),
        command,
        System.getProperty("os.name") + " " + version(),
        Runtime.getRuntime().availableProcessors() + " × " + processor(),
        Runtime.version().toString(),
        flags.stream().filter(flag -> flag.startsWith("-X")).collect(Collectors.joining(" ")),
        String.join("; ", leftOut));
  }

  /** The first two numbers: what follows tells whose build it is. */
  private static String version() {
    return System.getProperty("os.version").replaceFirst("^(\\d+[.]\\d+).*", "$1");
  }

  private static String processor() throws IOException {
    String architecture = System.getProperty("os.arch");
    if (!Files.exists(CPUINFO)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(CPUINFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    }
  }
}
