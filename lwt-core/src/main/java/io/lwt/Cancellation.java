package io.lwt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@link Promise#cancel} under way: first it follows the promises backwards and rejects the tasks it finds, then it
 * runs their callbacks. No user's code runs in between, and no stack is needed however long the way.
 */
final class Cancellation {
  private final Scheduler scheduler;
  private final RejectedCell rejection;
  private final ArrayDeque<Promise<?>> toVisit = new ArrayDeque<>();
  private final List<Listener> toRun = new ArrayList<>();

  private Cancellation(Scheduler scheduler, Canceled reason) {
    this.scheduler = scheduler;
    rejection = new RejectedCell(reason, null).seen();
  }

  static void cancel(Promise<?> promise, Scheduler scheduler, Canceled reason) {
    Cancellation cancellation = new Cancellation(scheduler, reason);
    cancellation.toVisit.push(promise);
    cancellation.visitAll();
    scheduler.runEach(cancellation.toRun);
  }

  private void visitAll() {
    for (Promise<?> promise = toVisit.poll(); promise != null; promise = toVisit.poll()) {
      follow(promise);
    }
  }

  /**
   * Follows one way backwards to its end. It may be a circle: then it comes by the same cell again, which is noticed,
   * as the one to look out for is exchanged each time the way has doubled (Brent's algorithm).
   */
  private void follow(Promise<?> start) {
    PendingCell milestone = null;
    long steps = 0;
    long untilNextMilestone = 1;
    Promise<?> promise = start.root();
    while (promise != null && promise.state instanceof PendingCell cell && cell != milestone) {
      if (++steps == untilNextMilestone) {
        milestone = cell;
        steps = 0;
        untilNextMilestone *= 2;
      }
      Promise<?> before = cell.cancel(this, promise);
      promise = before == null ? null : before.root();
    }
  }

  /** What the tasks it finds are rejected with. */
  RejectedCell rejection() {
    return rejection;
  }

  /** The way divides here. The members will be visited in their order. */
  void divide(List<? extends Promise<?>> members) {
    for (Promise<?> member : members.reversed()) {
      toVisit.push(member);
    }
  }

  /** A task, pending with {@code cell}: it is rejected now, and its callbacks will run. */
  void found(Promise<?> task, PendingCell cell) {
    Listener last = scheduler.release(task, rejection);
    if (last != null) {
      toRun.add(last);
    }
    cell.canceled();
  }
}
