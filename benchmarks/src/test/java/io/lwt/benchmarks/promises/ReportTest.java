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

  private final Costs costs = new Costs();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void mediansOfThoseWhoTakePart() {
    cost(LWT, 10, 30, 20);
    cost(COMPLETABLE_FUTURE, 40, 50, 60);
    report(LWT, JmhContender.NETTY, COMPLETABLE_FUTURE).medians(ROWS);
    assertEquals("bind, resolved 20.0 16 – 50.0 16", lastLine());
  }

  @Test
  void theRatioIsToTheFastestPeerRoundByRound() {
    cost(LWT, 10, 30, 20);
    cost(COMPLETABLE_FUTURE, 20, 20, 40);
    cost(VERTX, 100, 1, 100);
    cost(OCAML, 50, 150, 100);
    report(LWT, COMPLETABLE_FUTURE, VERTX, OCAML).ratios(ROWS, 3);
    assertEquals(
        "bind, resolved CompletableFuture 0.500 [0.500, 1.500] ≤ 0.80 met met 0.200 [0.200, 0.200]",
        lastLine());
  }

  @Test
  void aPeerOutsideTheJvmMayBeTheFastestOrTheOnlyOne() {
    cost(LWT, 10);
    cost(COMPLETABLE_FUTURE, 20);
    cost(OCAML, 5);
    report(LWT, COMPLETABLE_FUTURE, OCAML).ratios(ROWS, 1);
    assertEquals(
        "bind, resolved Lwt in OCaml 2.000 [2.000, 2.000] ≤ 0.80 MISSED met 2.000 [2.000, 2.000]",
        lastLine());
    report(LWT, OCAML).ratios(ROWS, 1);
    assertEquals(
        "bind, resolved Lwt in OCaml 2.000 [2.000, 2.000] ≤ 0.80 MISSED – 2.000 [2.000, 2.000]",
        lastLine());
    report(LWT).ratios(ROWS, 1);
    assertEquals("bind, resolved – – – –", lastLine());
  }

  @Test
  void whatIsMissedIsSaid() {
    cost(LWT, 9);
    cost(COMPLETABLE_FUTURE, 10);
    costs.add(Row.RESOLVED_BIND, VERTX, new Cost(20, 15));
    report(LWT, COMPLETABLE_FUTURE, VERTX).ratios(ROWS, 1);
    assertEquals(
        "bind, resolved CompletableFuture 0.900 [0.900, 0.900] ≤ 0.80 MISSED MISSED –", lastLine());
  }

  /** Sixteen bytes each, and a bit that the JVM allocates by the way. */
  private void cost(Contender contender, double... nanos) {
    for (double value : nanos) {
      costs.add(
          Row.RESOLVED_BIND, contender, new Cost(value, 16.02 - contender.title().length() / 1e3));
    }
  }

  private Report report(Contender... contenders) {
    return new Report(new PrintStream(printed, true, UTF_8), List.of(contenders), costs);
  }

  private String lastLine() {
    String output = printed.toString(UTF_8).strip();
    return output.substring(output.lastIndexOf('\n') + 1).replaceAll(" +", " ");
  }
}
