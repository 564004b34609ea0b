package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stress tests, for a short while: no forbidden outcome, and none of them is left out. */
class StressTest {
  /** Half a second each, in one JVM each, which compiles as usual. */
  private static final List<String> SHORT =
      List.of("-m", "quick", "-f", "1", "-fsm", "0", "-iters", "2", "-time", "200");

  private static final int TESTS = 10;

  private static final Pattern PASSED = Pattern.compile("([0-9]+) matching test results");

  @Test
  @Tag("slow")
  @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingForbiddenHappens(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(
        Runtime.getRuntime().availableProcessors() > 1, "two actors need two processors");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()),
                        List.of("-cp", System.getProperty("java.class.path")),
                        List.of("org.openjdk.jcstress.Main"),
                        SHORT,
                        List.of("-af", "NONE", "-sc", "false"),
                        List.of("-jvmArgs", "--enable-native-access=ALL-UNNAMED"),
                        List.of("-r", folder.resolve("report").toString()))
                    .flatMap(List::stream)
                    .toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    final String output;
    try {
      boolean ended = process.waitFor(200, TimeUnit.SECONDS);
      output = Files.readString(log, UTF_8);
      assertTrue(ended, () -> output + threads(process));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    assertEquals(0, process.exitValue(), output);
    assertEquals(TESTS, passed(output), output);
  }

  /** What the JVMs are at that have not ended. */
  private static String threads(Process process) {
    return process.descendants().map(StressTest::threads).collect(Collectors.joining("\n"));
  }

  private static String threads(ProcessHandle jvm) {
    String jstack = Path.of(System.getProperty("java.home"), "bin/jstack").toString();
    try {
      Process dump =
          new ProcessBuilder(jstack, Long.toString(jvm.pid())).redirectErrorStream(true).start();
      return new String(dump.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException error) {
      return error.toString();
    }
  }

  private static int passed(String output) {
    return PASSED
        .matcher(output)
        .results()
        .mapToInt(result -> Integer.parseInt(result.group(1)))
        .sum();
  }
}
