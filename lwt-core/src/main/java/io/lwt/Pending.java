package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A promise that is pending, or was: it has an owner and listeners, and it knows where a cancel goes.
 *
 * <p>When a promise becomes another one's proxy, its listeners move to that one, and it stays that one's
 * {@link #nature}: what a cancel does is still its affair.
 *
 * @param <T> the type of the promise's value
 */
abstract class Pending<T extends @Nullable Object> extends Promise<T> {
  /** Stands for "nobody listens any more", as opposed to null, "nobody ever did". */
  private static final Object NONE = new Object();

  /** Its scheduler, with the values of keys at the moment it was made: a listener sees them when it is run. */
  private Storage context;

  /** Null, {@link #NONE}, the only {@link Listener}, or a {@link ListenerList}. */
  private @Nullable Object listeners;

  Pending(Storage context) {
    super(Mark.OPEN);
    this.context = context;
  }

  final Storage context() {
    return context;
  }

  final Scheduler scheduler() {
    return context.scheduler;
  }

  // ---- cancellation

  /** What this promise is resolved and cancelled as: itself, or what became its proxy last. */
  Pending<?> nature() {
    return this;
  }

  /**
   * A cancel has reached the promise {@code self}, whose nature this is: tells {@code cancellation} what it finds here.
   *
   * @return the promise to go on with, or null
   */
  abstract @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self);

  /** The promise was rejected by a cancel; its callbacks have not run yet. Runs no code of the user. */
  protected void canceled() {}

  // ---- the end of being pending

  /** It is resolved: drops what is of no use any more, but the listeners, which are still to be run. */
  void release(@Nullable Object newState) {
    state = newState;
    context = context.scheduler.root();
  }

  /** It becomes a proxy, and gives up its listeners. */
  void becomeProxyOf(Pending<?> outer) {
    outer.addAll(listeners);
    listeners = null;
    state = outer;
  }

  // ---- listeners

  final boolean wasListenedTo() {
    return listeners != null;
  }

  final boolean hasListeners() {
    return listeners != null && listeners != NONE;
  }

  /** Whether somebody listens who has not left: looks at a listener that is the only one, too. */
  final boolean isAwaited() {
    return listeners instanceof Listener<?> only ? only.source != null : hasListeners();
  }

  final void add(Listener<?> listener) {
    if (hasListeners()) {
      list().add(listener);
    } else {
      listeners = listener;
    }
  }

  private void addAll(@Nullable Object others) {
    if (others instanceof Listener<?> listener) {
      add(listener);
    } else if (others instanceof ListenerList list && hasListeners()) {
      list().addAll(list);
    } else if (others != null && !hasListeners()) {
      listeners = others;
    }
  }

  private ListenerList list() {
    if (listeners instanceof ListenerList list) {
      return list;
    }
    ListenerList list = new ListenerList();
    if (listeners instanceof Listener<?> only) {
      list.add(only);
    }
    listeners = list;
    return list;
  }

  /** Removes a listener, if it is the only one, or in the list at that node. */
  final void remove(Listener<?> listener, ListenerList.@Nullable Node node) {
    if (listeners == listener) {
      listeners = NONE;
    } else if (listeners instanceof ListenerList list) {
      list.remove(Objects.requireNonNull(node));
      dropEmpty(list);
    }
  }

  /** Removes the first listener, and gives it; null if there is none. */
  final @Nullable Listener<?> takeListener() {
    if (listeners instanceof Listener<?> only) {
      listeners = NONE;
      return only;
    }
    if (listeners instanceof ListenerList list) {
      Listener<?> first = list.takeFirst();
      dropEmpty(list);
      return first;
    }
    return null;
  }

  private void dropEmpty(ListenerList list) {
    if (list.isEmpty()) {
      listeners = NONE;
    }
  }

  /** Moves the callbacks of {@link Promise#onCancel} to the front. */
  final void putCancelCallbacksFirst() {
    if (listeners instanceof ListenerList list) {
      list.putCancelCallbacksFirst();
    }
  }

  final int listenerCount() {
    return listeners instanceof ListenerList list ? list.size() : hasListeners() ? 1 : 0;
  }
}
