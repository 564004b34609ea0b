package io.lwt.benchmarks.echo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.Machine;
import io.lwt.benchmarks.load.Comparison;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.Options;
import io.lwt.benchmarks.results.Result;
import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
  void everyServerIsMeasured() throws Exception {
    Machine.assumeCompiler();
    Comparison.Subject subject = Compare.subject();
    Options options = new Options(List.of(64), 1, Duration.ofMillis(50), Duration.ofMillis(50));
    var results = new Results();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Comparison.run(subject, options, new PrintStream(printed, true, UTF_8), results);
    String output = printed.toString(UTF_8);
    for (Contender contender : subject.contenders()) {
      String name = Pattern.quote(contender.name());
      assertFound("\n" + name + " +[0-9,]+( +[0-9]+[.][0-9]+){3}\n", output);
      assertFound(
          "\n" + name + " ( +[0-9]+[.][0-9]{3}){5}\n|\n" + name + " +not available\n", output);
    }
    assertFound(
        "\nlwt / C .*\nlwt / C, recv.*\nlwt / Netty .*\nlwt / java.nio .*\nlwt / virtual threads ",
        output);
    assertEquals(
        Set.copyOf(subject.contenders().stream().map(Contender::name).toList()),
        Set.copyOf(results.list().stream().map(Result::contender).toList()));
    assertFound("\nwaits of lwt for each echo are to be at most 0.05: ", output);
    assertFound("lwt / C is to be at most 1.08: (met|MISSED)", output);
  }

  private static void assertFound(String pattern, String output) {
    assertTrue(Pattern.compile(pattern).matcher(output).find(), output);
  }
}
