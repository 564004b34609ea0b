package io.lwt.unix;

import io.lwt.Promise;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a descriptor: the operations that wait, first in, first out, and whether there is any use in trying.
 * A direction is ready until a call says that it is not, and again when the engine says so.
 */
final class OperationQueue {
  private final Descriptor descriptor;
  private final int direction;
  private boolean ready = true;
  private @Nullable Operation<?> first;
  private @Nullable Operation<?> last;
  private @Nullable PipeGrowth growth;

  /**
   * An empty queue.
   *
   * @param direction {@link io.lwt.unix.engine.Engine#READABLE} or {@link io.lwt.unix.engine.Engine#WRITABLE}
   */
  OperationQueue(Descriptor descriptor, int direction) {
    this.descriptor = descriptor;
    this.direction = direction;
  }

  Descriptor descriptor() {
    return descriptor;
  }

  /** Whether a call may be made right now: it is nobody else's turn, and it may give something. */
  boolean mayTry() {
    return ready && first == null && descriptor.takeTurn();
  }

  /** How many wait. */
  int size() {
    int count = 0;
    for (Operation<?> operation = first; operation != null; operation = operation.next) {
      count++;
    }
    return count;
  }

  /** Whether nobody waits. */
  boolean isEmpty() {
    return first == null;
  }

  /** There is nothing to be had for now. */
  void notReady() {
    ready = false;
  }

  /** A call has moved so many bytes, or would have to wait, or has failed. */
  void moved(long count) {
    if (count == Calls.AGAIN) {
      ready = false;
    }
    if (growth != null) {
      growth.moved(descriptor, count);
    }
  }

  /** It is a pipe's, which may be made larger. */
  void setGrowth(PipeGrowth growth) {
    this.growth = growth;
  }

  /** There may be something to be had. */
  void setReady() {
    ready = true;
  }

  /** Begins an operation: tries it when it is its turn, which may be now. */
  <T extends @Nullable Object> Promise<T> start(Operation<T> operation) {
    if (accepts(operation)) {
      boolean alone = first == null;
      add(operation);
      if (alone) {
        serve();
      }
    }
    return operation.promise();
  }

  /** Does an operation now, whoever waits; if it would have to wait, it is rejected. */
  <T extends @Nullable Object> Promise<T> startAtOnce(Operation<T> operation) {
    if (accepts(operation)) {
      attempt(operation);
    }
    return operation.promise();
  }

  private static void attempt(Operation<?> operation) {
    long result;
    try {
      result = operation.attempt();
    } catch (RuntimeException unusable) {
      operation.reject(unusable);
      return;
    }
    operation.complete(result);
  }

  private boolean accepts(Operation<?> operation) {
    if (descriptor.isUsable()) {
      return true;
    }
    operation.reject(descriptor.refusal(operation.call()));
    return false;
  }

  private void add(Operation<?> operation) {
    operation.previous = last;
    if (last == null) {
      first = operation;
    } else {
      last.next = operation;
    }
    last = operation;
  }

  void remove(Operation<?> operation) {
    if (operation.previous == null) {
      first = operation.next;
    } else {
      operation.previous.next = operation.next;
    }
    if (operation.next == null) {
      last = operation.previous;
    } else {
      operation.next.previous = operation.previous;
    }
  }

  /** Tries again what waits, though the engine has not said anything. */
  void retry() {
    if (descriptor.isUsable()) {
      ready = true;
      serve();
    }
  }

  /** An operation of the other direction has to wait for this one: it goes behind what waits here. */
  void moveHere(Operation<?> operation) {
    operation.queue.remove(operation);
    operation.queue = this;
    operation.previous = null;
    operation.next = null;
    add(operation);
    ready = false;
    await();
  }

  /** Tries what waits, one after the other, until nothing does, the descriptor is not ready, or its turns are over. */
  void serve() {
    while (first != null && ready) {
      if (!descriptor.takeTurn()) {
        descriptor.serveNextLap();
        return;
      }
      tryFirst(first);
    }
    if (first != null) {
      await();
    }
  }

  private void tryFirst(Operation<?> operation) {
    long result;
    try {
      result = operation.attempt();
    } catch (RuntimeException unusable) { // a caller's memory that was closed meanwhile
      remove(operation);
      operation.reject(unusable);
      return;
    }
    if (operation.queue != this) {
      return; // it waits for the other direction now
    }
    if (result == Calls.AGAIN) {
      ready = false;
    } else {
      remove(operation);
      operation.complete(result);
    }
  }

  /** Has another engine tell what waits. */
  void awaitAgain() {
    if (first != null) {
      await();
    }
  }

  /** Has the engine tell when the descriptor is ready; if it cannot, nothing that waits can ever be done. */
  private void await() {
    try {
      descriptor.await(direction);
    } catch (UnixException refused) {
      rejectAll(operation -> refused);
    }
  }

  /** Rejects what waits. */
  void rejectAll(Function<? super Operation<?>, ? extends Throwable> error) {
    for (Operation<?> operation = first; operation != null; operation = first) {
      remove(operation);
      operation.reject(error.apply(operation));
    }
  }
}
