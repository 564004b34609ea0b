package io.lwt.benchmarks.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.Machine;
import io.lwt.benchmarks.load.Comparison;
import io.lwt.benchmarks.load.Options;
import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The comparison runs and prints its tables; what they say after so short a run means nothing. */
@EnabledOnOs(OS.LINUX)
final class CompareTest {
  @Test
  @Tag("slow") // a process for each server, and one for each load
  @Timeout(120)
  void bothAreMeasured() throws Exception {
    Machine.assumeProgram("redis-server");
    Machine.assumeProgram("redis-benchmark");
    Options options = new Options(List.of(4), 1, Duration.ofMillis(50), Duration.ofMillis(50));
    var printed = new ByteArrayOutputStream();
    Comparison.run(
        Compare.subject(), options, new PrintStream(printed, true, UTF_8), new Results());
    String output = printed.toString(UTF_8);
    for (String name : List.of("lwt", "Redis")) {
      assertFound("\n" + name + " +[0-9,]+( +[0-9]+[.][0-9]+){3}\n", output);
    }
    assertFound("\nlwt / Redis ", output);
  }

  private static void assertFound(String pattern, String output) {
    assertTrue(Pattern.compile(pattern).matcher(output).find(), output);
  }
}
