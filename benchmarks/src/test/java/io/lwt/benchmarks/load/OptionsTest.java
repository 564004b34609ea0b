package io.lwt.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.benchmarks.Arguments;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
  private static final Options DEFAULTS =
      new Options(List.of(64, 1000), 7, Duration.ofSeconds(2), Duration.ofSeconds(6));

  @Test
  void whatIsNotGivenHasItsDefault() {
    assertEquals(DEFAULTS, parse(List.of()));
    assertEquals(
        new Options(List.of(1, 20), 9, Duration.ofSeconds(2), Duration.ofMillis(500)),
        parse(
            List.of(
                "--warmup", "0.5", "--connections", "1,20", "--seconds", "2", "--rounds", "9")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rounds",
        "--rounds 0",
        "--rounds x",
        "--connections 1,,2",
        "--seconds 0",
        "--seconds s",
        "--warmup NaN",
        "--round 1",
        "http"
      })
  void anythingElseIsRefused(String commandLine) {
    List<String> arguments = List.of(commandLine.split(" ", -1));
    assertThrows(IllegalArgumentException.class, () -> parse(arguments));
  }

  private static Options parse(List<String> arguments) {
    return Arguments.fold(arguments, DEFAULTS, Options::with);
  }
}
