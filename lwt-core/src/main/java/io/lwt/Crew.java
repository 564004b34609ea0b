package io.lwt;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Promises under way at once, of which a loop begins ever more: the promise that the loop and all of them are resolved.
 * After a rejection the loop is cancelled, and those under way are waited for; the first
 * rejection is the result's. A cancel goes to all.
 */
final class Crew extends Pending<@Nullable Void> {
  private final Set<Member> underWay = new LinkedHashSet<>();

  /** How many may be under way before the loop has to wait. */
  private long most;

  private @Nullable Promise<?> loop;
  private @Nullable Resolver<@Nullable Void> place;
  private @Nullable RejectedCell firstRejected;
  private @Nullable Cancellation visitor;

  Crew(int most) {
    super(Scheduler.current().root());
    this.most = most;
  }

  /** A promise that there is room for one more. Only the loop may ask, and only for one place at a time. */
  Promise<@Nullable Void> place() {
    if (underWay.size() < most) {
      return Promise.unit();
    }
    Resolver<@Nullable Void> resolver = Resolver.task();
    place = resolver;
    return resolver.promise();
  }

  /** Whether one was rejected, so that no more are to be begun. */
  boolean hasFailed() {
    return firstRejected != null;
  }

  /** Waits for one more; whether the loop is to go on. */
  boolean add(Promise<?> promise) {
    Pending<?> pending = promise.pending();
    if (pending != null) {
      Member member = new Member(pending.owned("a callback's promise"));
      pending.add(member);
      underWay.add(member);
    } else if (promise.root().state instanceof RejectedCell rejected) {
      noteFailure(rejected.seen());
    }
    return !hasFailed();
  }

  /** Waits for the loop too: the promise that all is done. Called once, when the loop has begun. */
  Promise<@Nullable Void> with(Promise<?> loop) {
    this.loop = loop;
    most++; // it takes nobody's place
    add(loop);
    if (hasFailed()) {
      loop.cancel();
    }
    return underWay.isEmpty() ? Promise.resolved(outcome()) : this;
  }

  private @Nullable Object outcome() {
    return firstRejected == null ? null : firstRejected.copy();
  }

  private void noteFailure(RejectedCell rejected) {
    if (firstRejected == null) {
      firstRejected = rejected;
      if (loop != null) {
        loop.cancel();
      }
    }
  }

  private void left(Member member, @Nullable Object state) {
    underWay.remove(member);
    if (state instanceof RejectedCell rejected) {
      noteFailure(rejected);
    }
    if (underWay.isEmpty()) {
      if (loop != null && isPending()) {
        scheduler().settle(root(), outcome());
      }
    } else if (place != null) {
      Resolver<@Nullable Void> free = place;
      place = null;
      free.fulfill(null);
    }
  }

  @Override
  @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    if (visitor != cancellation) {
      visitor = cancellation;
      cancellation.divide(underWay.stream().map(member -> member.promise).toList());
    }
    return null;
  }

  /** Tells the crew that one is resolved. */
  private final class Member extends Listener<@Nullable Void> {
    private final Promise<?> promise;

    Member(Promise<?> promise) {
      super(Crew.this.scheduler(), promise);
      this.promise = promise;
    }

    @Override
    void run(Promise<?> resolved) {
      left(this, resolved.state);
    }
  }
}
