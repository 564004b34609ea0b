package io.lwt.benchmarks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
  @Test
  void whatIsNotGivenHasItsDefault() {
    assertEquals(new Options(List.of(64, 1000), 7, 3, 6), Options.parse(List.of()));
    assertEquals(
        new Options(List.of(1, 20), 9, 2, 1),
        Options.parse(
            List.of("--warmup", "1", "--connections", "1,20", "--seconds", "2", "--rounds", "9")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--rounds", "--rounds 0", "--rounds x", "--connections 1,,2", "--round 1", "http"})
  void anythingElseIsRefused(String commandLine) {
    List<String> arguments = List.of(commandLine.split(" ", -1));
    assertThrows(IllegalArgumentException.class, () -> Options.parse(arguments));
  }
}
