package io.lwt.react;

import io.lwt.Promise;
import io.lwt.Resolver;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a stream reads the occurrences of an event from. The stream holds it; so does the event while the stream waits
 * for the next one. So a stream that nobody refers to and nobody waits for gathers nothing.
 */
final class UnreadOccurrences<T> implements Callable<Promise<Optional<T>>> {
  private final Queue<Optional<T>> unread = new ArrayDeque<>();
  private final Event<T> listener;
  private @Nullable Resolver<Optional<T>> waiting;

  UnreadOccurrences(Event<T> event) {
    listener = Event.observe(event, (value, _) -> occurred(value));
  }

  @Override
  public Promise<Optional<T>> call() {
    Optional<T> first = unread.poll();
    if (first != null) {
      return Promise.of(first);
    }
    waiting = Resolver.waiter();
    listener.hold();
    return waiting.promise();
  }

  private void occurred(T value) {
    Optional<T> element = Optional.of(value);
    Resolver<Optional<T>> reader = waiting;
    if (reader == null) {
      unread.add(element);
    } else {
      waiting = null;
      listener.release();
      reader.fulfill(element);
    }
  }
}
