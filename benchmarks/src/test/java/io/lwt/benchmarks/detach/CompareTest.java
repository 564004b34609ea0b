package io.lwt.benchmarks.detach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The comparison runs and prints its tables; what they say after so short a run means nothing. */
final class CompareTest {
  @Test
  @Tag("slow") // a process for each program and row
  @Timeout(120)
  void everyProgramIsMeasured() throws Exception {
    var options = new Compare.Options(1, Duration.ofMillis(20), Duration.ofMillis(20));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Compare.run(options, new PrintStream(printed, true, UTF_8), new Results());
    String output = printed.toString(UTF_8);
    assertFound("lwt +CompletableFuture +Netty", output);
    for (Row row : Row.values()) {
      assertFound(Pattern.quote(row.title) + "( +[0-9]+[.][0-9]){3,4}\n", output);
      assertFound(
          Pattern.quote(row.title) + " +/ CompletableFuture .* / Netty .* (met|MISSED)", output);
    }
  }

  private static void assertFound(String pattern, String output) {
    assertTrue(Pattern.compile(pattern).matcher(output).find(), output);
  }
}
