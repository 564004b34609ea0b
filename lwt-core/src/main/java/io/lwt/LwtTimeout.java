package io.lwt;

import java.time.Duration;
import java.util.Objects;

/**
 * An action that is done when nothing has happened for a while: a timer that can be started again. Corresponds to
 * {@code Lwt_timeout}, but is exact.
 *
 * <p>Starting it again costs no more than looking at the clock, so a connection may do it for each byte. It uses the
 * clock that the current thread's scheduler has when it is made, and must be used on that thread; on another its
 * methods throw IllegalStateException.
 *
 * <pre>{@code
 * var idle = new LwtTimeout(Duration.ofSeconds(30), connection::abort);
 * idle.start();      // and again whenever something was read
 * }</pre>
 */
public final class LwtTimeout {
  private final Scheduler scheduler = Scheduler.current();
  private final Alarm alarm;
  private long nanos;

  /**
   * A timer that does not run yet. Lwt's {@code create}.
   *
   * @param duration from a start to the action; 146 years if it is longer
   * @param action what it throws goes to the hook ({@link Lwt#setAsyncExceptionHook}); for one that gives a promise,
   *     {@code () -> Lwt.async(...)}
   * @throws IllegalArgumentException if the duration is zero or negative
   */
  public LwtTimeout(Duration duration, Runnable action) {
    nanos = positiveNanos(duration);
    alarm = new Alarm(Objects.requireNonNull(action, "action"));
  }

  /**
   * Starts it, from now on, also if it runs already. When the time has passed it does not run any more, and the action
   * is done, which may start it again. Lwt's {@code start}.
   */
  public void start() {
    scheduler.checkThread("LwtTimeout.start");
    alarm.set(alarm.clock().nanoTime() + nanos);
  }

  /** Stops it: the action will not be done. Nothing happens if it does not run. Lwt's {@code stop}. */
  public void stop() {
    scheduler.checkThread("LwtTimeout.stop");
    alarm.clear();
  }

  /**
   * Sets another duration. If it runs, it is started again. Lwt's {@code change}.
   *
   * @throws IllegalArgumentException if the duration is zero or negative
   */
  public void change(Duration duration) {
    nanos = positiveNanos(duration);
    if (isRunning()) {
      start();
    }
  }

  /** Whether it was started, and has neither been stopped nor done its action since. */
  public boolean isRunning() {
    scheduler.checkThread("LwtTimeout.isRunning");
    return alarm.isSet();
  }

  private static long positiveNanos(Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("the duration must be positive: " + duration);
    }
    return Clock.nanos(duration);
  }
}
