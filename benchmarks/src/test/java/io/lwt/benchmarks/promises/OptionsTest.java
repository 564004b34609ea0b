package io.lwt.benchmarks.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.benchmarks.Arguments;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  @Test
  void whatIsNotGivenHasItsDefault() {
    assertEquals(new Options(List.of(Row.values()), 7, TWO_SECONDS, TWO_SECONDS), parse());
    assertEquals(
        new Options(List.of(Row.JOIN, Row.PAUSE), 9, Duration.ofMillis(50), Duration.ofSeconds(3)),
        parse("--warmup", "0.05", "--rows", "Join,Pause", "--seconds", "3", "--rounds", "9"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rows",
        "--rows Join,",
        "--rounds 0",
        "--seconds 0",
        "--seconds x",
        "--seconds NaN",
        "Join"
      })
  void anythingElseIsRefused(String commandLine) {
    String[] arguments = commandLine.split(" ", -1);
    assertThrows(IllegalArgumentException.class, () -> parse(arguments));
  }

  private static Options parse(String... arguments) {
    return Arguments.fold(List.of(arguments), Options.DEFAULT, Options::with);
  }
}
