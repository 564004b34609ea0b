package io.lwt.react;

import org.jspecify.annotations.Nullable;

/**
 * An event, and what makes it occur: {@link Event#create}. The writing side is kept by whoever knows of the
 * occurrences, the event is given away.
 *
 * @param <T> the type of the occurrences
 */
public final class EventSource<T extends @Nullable Object> {
  private final Event<T> event;

  EventSource(Event<T> event) {
    this.event = event;
  }

  /** The event. */
  public Event<T> event() {
    return event;
  }

  /**
   * The event occurs, in a new step. When this returns all that depends on it is up to date and the listeners have been
   * called. Inside a step, so in a listener, it waits until that one is over, and this returns at once. Ignored if the
   * event was stopped.
   *
   * @throws IllegalStateException on another thread, or inside {@link Step#simultaneously} the second time
   */
  public void send(T value) {
    event.checkThread("send");
    Step.current().send(event, event.occurring(value));
  }
}
