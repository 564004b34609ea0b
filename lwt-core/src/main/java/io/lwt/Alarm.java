package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * Something that is done at a time which may be put off again and again. Putting it off only notes the new time: the
 * clock's timer stays where it is and, when it is due, sleeps for the rest.
 */
final class Alarm {
  private final Clock clock;
  private final Runnable action;
  private long deadline;
  private long timerDeadline;
  private @Nullable Promise<@Nullable Void> timer;

  /** On the current scheduler's clock. What the action throws goes to the hook. */
  Alarm(Runnable action) {
    this.clock = Scheduler.current().clock();
    this.action = action;
  }

  Clock clock() {
    return clock;
  }

  /** Whether it will go off. */
  boolean isSet() {
    return timer != null;
  }

  /** It will go off at this time of the clock, not at the one that was set before. */
  void set(long deadline) {
    this.deadline = deadline;
    if (timer == null || deadline - timerDeadline < 0) {
      clear();
      arm();
    }
  }

  /** It will not go off. */
  void clear() {
    Promise<?> former = timer;
    timer = null;
    if (former != null) {
      former.cancel();
    }
  }

  private void arm() {
    Promise<@Nullable Void> armed = clock.sleepUntil(deadline);
    timer = armed;
    timerDeadline = deadline;
    armed.onAny(_ -> due(), _ -> forget(armed));
  }

  private void due() {
    timer = null;
    if (deadline - clock.nanoTime() > 0) {
      arm();
    } else {
      action.run();
    }
  }

  private void forget(Promise<?> canceled) {
    if (timer == canceled) {
      timer = null;
    }
  }
}
