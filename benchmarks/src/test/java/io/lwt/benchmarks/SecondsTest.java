package io.lwt.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecondsTest {
  @Test
  void areWrittenAsTheyAreRead() {
    assertEquals(Duration.ofMillis(1500), Seconds.parse("1.5"));
    assertEquals("1.5", Seconds.text(Duration.ofMillis(1500)));
    assertEquals("0.01", Seconds.text(Seconds.parse("0.01")));
    assertEquals("20", Seconds.text(Seconds.parse("20")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "NaN", "x", ""})
  void whatIsNoneIsRefused(String value) {
    assertThrows(IllegalArgumentException.class, () -> Seconds.parse(value));
  }
}
