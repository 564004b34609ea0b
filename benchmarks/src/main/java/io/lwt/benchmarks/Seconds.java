package io.lwt.benchmarks;

import java.math.BigDecimal;
import java.time.Duration;

/** Times on command lines, in seconds. */
public final class Seconds {
  private Seconds() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is not between 0.01 and 1000
   */
  public static Duration parse(String value) {
    double seconds = Double.parseDouble(value);
    if (!(seconds >= 0.01 && seconds <= 1000)) {
      throw new IllegalArgumentException("not between 0.01 and 1000 seconds: " + value);
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** Writes one: 2, 0.5. */
  public static String text(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
