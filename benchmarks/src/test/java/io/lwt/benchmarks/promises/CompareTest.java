package io.lwt.benchmarks.promises;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The comparison runs and prints its tables; what they say after so short a run means nothing. */
final class CompareTest {
  private static final String IGNORE_LOCK = "jmh.ignoreLock";

  /** Another JMH on this machine would spoil figures, and here there are none. */
  @BeforeAll
  static void runsBesideOthers() {
    System.setProperty(IGNORE_LOCK, "true");
  }

  @AfterAll
  static void restore() {
    System.clearProperty(IGNORE_LOCK);
  }

  @Test
  @Tag("slow") // a JVM for each library
  @Timeout(120)
  void everyLibraryIsMeasured() throws Exception {
    Options options =
        new Options(List.of(Row.PENDING_BIND), 1, Duration.ofMillis(40), Duration.ofMillis(40));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Compare.run(options, new PrintStream(printed, true, UTF_8), new Results());
    String output = printed.toString(UTF_8);
    String number = " +[0-9]+[.][0-9] +[0-9]+";
    assertFound("lwt +CompletableFuture +Vert[.]x +Netty", output);
    assertFound(Row.PENDING_BIND.title + number.repeat(4), output);
    assertFound(Row.PENDING_BIND.title + " .* ≤ 0[.]80 (met|MISSED) +(met|MISSED) ", output);
  }

  /** One that is missing from a row would go unnoticed: its figures are a dash. */
  @Test
  void theLibrariesTakePartInWhatTheyCanDo() {
    for (Row row : Row.values()) {
      assertTrue(JmhContender.LWT.takesPart(row), row::id);
      boolean isPause = row == Row.PAUSE;
      boolean isDeep = row == Row.BIND_CHAIN;
      assertEquals(!isPause, JmhContender.COMPLETABLE_FUTURE.takesPart(row), row::id);
      assertEquals(!isPause && !isDeep, JmhContender.VERTX.takesPart(row), row::id);
      boolean binds = row == Row.RESOLVED_BIND || row == Row.BIND_LOOP;
      assertEquals(!binds && !isPause && !isDeep, JmhContender.NETTY.takesPart(row), row::id);
    }
  }

  private static void assertFound(String pattern, String output) {
    assertTrue(Pattern.compile(pattern).matcher(output).find(), output);
  }
}
