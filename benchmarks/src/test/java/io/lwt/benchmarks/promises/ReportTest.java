package io.lwt.benchmarks.promises;

import static io.lwt.benchmarks.promises.JmhContender.COMPLETABLE_FUTURE;
import static io.lwt.benchmarks.promises.JmhContender.LWT;
import static io.lwt.benchmarks.promises.JmhContender.VERTX;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Contender OCAML = new OcamlContender(Path.of("none"));
  private static final List<Row> ROWS = List.of(Row.RESOLVED_BIND);

  private final Results results = new Results();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void mediansOfThoseWhoTakePart() {
    costs(LWT, 10, 30, 20);
    costs(COMPLETABLE_FUTURE, 40, 50, 60);
    report(LWT, JmhContender.NETTY, COMPLETABLE_FUTURE).medians(ROWS);
    assertEquals("bind, resolved 20.0 16 – 50.0 16", lastLine());
  }

  @Test
  void theRatioIsToTheFastestPeerRoundByRound() {
    costs(LWT, 10, 30, 20);
    costs(COMPLETABLE_FUTURE, 20, 20, 40);
    costs(VERTX, 100, 1, 100);
    costs(OCAML, 50, 150, 100);
    report(LWT, COMPLETABLE_FUTURE, VERTX, OCAML).ratios(ROWS, 3);
    assertEquals(
        "bind, resolved CompletableFuture 0.500 [0.500, 1.500] ≤ 0.80 met met 0.200 [0.200, 0.200]",
        lastLine());
  }

  @Test
  void aPeerOutsideTheJvmMayBeTheFastestOrTheOnlyOne() {
    costs(LWT, 10);
    costs(COMPLETABLE_FUTURE, 20);
    costs(OCAML, 5);
    report(LWT, COMPLETABLE_FUTURE, OCAML).ratios(ROWS, 1);
    assertEquals(
        "bind, resolved OCaml's Lwt 2.000 [2.000, 2.000] ≤ 0.80 MISSED met 2.000 [2.000, 2.000]",
        lastLine());
    report(LWT, OCAML).ratios(ROWS, 1);
    assertEquals(
        "bind, resolved OCaml's Lwt 2.000 [2.000, 2.000] ≤ 0.80 MISSED – 2.000 [2.000, 2.000]",
        lastLine());
    report(LWT).ratios(ROWS, 1);
    assertEquals("bind, resolved – – – –", lastLine());
  }

  @Test
  void whatIsMissedIsSaid() {
    costs(LWT, 9);
    costs(COMPLETABLE_FUTURE, 10);
    results.add(Row.RESOLVED_BIND, VERTX, new Cost(20, 15));
    report(LWT, COMPLETABLE_FUTURE, VERTX).ratios(ROWS, 1);
    assertEquals(
        "bind, resolved CompletableFuture 0.900 [0.900, 0.900] ≤ 0.80 MISSED MISSED –", lastLine());
  }

  /** Sixteen bytes each, and a bit that the JVM allocates by the way. */
  private void costs(Contender contender, double... nanos) {
    for (double value : nanos) {
      results.add(
          Row.RESOLVED_BIND, contender, new Cost(value, 16.02 - contender.title().length() / 1e3));
    }
  }

  private Report report(Contender... contenders) {
    return new Report(new PrintStream(printed, true, UTF_8), List.of(contenders), results);
  }

  private String lastLine() {
    String output = printed.toString(UTF_8).strip();
    return output.substring(output.lastIndexOf('\n') + 1).replaceAll(" +", " ");
  }
}
