package io.lwt;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** How long to wait after a failed attempt before the next. Several can share one: it has no state. */
@FunctionalInterface
public interface Backoff {
  /**
   * How long to wait after an attempt.
   *
   * @param attempt the number of the attempt that failed, from 1
   */
  Duration after(int attempt);

  /** No wait at all. */
  static Backoff none() {
    return _ -> Duration.ZERO;
  }

  /** The same each time. */
  static Backoff constant(Duration duration) {
    checkNotNegative(duration);
    return _ -> duration;
  }

  /** {@code first}, then twice as long each time; it may be very long, so think of {@link #capped}. */
  static Backoff exponential(Duration first) {
    checkNotNegative(first);
    return attempt -> times(first, Math.scalb(1.0, attempt - 1));
  }

  /**
   * {@code 2 n 2ⁿ} seconds after attempt {@code n}: 4, 16, 48 seconds, and so on. Lwt's
   * {@code default_sleep_duration}.
   */
  static Backoff ofLwt() {
    return attempt -> times(Duration.ofSeconds(2), attempt * Math.scalb(1.0, attempt));
  }

  /** This, but never longer than {@code longest}. */
  default Backoff capped(Duration longest) {
    checkNotNegative(longest);
    return attempt -> {
      Duration duration = after(attempt);
      return duration.compareTo(longest) > 0 ? longest : duration;
    };
  }

  /** A random time from none to what this says ("full jitter"): those who failed together do not come back together. */
  default Backoff jittered() {
    return jittered(RandomGenerator.getDefault());
  }

  /** As {@link #jittered()}, by a generator that tests may seed. */
  default Backoff jittered(RandomGenerator random) {
    Objects.requireNonNull(random, "random");
    return attempt -> times(after(attempt), random.nextDouble());
  }

  private static Duration times(Duration duration, double factor) {
    double nanos = Clock.nanos(duration) * factor;
    return Duration.ofNanos((long) nanos); // a double that is too big becomes the longest
  }

  private static void checkNotNegative(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("negative: " + duration);
    }
  }
}
