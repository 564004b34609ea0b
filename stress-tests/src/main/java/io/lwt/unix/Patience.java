package io.lwt.unix;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long the tests wait for what has to come: by then it has, or never will. */
final class Patience {
  static final Duration LIMIT = Duration.ofSeconds(10);

  private Patience() {}

  /** Waits; whether it came. */
  static boolean comes(CountDownLatch event) {
    try {
      return event.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
