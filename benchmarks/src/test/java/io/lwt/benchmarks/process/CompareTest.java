package io.lwt.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The comparison runs and prints its tables; what they say after so short a run means nothing. */
final class CompareTest {
  @Test
  @Tag("slow") // a JVM for each program, work and heap
  @Timeout(180)
  void everyProgramIsMeasured() throws Exception {
    var options =
        new Compare.Options(1, Duration.ofMillis(10), Duration.ofMillis(10), List.of(64, 128));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Compare.run(options, new PrintStream(printed, true, UTF_8), new Results());
    String output = printed.toString(UTF_8);
    for (Work work : Work.values()) {
      assertFound(Pattern.quote(work.title) + ", heap 64 MiB", output);
    }
    assertFound("ProcessBuilder +[0-9]+[.][0-9]", output);
    assertFound("NuProcess +[0-9]+[.][0-9]", output);
    assertFound("lwt / ProcessBuilder: .*(met|MISSED)", output);
    assertFound("workers / ProcessBuilder: .*(met|MISSED)", output);
    assertFound("heap 128 MiB / 64 MiB: .*(met|MISSED)", output);
  }

  private static void assertFound(String pattern, String output) {
    assertTrue(Pattern.compile(pattern).matcher(output).find(), output);
  }
}
