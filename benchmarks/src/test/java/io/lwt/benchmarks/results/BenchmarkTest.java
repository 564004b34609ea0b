package io.lwt.benchmarks.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Rounds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BenchmarkTest {
  @Test
  void quickStandsForLessAndWhatFollowsChangesIt() {
    var benchmark =
        new Benchmark<>(
            "none",
            7,
            (_, _, value) -> Arguments.count(value),
            "--rounds 3",
            List.of(),
            (_, _, _) -> {});
    assertEquals(List.of(), benchmark.expand());
    List<String> expanded = benchmark.expand("--quick", "--rounds", "5");
    assertEquals(List.of("--rounds", "3", "--rounds", "5"), expanded);
    assertEquals("scripts/bench none --rounds 5", benchmark.command(expanded));
  }

  @Test
  @Timeout(60)
  void argumentsThatMakeNoSenseEndItWithStatus2() throws Exception {
    Class<?> compare = Class.forName("io.lwt.benchmarks.pipe.Compare");
    List<String> command = Rounds.java(compare, List.of(), "--quick", "--rounds", "none");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(2, process.exitValue(), output);
    assertTrue(output.contains("none"), output);
  }
}
