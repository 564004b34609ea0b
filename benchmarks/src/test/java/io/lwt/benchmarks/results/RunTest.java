package io.lwt.benchmarks.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunTest {
  @TempDir private Path folder;

  private final Results results = new Results();

  @Test
  void aFileKeepsWhatWasFound() throws IOException {
    measured("on channels", 64, "lwt", 4, 5, 6);
    measured("", 0, "ours, too", 0);
    var circumstances =
        new Circumstances("2026-01-02", "scripts/bench http", "Linux", "2 × x", "25", "", "C");
    Path file = folder.resolve("http.tsv");
    new Run(circumstances, results.list()).write(file);
    assertEquals(new Run(circumstances, results.list()), Run.read(file));
  }

  @Test
  void theFirstIsOursAndRatiosAreTakenRoundByRound() {
    measured("row", 64, "lwt", 4, 10, 6);
    assertEquals(
        List.of(
            new Result("row", 64, "lwt", "µs", 6, 1, 1, 1, 3),
            new Result("row", 64, "C", "µs", 2, 3, 2, 5, 3)),
        results.list());
  }

  @Test
  void whatIsNoFileOfResultsIsRefused() throws IOException {
    Path file = folder.resolve("x.tsv");
    for (String text : List.of("", "# date\t2026\n", "# date\t2026\n" + Result.COLUMNS + "\n")) {
      Files.writeString(file, text);
      assertThrows(IllegalArgumentException.class, () -> Run.read(file), text);
    }
    assertThrows(IllegalArgumentException.class, () -> Result.parse("row\t64\tlwt"));
  }

  @Test
  void aNameThatWouldBreakALineIsRefused() {
    measured("a\tb", 0, "lwt", 1);
    assertThrows(IllegalArgumentException.class, () -> results.list().getFirst().line());
  }

  @Test
  void theCircumstancesTellCollectorAndHeapOnly() throws IOException {
    var now =
        Circumstances.now("x", List.of("-XX:+UseSerialGC", "-Xmx1g", "--y"), List.of("C", "D"));
    assertEquals("-XX:+UseSerialGC -Xmx1g", now.flags());
    assertEquals("C; D", now.leftOut());
  }

  /** Ours, and C, which always takes 2. */
  private void measured(String row, long x, String ours, double... figures) {
    double[] two = figures.clone();
    Arrays.fill(two, 2);
    Map<String, double[]> both = new LinkedHashMap<>();
    both.put(ours, figures);
    both.put("C", two);
    results.add(row, x, "µs", both);
  }
}
