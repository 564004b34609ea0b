package io.lwt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Promise#cancel} under way: first it follows the promises backwards and rejects the tasks it finds, then it
 * runs their callbacks. No user's code runs in between, and no stack is needed however long the way.
 */
final class Cancellation {
  private final Scheduler scheduler;
  private final Canceled reason;
  private final RejectedCell rejection;
  private final ArrayDeque<Promise<?>> toVisit = new ArrayDeque<>();
  private final List<Pending<?>> toRun = new ArrayList<>();
  private final List<Promise<?>> busy = new ArrayList<>();
  private boolean persistent;

  private Cancellation(Scheduler scheduler, Canceled reason) {
    this.scheduler = scheduler;
    this.reason = reason;
    rejection = new RejectedCell(reason, null).seen();
  }

  static void cancel(Promise<?> promise, Scheduler scheduler, Canceled reason) {
    new Cancellation(scheduler, reason).cancel(promise);
  }

  /** As {@link #cancel(Promise, Scheduler, Canceled)}, and {@link #persist}s. */
  static void cancelPersistently(Promise<?> promise, Scheduler scheduler, Canceled reason) {
    Cancellation cancellation = new Cancellation(scheduler, reason);
    cancellation.persist();
    cancellation.cancel(promise);
  }

  private void cancel(Promise<?> promise) {
    toVisit.push(promise);
    visitAll();
    scheduler.runEach(toRun);
    if (!busy.isEmpty()) {
      Resolver<@Nullable Void> callbacksHaveRun = Resolver.waiter();
      callbacksHaveRun.promise().onSuccess(_ -> busy.forEach(found -> found.cancel(reason)));
      callbacksHaveRun.fulfill(null);
    }
  }

  Canceled reason() {
    return reason;
  }

  /**
   * From here on, what is just running a callback, so that there is nothing to cancel, is cancelled when that has been
   * run: if it waits for something else then.
   */
  void persist() {
    persistent = true;
  }

  private void visitAll() {
    for (Promise<?> promise = toVisit.poll(); promise != null; promise = toVisit.poll()) {
      follow(promise);
    }
  }

  /**
   * Follows one way backwards to its end. It may be a circle: then it comes by the same one again, which is noticed, as
   * the one to look out for is exchanged each time the way has doubled (Brent's algorithm).
   */
  private void follow(Promise<?> start) {
    Pending<?> milestone = null;
    long steps = 0;
    long untilNextMilestone = 1;
    Pending<?> promise = start.pending();
    while (promise != null && promise != milestone) {
      if (++steps == untilNextMilestone) {
        milestone = promise;
        steps = 0;
        untilNextMilestone *= 2;
      }
      Promise<?> before = promise.nature().cancel(this, promise);
      Pending<?> next = before == null ? null : before.pending();
      if (persistent && before != null && next == null) {
        busy.add(promise);
      }
      promise = next;
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

  /** A task of this nature: it is rejected now, and its callbacks will run. */
  void found(Promise<?> task, Pending<?> nature) {
    Pending<?> root = (Pending<?>) task;
    if (scheduler.release(root, rejection)) {
      toRun.add(root);
    }
    nature.canceled();
  }
}
