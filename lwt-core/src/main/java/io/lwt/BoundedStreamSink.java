package io.lwt;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts elements into a stream, of which only so many may wait to be read: made by {@link LwtStream#createBounded}. Who
 * pushes more has to wait. Those who wait are served first in, first out, and there may be any number; Lwt's
 * {@code bounded_push} lets one wait.
 *
 * <p>An element waits to be read until the first of the stream and its forks has gone on behind it. So if the stream is
 * forked, the fastest sets the pace.
 *
 * <p>It does not keep the stream: what was put into a stream that nobody holds any more is garbage.
 *
 * @param <T> the elements' type
 */
public final class BoundedStreamSink<T> {
  private final StreamSource<T> source;
  private final WaitQueue<Push<T>> pushers = new WaitQueue<>();
  private int size;
  private int count;

  BoundedStreamSink(StreamSource<T> source, int size) {
    this.source = source;
    this.size = checkSize(size);
  }

  /**
   * Puts an element at the stream's end, as soon as there is room for it.
   *
   * <p>The promise is fulfilled when it is there; rejected with {@link LwtStream.Closed} if the sink is closed, or is
   * before there is room. A cancel while it waits drops the element.
   */
  public Promise<@Nullable Void> push(T element) {
    Objects.requireNonNull(element, "element");
    return push(Promise.of(Optional.of(element)), "BoundedStreamSink.push");
  }

  /**
   * Puts an error at the stream's end, as soon as there is room for it: the read that comes to it is rejected, the next
   * one goes on behind it. The promise is that of {@link #push}. Lwt has no such thing.
   */
  public Promise<@Nullable Void> pushError(Throwable error) {
    Objects.requireNonNull(error, "error");
    return push(Promise.failed(error), "BoundedStreamSink.pushError");
  }

  private Promise<@Nullable Void> push(Promise<Optional<T>> pushed, String operation) {
    source.scheduler.checkThread(operation);
    if (source.isClosed()) {
      return Promise.failed(new LwtStream.Closed());
    }
    if (count < size && pushers.isEmpty()) {
      place(pushed);
      source.tellWaiting();
      return Promise.unit();
    }
    Push<T> push = new Push<>(pushed);
    pushers.addLast(push);
    return push.promise();
  }

  private void place(Promise<Optional<T>> pushed) {
    count++;
    source.place(pushed, this::taken);
  }

  private void taken() {
    count--;
    admit();
  }

  private void admit() {
    while (count < size && !source.isClosed() && !pushers.isEmpty()) {
      Push<T> push = Objects.requireNonNull(pushers.poll());
      place(push.pushed);
      push.fulfill(null);
      source.tellWaiting();
    }
  }

  /**
   * Ends the stream: what is in it can still be read. Those who wait to push are rejected with
   * {@link LwtStream.Closed}, and their elements dropped. Does nothing if it was closed.
   */
  public void close() {
    source.scheduler.checkThread("BoundedStreamSink.close");
    source.close();
    for (Push<T> push = pushers.poll(); push != null; push = pushers.poll()) {
      push.reject(new LwtStream.Closed());
    }
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return source.isClosed();
  }

  /** How many elements, and errors, may wait to be read. */
  public int size() {
    return size;
  }

  /**
   * Changes how many may wait to be read. Those that wait already stay, even if they are more.
   *
   * @throws IllegalArgumentException if the size is less than 1
   */
  public void resize(int size) {
    source.scheduler.checkThread("BoundedStreamSink.resize");
    this.size = checkSize(size);
    admit();
  }

  /** How many elements, and errors, wait to be read. */
  public int count() {
    return count;
  }

  /** How many pushes wait for room. */
  public int blocked() {
    return pushers.size();
  }

  private static int checkSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size: " + size);
    }
    return size;
  }

  private static final class Push<T> extends WaitQueue.Waiter<@Nullable Void> {
    private final Promise<Optional<T>> pushed;

    Push(Promise<Optional<T>> pushed) {
      this.pushed = pushed;
    }
  }
}
