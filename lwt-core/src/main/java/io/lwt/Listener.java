package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * Something that waits for a promise, its source, to be resolved. Most make a promise of their own meanwhile, and are
 * that promise's pending state too: one object for both.
 *
 * <p>While the source is pending, its listeners form a circular list; once it is resolved, they are moved to the
 * scheduler's list of what is to run.
 */
abstract class Listener extends PendingCell {
  /** Stands for "nobody listens any more", as opposed to "nobody ever did". In no list. */
  static final Listener NONE = new None();

  /** The promise listened to; it may have become a proxy since. */
  final Promise<?> source;

  /** The keys' values at the moment the listener was added: they are set again while it runs. */
  final @Nullable Storage storage;

  private @Nullable Listener next;

  Listener(Scheduler scheduler, Promise<?> source) {
    super(scheduler);
    this.source = source;
    this.storage = scheduler.storageOfListener();
  }

  /** The source is resolved: does what was asked for. Never throws, save for errors that the filter lets through. */
  abstract void run();

  /** The state in which the source was resolved: its value, or a cell that is boxed or rejected. */
  final @Nullable Object outcome() {
    return source.root().state;
  }

  @Override
  @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    return source;
  }

  // ---- the list

  final Listener following() {
    if (next == null) {
      throw new AssertionError("in no list");
    }
    return next;
  }

  /** Puts this listener, which is in no list, behind the last one of a circular list, or into a new list. */
  final void link(@Nullable Listener last) {
    if (last == null) {
      next = this;
      setPrevious(this);
    } else {
      next = last.following();
      next.setPrevious(this);
      last.next = this;
      setPrevious(last);
    }
  }

  /** Puts one circular list before another; the second one's last listener is then the last of both. */
  static void concatenate(Listener firstLast, Listener secondLast) {
    Listener firstHead = firstLast.following();
    Listener secondHead = secondLast.following();
    firstLast.next = secondHead;
    secondHead.setPrevious(firstLast);
    secondLast.next = firstHead;
    firstHead.setPrevious(secondLast);
  }

  /** Opens a circular list, held by its last listener, puts it before a straight one, and gives the head of both. */
  static Listener prepend(Listener last, @Nullable Listener straight) {
    Listener head = last.following();
    last.next = straight;
    return head;
  }

  /** Takes the head off a straight list: what remains of it. */
  final @Nullable Listener detach() {
    Listener rest = next;
    next = null;
    return rest;
  }

  /** Puts a straight list behind this listener, the last of one. */
  final void append(Listener straight) {
    next = straight;
  }

  /** Moves the callbacks of {@link Promise#onCancel} to the front of a circular list; gives the last listener. */
  static Listener cancelCallbacksFirst(Listener last) {
    Listener first = null;
    Listener others = null;
    Listener listener = last.following();
    boolean more = true;
    while (more) {
      more = listener != last;
      Listener following = listener.following();
      if (listener instanceof Callbacks.OnCancel) {
        listener.link(first);
        first = listener;
      } else {
        listener.link(others);
        others = listener;
      }
      listener = following;
    }
    if (first == null || others == null) {
      return last;
    }
    concatenate(first, others);
    return others;
  }

  void setPrevious(Listener previous) {}

  /** A listener that can leave its source's list: it knows the one before it. */
  abstract static class Removable extends Listener {
    private @Nullable Listener previous;

    Removable(Scheduler scheduler, Promise<?> source) {
      super(scheduler, source);
    }

    @Override
    final void setPrevious(Listener previous) {
      this.previous = previous;
    }

    /** Stops listening. If the source is resolved already, the listener may still be run. */
    final void leave() {
      if (previous != null && source.root().state instanceof PendingCell cell) {
        cell.remove(this);
      }
    }

    /** Leaves the circular list that ends with {@code last}; gives the list's new last listener. */
    final Listener unlink(Listener last) {
      Listener following = following();
      Listener before = previous == null ? this : previous;
      previous = null;
      if (following == this) {
        return NONE;
      }
      before.setNext(following);
      following.setPrevious(before);
      return last == this ? before : last;
    }
  }

  private void setNext(Listener following) {
    next = following;
  }

  private static final class None extends Listener {
    None() {
      super(Scheduler.detached(), Promise.unit());
    }

    @Override
    void run() {}
  }
}
