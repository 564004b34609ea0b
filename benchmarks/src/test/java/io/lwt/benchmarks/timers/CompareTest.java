package io.lwt.benchmarks.timers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The comparison runs and prints its tables; what they say after so short a run means nothing. */
final class CompareTest {
  @Test
  @Tag("slow") // a JVM for each contender
  @Timeout(120)
  void everyContenderIsMeasured() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Compare.run(
        new Options(List.of(1000), 1, 1, 1), new PrintStream(printed, true, UTF_8), new Results());
    String output = printed.toString(UTF_8);
    for (Contender contender : Contender.values()) {
      assertFound(contender.title + " +[0-9]+ ", output);
    }
  }

  @Test
  void everyContenderFiresAllTimers() throws Exception {
    for (Contender contender : Contender.values()) {
      contender.open().run(new int[] {300_000, 100_000, 200_000, 0}); // for ever, if one is lost
    }
  }

  @Test
  void targetsAreRatiosOfMedians() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    new Report(new PrintStream(printed, true, UTF_8))
        .print(
            5,
            Map.of(
                "lwt", new double[] {6, 7, 8},
                "Netty's event loop", new double[] {10, 10, 10},
                "Netty's wheel, 100 ms", new double[] {4, 4, 4}));
    String output = printed.toString(UTF_8);
    assertFound("Netty's event loop +10 +0[.]700 .*≤ 0[.]6 MISSED", output);
    assertFound("Netty's wheel, 100 ms +4 +1[.]750 .*≤ 1[.]8 met", output);
  }

  @Test
  void optionsAreRead() {
    assertEquals(
        new Options(List.of(1, 20), 2, 3, 4),
        Arguments.fold(
            List.of("--timers", "1,20", "--rounds", "2", "--warmup", "3", "--passes", "4"),
            Options.DEFAULT,
            Options::with));
    for (List<String> wrong : List.of(List.of("--timers", "0"), List.of("--none", "1"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Arguments.fold(wrong, Options.DEFAULT, Options::with));
    }
  }

  private static void assertFound(String pattern, String output) {
    assertTrue(Pattern.compile(pattern).matcher(output).find(), output);
  }
}
