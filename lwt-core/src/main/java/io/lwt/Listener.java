package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that waits for a promise, its source, to be resolved. Most resolve a promise meanwhile, and are that
 * promise: one object for both. The others are promises that nobody sees.
 *
 * @param <T> the type of the promise's value
 */
abstract class Listener<T extends @Nullable Object> extends Pending<T> {
  /** The promise listened to, which may have become a proxy since; null when there is none, or no more. */
  @Nullable Promise<?> source;

  Listener(Scheduler scheduler, @Nullable Promise<?> source) {
    super(scheduler.contextOfListener());
    this.source = source;
  }

  /**
   * The source is resolved, in the state of {@code resolved}: does what was asked for. Never throws, save for errors
   * that the filter lets through.
   */
  abstract void run(Promise<?> resolved);

  @Override
  @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    return source;
  }

  @Override
  void release(@Nullable Object newState) {
    super.release(newState);
    source = null;
  }

  /** The listener is not its source's only one, and has this place among them. */
  void entered(ListenerList.Node node) {}

  /** A listener that can leave: it knows its place. */
  abstract static class Removable<T extends @Nullable Object> extends Listener<T> {
    private ListenerList.@Nullable Node node;

    Removable(Scheduler scheduler, @Nullable Promise<?> source) {
      super(scheduler, source);
    }

    @Override
    final void entered(ListenerList.Node node) {
      this.node = node;
    }

    /** Stops listening: it will not be run any more. */
    final void leave() {
      Pending<?> root = (Pending<?>) Objects.requireNonNull(source).root();
      root.remove(this, node);
      source = null;
      node = null;
    }
  }
}
