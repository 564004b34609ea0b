package io.lwt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations that wait for their turn, first in, first out. One that is cancelled leaves at once, wherever it stands.
 *
 * @param <W> what waits
 */
final class WaitQueue<W extends WaitQueue.Waiter<?>> {
  private @Nullable Waiter<?> first;
  private @Nullable Waiter<?> last;
  private int size;

  /**
   * An operation that can be cancelled while it waits in a queue. Whoever takes it out resolves it, which after that a
   * cancel may have done before.
   */
  static class Waiter<T extends @Nullable Object> extends Resolver<T> {
    private @Nullable WaitQueue<?> queue;
    private @Nullable Waiter<?> previous;
    private @Nullable Waiter<?> next;

    Waiter() {}

    @Override
    protected void canceled() {
      if (queue != null) {
        queue.unlink(this);
      }
    }
  }

  boolean isEmpty() {
    return first == null;
  }

  int size() {
    return size;
  }

  /** Adds a waiter, which waits behind all others from now on. */
  void addLast(W waiter) {
    link(waiter, last, null);
  }

  /** Adds a waiter, which waits before all others from now on. */
  void addFirst(W waiter) {
    link(waiter, null, first);
  }

  /** The waiter whose turn is next; null if nobody waits. */
  @SuppressWarnings("unchecked") // only Ws were added
  @Nullable W peek() {
    return (W) first;
  }

  /** Takes out the waiter whose turn it is; null if nobody waits. */
  @SuppressWarnings("unchecked") // only Ws were added
  @Nullable W poll() {
    Waiter<?> head = first;
    if (head != null) {
      unlink(head);
    }
    return (W) head;
  }

  /** Takes out all waiters: those that come while they are being resolved are not among them. */
  List<W> drain() {
    List<W> drained = new ArrayList<>(size);
    for (W waiter = poll(); waiter != null; waiter = poll()) {
      drained.add(waiter);
    }
    return drained;
  }

  /** Takes out a waiter, and says whether it was waiting here still. */
  boolean remove(W waiter) {
    Waiter<?> removed = waiter;
    if (removed.queue != this) {
      return false;
    }
    unlink(removed);
    return true;
  }

  private void link(Waiter<?> waiter, @Nullable Waiter<?> previous, @Nullable Waiter<?> next) {
    waiter.queue = this;
    join(previous, waiter);
    join(waiter, next);
    size++;
  }

  private void unlink(Waiter<?> waiter) {
    join(waiter.previous, waiter.next);
    waiter.queue = null;
    waiter.previous = null; // a waiter that somebody keeps does not keep the others
    waiter.next = null;
    size--;
  }

  private void join(@Nullable Waiter<?> before, @Nullable Waiter<?> after) {
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
  }
}
