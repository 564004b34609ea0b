package io.lwt.benchmarks.direct;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The comparison runs and prints its table; what it says after so short a run means nothing. */
@Tag("slow")
class CompareTest {
  @Test
  void everyKindIsMeasured() throws Exception {
    var printed = new ByteArrayOutputStream();
    Compare.run(
        new Compare.Options(1, Duration.ofMillis(20)),
        new PrintStream(printed, true, UTF_8),
        new Results());
    String output = printed.toString(UTF_8);
    for (String name :
        List.of("await, on continuations", "await, on threads", "park of a virtual thread")) {
      assertTrue(
          output.lines().anyMatch(line -> line.matches(name + " +[0-9.]+ +[0-9.]+ .*")), output);
    }
  }
}
