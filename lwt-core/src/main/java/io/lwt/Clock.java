package io.lwt;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where time comes from, and the timers that wait for it. {@link #system} is the real one; tests use
 * {@link VirtualClock}.
 *
 * <p>Time is monotonic: setting the system's date does not touch it. A timer is never early, and timers with one
 * deadline fire in the order in which they were made. A clock belongs to one scheduler; what drives that one calls
 * {@link #fire}.
 */
public abstract class Clock {
  /** The longest sleep: the difference of two times must not overflow. Some 146 years. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private final TimerQueue timers = new TimerQueue();

  /** Whose clock it is: the first that used it. */
  private @Nullable Scheduler user;

  /** How many timers were ever made: what puts those with one deadline in order. */
  private long made;

  /** A clock at whatever time. */
  protected Clock() {}

  /** A new clock on the system's monotonic time. */
  public static Clock system() {
    return new SystemClock();
  }

  /** The time in nanoseconds, from some arbitrary origin. */
  public abstract long nanoTime();

  /**
   * A promise that is fulfilled when the time has passed, at once in the next {@link #fire} if it is zero or negative.
   * A cancel takes the timer away. A sleep of more than 146 years takes 146 years. Lwt's {@code Lwt_unix.sleep}.
   *
   * @throws IllegalStateException if the clock is used on another thread
   */
  public final Promise<@Nullable Void> sleep(Duration duration) {
    long now = nanoTime();
    return sleep(now, now + nanos(duration));
  }

  /** As {@link #sleep}, until this clock's time is the deadline. */
  final Promise<@Nullable Void> sleepUntil(long deadline) {
    return sleep(nanoTime(), deadline);
  }

  private Promise<@Nullable Void> sleep(long now, long deadline) {
    use(Scheduler.current());
    Timer timer = new Timer(this, deadline, made++);
    timers.add(timer, now);
    return timer;
  }

  /** Nanoseconds until the earliest timer is due: 0 if one is due now, negative if there is no timer. */
  public final long nanosUntilNext() {
    return timers.size() == 0 ? -1 : Math.max(0, timers.first().deadline - nanoTime());
  }

  /**
   * How long what drives this clock may wait until a timer is due, in real time: {@link #nanosUntilNext}, but without
   * end, which is negative, if this clock's time does not pass by itself.
   */
  public long nanosToWait() {
    return nanosUntilNext();
  }

  /**
   * Whether {@link #skipToNext} may take the place of waiting until a timer is due, which what drives this clock does
   * when nothing else is to be done. Not if there is no timer.
   */
  public boolean skips() {
    return false;
  }

  /** Lets the time pass until the next timer is due, if there is one and {@link #skips} says so. */
  public void skipToNext() {}

  /** How late the earliest timer is, in nanoseconds: 0 if none is due. */
  public final long nanosLate() {
    return timers.size() == 0 ? 0 : Math.max(0, nanoTime() - timers.first().deadline);
  }

  /** How many timers wait. */
  public final int timerCount() {
    return timers.size();
  }

  /**
   * Fulfils the timers that are due now, in the order of their deadlines. Those made meanwhile wait for the next call.
   *
   * @return how many they were
   */
  public final int fire() {
    if (timers.size() == 0) {
      return 0;
    }
    use(Scheduler.current());
    long now = nanoTime();
    long madeBefore = made;
    int count = 0;
    while (timers.size() > 0) {
      Timer timer = timers.first();
      if (timer.deadline - now > 0 || timer.number >= madeBefore) {
        break;
      }
      timers.remove(timer);
      timer.fulfill(null);
      count++;
    }
    return count;
  }

  /** Cancels the timers that wait now. */
  final void cancelAll() {
    for (Timer timer : timers.toArray()) {
      timer.cancel();
    }
  }

  /** The scheduler is about to use this clock; throws if it is one of another thread's. */
  final void use(Scheduler scheduler) {
    if (user == null) {
      user = scheduler;
    } else if (user != scheduler) {
      user.checkThread("Clock");
    }
  }

  /** A duration in nanoseconds, none below zero or above the longest. */
  static long nanos(Duration duration) {
    Objects.requireNonNull(duration, "duration");
    if (duration.isNegative()) {
      return 0;
    }
    return duration.toSeconds() >= LONGEST_NANOS / 1_000_000_000
        ? LONGEST_NANOS
        : duration.toNanos();
  }

  /** A timer was cancelled. */
  final void remove(Timer timer) {
    timers.remove(timer);
  }

  private static final class SystemClock extends Clock {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }
}
