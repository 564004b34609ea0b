package io.lwt.benchmarks.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.results.Results;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The comparison runs and prints its table; what it says after so short a run means nothing. */
@EnabledOnOs(OS.LINUX)
final class CompareTest {
  @Test
  @Timeout(60)
  void bothAreMeasured() throws Exception {
    var printed = new ByteArrayOutputStream();
    Compare.run(
        new Compare.Options(1, 1000, 1000), new PrintStream(printed, true, UTF_8), new Results());
    String output = printed.toString(UTF_8);
    for (String name : new String[] {"InputChannel", "BufferedReader"}) {
      assertTrue(
          Pattern.compile("\n" + name + ".readLine +[0-9]+[.][0-9] ").matcher(output).find(),
          output);
    }
  }
}
