package io.lwt;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A box with room for one value: who puts waits while it is full, who takes waits while it is empty; both first come,
 * first served. Corresponds to {@code Lwt_mvar}.
 *
 * <p>As with promises, only the thread that made it may use it; on another, all but {@link #isEmpty} throw
 * {@link IllegalStateException}.
 *
 * @apiNote The JDK's {@link java.util.concurrent.ArrayBlockingQueue}, a fair one for one element, with promises instead
 *     of threads that block.
 * @param <T> the type of the values, none of which is null
 */
public final class LwtMvar<T> {
  private final Scheduler scheduler = Scheduler.current();
  private final WaitQueue<Writer<T>> writers = new WaitQueue<>();
  private final WaitQueue<WaitQueue.Waiter<T>> readers = new WaitQueue<>();

  /** Null if it is empty; then nobody waits to put, else nobody to take. */
  private @Nullable T content;

  /** One that waits to put its value. */
  private static final class Writer<T> extends WaitQueue.Waiter<@Nullable Void> {
    final T value;

    Writer(T value) {
      this.value = value;
    }
  }

  /** An empty one. Lwt's {@code create_empty}. */
  public LwtMvar() {}

  /** One with a value in it. Lwt's {@code create}. */
  public LwtMvar(T value) {
    content = Objects.requireNonNull(value, "value");
  }

  /**
   * Puts a value in: the promise is fulfilled when it is in, or has gone straight to somebody who waited to take. Lwt's
   * {@code put}.
   *
   * <p>A cancel while it waits leaves the queue, and nobody will see the value.
   *
   * @apiNote {@link java.util.concurrent.BlockingQueue#put}
   */
  public Promise<@Nullable Void> put(T value) {
    Objects.requireNonNull(value, "value");
    scheduler.checkThread("LwtMvar.put");
    if (content != null) {
      Writer<T> writer = new Writer<>(value);
      writers.addLast(writer);
      return writer.promise();
    }
    WaitQueue.Waiter<T> reader = readers.poll();
    if (reader == null) {
      content = value;
    } else {
      reader.fulfill(value);
    }
    return Promise.unit();
  }

  /**
   * Takes the value out, and lets in the one that has waited longest to put its own; waits while there is none. Lwt's
   * {@code take}.
   *
   * <p>A cancel while it waits leaves the queue, and takes nothing.
   *
   * @apiNote {@link java.util.concurrent.BlockingQueue#take}
   */
  public Promise<T> take() {
    scheduler.checkThread("LwtMvar.take");
    T value = content;
    if (value != null) {
      letNextIn();
      return Promise.of(value);
    }
    var reader = new WaitQueue.Waiter<T>();
    readers.addLast(reader);
    return reader.promise();
  }

  /**
   * Takes the value out as {@link #take}, if there is one now. Lwt's {@code take_available}.
   *
   * @apiNote {@link java.util.Queue#poll}
   */
  public Optional<T> takeAvailable() {
    scheduler.checkThread("LwtMvar.takeAvailable");
    T value = content;
    if (value != null) {
      letNextIn();
    }
    return Optional.ofNullable(value);
  }

  private void letNextIn() {
    Writer<T> writer = writers.poll();
    if (writer == null) {
      content = null;
    } else {
      content = writer.value;
      writer.fulfill(null);
    }
  }

  /** Whether there is no value in it. Lwt's {@code is_empty}. */
  public boolean isEmpty() {
    return content == null;
  }
}
