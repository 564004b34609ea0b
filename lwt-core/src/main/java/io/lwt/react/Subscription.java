package io.lwt.react;

/** A listener that is being called: {@link Event#onEach}. */
@FunctionalInterface
public interface Subscription {
  /** The listener is not called any more, also for occurrences of the step under way. May be called again. */
  void stop();
}
