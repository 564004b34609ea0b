package io.lwt.unix;

import io.lwt.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Has an operation tried again where nothing tells when there is any use: after a millisecond, then after twice as long
 * each time, up to 64.
 */
final class RetryTimer {
  private static final Duration LONGEST = Duration.ofMillis(64);

  /** How many attempts a pause leaves to those who hope that it is unneeded. */
  private static final int EARLY_ATTEMPTS = 2;

  private final OperationQueue queue;
  private Duration pause = Duration.ofMillis(1);
  private Promise<@Nullable Void> pausing = Promise.unit();
  private int earlyAttempts;

  /** A timer for an operation that is first in its queue. */
  RetryTimer(OperationQueue queue) {
    this.queue = queue;
  }

  boolean isPausing() {
    return pausing.isPending();
  }

  /** Whether there may be an attempt: when a pause is over, and a few times before. */
  boolean mayTry() {
    return !isPausing() || --earlyAttempts >= 0;
  }

  /** Begins to wait, if it does not already. */
  void start() {
    if (!isPausing()) {
      earlyAttempts = EARLY_ATTEMPTS;
      pausing = queue.descriptor().loop().scheduler().clock().sleep(pause);
      pausing.onSuccess(_ -> queue.retry());
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
  }
}
