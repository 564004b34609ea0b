package io.lwt.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    assertEquals(DEFAULTS, Options.parse(List.of(), DEFAULTS));
    assertEquals(
        new Options(List.of(1, 20), 9, Duration.ofSeconds(2), Duration.ofMillis(500)),
        Options.parse(
            List.of("--warmup", "0.5", "--connections", "1,20", "--seconds", "2", "--rounds", "9"),
            DEFAULTS));
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
    assertThrows(IllegalArgumentException.class, () -> Options.parse(arguments, DEFAULTS));
  }

  @Test
  void aCommandLineSaysTheDefaults() {
    assertEquals(
        "[--connections 64,1000] [--rounds 7] [--seconds 2] [--warmup 6]", DEFAULTS.commandLine());
  }
}
