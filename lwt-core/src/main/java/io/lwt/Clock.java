package io.lwt;

import java.time.Duration;
import java.util.Arrays;
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
  /** Children of a timer in the heap. Four make it flat: fewer cache misses than two. */
  private static final int ARITY = 4;

  /** The longest sleep: the difference of two times must not overflow. Some 146 years. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  /** A heap, earliest deadline first. */
  private @Nullable Timer[] heap = new Timer[ARITY];

  private int size;

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
    return sleepUntil(nanoTime() + nanos(duration));
  }

  /** As {@link #sleep}, until this clock's time is the deadline. */
  final Promise<@Nullable Void> sleepUntil(long deadline) {
    use(Scheduler.current());
    Timer timer = new Timer(this, deadline, made++);
    append(timer);
    return timer;
  }

  /** Nanoseconds until the earliest timer is due: 0 if one is due now, negative if there is no timer. */
  public final long nanosUntilNext() {
    return size == 0 ? -1 : Math.max(0, at(0).deadline - nanoTime());
  }

  /** How many timers wait. */
  public final int timerCount() {
    return size;
  }

  /**
   * Fulfils the timers that are due now, in the order of their deadlines. Those made meanwhile wait for the next call.
   *
   * @return how many they were
   */
  public final int fire() {
    if (size == 0) {
      return 0;
    }
    use(Scheduler.current());
    long now = nanoTime();
    long madeBefore = made;
    int count = 0;
    while (size > 0 && at(0).isDue(now) && at(0).number < madeBefore) {
      Timer timer = at(0);
      remove(timer);
      timer.fulfill(null);
      count++;
    }
    return count;
  }

  /** Cancels the timers that wait now. */
  final void cancelAll() {
    for (Timer timer : Arrays.copyOf(heap, size)) {
      Objects.requireNonNull(timer).cancel();
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

  // ---- the heap

  private Timer at(int index) {
    return Objects.requireNonNull(heap[index]);
  }

  private void append(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    place(timer, size++);
    moveUp(timer);
  }

  private void remove(Timer timer) {
    int index = timer.index;
    Timer last = at(--size);
    heap[size] = null;
    if (last != timer) {
      place(last, index);
      moveUp(last);
      moveDown(last);
    }
    timer.index = -1;
  }

  private void moveUp(Timer timer) {
    while (timer.index > 0) {
      Timer parent = at((timer.index - 1) / ARITY);
      if (!timer.isBefore(parent)) {
        return;
      }
      swapWithParent(timer, parent);
    }
  }

  private void moveDown(Timer timer) {
    for (Timer child = earliestChild(timer);
        child != null && child.isBefore(timer);
        child = earliestChild(timer)) {
      swapWithParent(child, timer);
    }
  }

  private @Nullable Timer earliestChild(Timer timer) {
    int first = timer.index * ARITY + 1;
    Timer earliest = null;
    for (int i = first; i < first + ARITY && i < size; i++) {
      Timer child = at(i);
      earliest = earliest == null || child.isBefore(earliest) ? child : earliest;
    }
    return earliest;
  }

  private void swapWithParent(Timer child, Timer parent) {
    int index = child.index;
    place(child, parent.index);
    place(parent, index);
  }

  private void place(Timer timer, int index) {
    heap[index] = timer;
    timer.index = index;
  }

  private static final class SystemClock extends Clock {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  private static final class Timer extends Resolver<@Nullable Void> {
    private final Clock clock;
    private final long deadline;
    private final long number;
    private int index;

    Timer(Clock clock, long deadline, long number) {
      this.clock = clock;
      this.deadline = deadline;
      this.number = number;
    }

    boolean isDue(long now) {
      return deadline - now <= 0;
    }

    boolean isBefore(Timer other) {
      return deadline == other.deadline ? number < other.number : deadline - other.deadline < 0;
    }

    @Override
    protected void canceled() {
      clock.remove(this);
    }
  }
}
