package io.lwt.benchmarks.load;

import static io.lwt.benchmarks.load.Contender.C;
import static io.lwt.benchmarks.load.Contender.LWT;
import static io.lwt.benchmarks.load.Contender.LWT_CHANNELS;
import static io.lwt.benchmarks.load.Contender.NETTY;
import static io.lwt.benchmarks.load.Contender.NIO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Comparison.Subject SUBJECT =
      new Comparison.Subject(
          "Echo",
          "echo",
          "echoes",
          List.of(),
          (_, _, _, _, _) -> {
            throw new IOException("no load");
          },
          List.of());

  private final Map<String, List<Measurement>> rounds = new LinkedHashMap<>();
  private final Map<String, Map<SystemCall, Double>> calls = new LinkedHashMap<>();

  @Test
  void mediansOfAllRounds() {
    measured(C, 4, 6, 5);
    assertEquals(
        List.of("echoes/s CPU µs/echo p50 µs p99 µs", "C 5,000 5.00 50.0 500.0"),
        lines(Report::medians));
  }

  @Test
  void systemCallsOfEach() {
    measured(C, 4);
    measured(NETTY, 4);
    calls.put(C, Map.of(SystemCall.READ, 1.0, SystemCall.WAIT, 0.0304));
    assertEquals(
        List.of(
            "calls/echo read write wait arm other",
            "C 1.000 0.000 0.030 0.000 0.000",
            "Netty not available"),
        lines(Report::systemCalls));
  }

  @Test
  void oursBesideEachOtherRoundByRound() {
    measured(C, 4, 10, 5);
    measured(LWT, 5, 10, 10);
    measured(NETTY, 8, 10, 20);
    measured(NIO, 10, 10, 20);
    assertEquals(
        List.of(
            "median of the rounds' ratios [75.0 % confidence interval]",
            "CPU µs/echo echoes/s p99",
            ratio("lwt / C", "1.250 [1.000, 2.000]"),
            ratio("lwt / Netty", "0.625 [0.500, 1.000]"),
            ratio("lwt / java.nio", "0.500 [0.500, 1.000]"),
            ratio("Netty / C", "2.000 [1.000, 4.000]")),
        lines(report -> report.ratios(3)));
  }

  @Test
  void withoutTheOthersThereIsNoRatio() {
    measured(LWT, 5);
    assertEquals(2, lines(report -> report.ratios(1)).size());
  }

  @Test
  void aTargetIsMetOrMissed() {
    measured(C, 10);
    measured(LWT, 11);
    assertEquals(
        "CPU time of lwt / C is to be at most 1.10: met; the goal beyond is 1.03: MISSED",
        target(new Target.Cpu(64, LWT, C, 1.10, 1.03)));
    assertEquals(
        "CPU time of lwt / C is to be at most 1.09: MISSED; the goal beyond is 1.03: MISSED",
        target(new Target.Cpu(64, LWT, C, 1.09, 1.03)));
  }

  @Test
  void aTargetBesideWhatIsNotHereIsNotJudged() {
    measured(LWT, 11);
    assertEquals(
        "CPU time of lwt / C: not available", target(new Target.Cpu(64, LWT, C, 1.10, 1.03)));
  }

  @Test
  void oursOnChannelsAreComparedToo() {
    measured(C, 10);
    measured(LWT, 11);
    measured(LWT_CHANNELS, 12);
    assertEquals(
        List.of(
            ratio("lwt / C", "1.100 [1.100, 1.100]"),
            ratio("lwt, channels / C", "1.200 [1.200, 1.200]")),
        lines(report -> report.ratios(1)).subList(2, 4));
    assertEquals(
        "CPU time of lwt, channels / C is to be at most 1.25: met; the goal beyond is 1.10: MISSED",
        target(new Target.Cpu(64, LWT_CHANNELS, C, 1.25, 1.10)));
  }

  @Test
  void systemCallsHaveTargetsToTwoDecimals() {
    String text = "reads of lwt for each echo are to be at most 1.00: ";
    Target one = new Target.Calls(1, SystemCall.READ, 1);
    assertEquals(text + "not available", target(one));
    calls.put(LWT, Map.of(SystemCall.READ, 1.0049));
    assertEquals(text + "met", target(one));
    calls.put(LWT, Map.of(SystemCall.READ, 1.0051));
    assertEquals(text + "MISSED", target(one));
    calls.put(LWT, Map.of(SystemCall.WRITE, 1.0));
    assertEquals(text + "met", target(one));
  }

  @Test
  void aTargetHoldsAtSomeConnections() {
    assertTrue(new Target.Cpu(64, LWT, C, 1, 1).holdsAt(64));
    assertFalse(new Target.Cpu(64, LWT, C, 1, 1).holdsAt(65));
    assertFalse(new Target.Calls(64, SystemCall.WAIT, 1).holdsAt(1));
    assertTrue(new Target.Calls(64, SystemCall.WAIT, 1).holdsAt(1000));
  }

  /** Rounds of so many microseconds of CPU time, and proportionate others. */
  private void measured(String name, double... micros) {
    List<Measurement> measurements = new ArrayList<>();
    for (double value : micros) {
      measurements.add(new Measurement(value * 1000, value, value * 10, value * 100));
    }
    rounds.put(name, measurements);
  }

  private static String ratio(String name, String text) {
    return String.join(" ", name, text, text, text);
  }

  private String target(Target target) {
    return lines(report -> report.target(target)).getFirst();
  }

  /** What is printed, with single spaces. */
  private List<String> lines(Consumer<Report> printing) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    printing.accept(new Report(new PrintStream(printed, true, UTF_8), SUBJECT, rounds, calls));
    return printed
        .toString(UTF_8)
        .lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
