package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * The state of a pending promise: who owns it, who listens to it, and where a cancel of it goes.
 *
 * <p>A cell does not belong to a promise for ever: when a promise becomes another one's proxy, its cell and its
 * listeners move to that one.
 */
abstract class PendingCell extends Cell {
  final Scheduler scheduler;

  /**
   * The listeners in the order in which they were added: a circular list, held by its last one. Null when nobody ever
   * listened, {@link Listener#NONE} when all who did have gone.
   */
  private @Nullable Listener last;

  PendingCell(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * A cancel has reached the promise {@code self}, whose state this is: tells {@code cancellation} what it finds here.
   *
   * @return the promise to go on with, or null
   */
  abstract @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self);

  /** The promise was rejected by a cancel; its callbacks have not run yet. Runs no code of the user. */
  protected void canceled() {}

  /** Throws unless the current thread may resolve, cancel or attach to the promise. */
  final PendingCell owned(String operation) {
    scheduler.checkThread(operation);
    return this;
  }

  final boolean wasListenedTo() {
    return last != null;
  }

  final boolean hasListeners() {
    return last != null && last != Listener.NONE;
  }

  final void add(Listener listener) {
    listener.link(hasListeners() ? last : null);
    last = listener;
  }

  /** Takes over the listeners of a promise that this cell's promise is now a proxy for: those come first. */
  final void addFirst(PendingCell outer) {
    if (!hasListeners()) {
      last = outer.last == null ? last : outer.last;
    } else if (outer.hasListeners()) {
      Listener.concatenate(nonNull(outer.last), nonNull(last));
    }
  }

  final void remove(Listener.Removable listener) {
    last = listener.unlink(nonNull(last));
  }

  /**
   * The last listener, from which the list can be run; null when there is none. They are no longer this cell's: it may
   * be a resolver, which somebody keeps.
   */
  final @Nullable Listener takeListeners() {
    Listener end = hasListeners() ? last : null;
    last = null;
    return end;
  }

  final int listenerCount() {
    int count = 0;
    if (hasListeners()) {
      Listener end = nonNull(last);
      Listener listener = end;
      do {
        count++;
        listener = listener.following();
      } while (listener != end);
    }
    return count;
  }

  private static Listener nonNull(@Nullable Listener listener) {
    if (listener == null) {
      throw new AssertionError("no listener");
    }
    return listener;
  }
}
