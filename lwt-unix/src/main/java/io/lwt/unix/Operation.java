package io.lwt.unix;

import io.lwt.Resolver;
import org.jspecify.annotations.Nullable;

/**
 * Something that a descriptor is asked to do as soon as it can: it is tried, and tried again when the descriptor became
 * ready. A cancel takes it out of its queue: it then does nothing any more.
 *
 * @param <T> what its promise is fulfilled with
 */
abstract class Operation<T extends @Nullable Object> extends Resolver<T> {
  /** Where it waits. */
  OperationQueue queue;

  // Neighbours in the queue.
  @Nullable Operation<?> previous;
  @Nullable Operation<?> next;

  Operation(OperationQueue queue) {
    this.queue = queue;
  }

  /** Makes the system call. Its result, or the error's number, negative; {@link Calls#AGAIN} to wait. */
  abstract long attempt();

  /** Fulfils the promise with what the call gave. */
  abstract void succeed(long result);

  /** The system call's name, for errors. */
  abstract String call();

  /** What the call is about, for errors. */
  String argument() {
    return queue.descriptor().toString();
  }

  /** Resolves the promise with what {@link #attempt} gave. */
  final void complete(long result) {
    if (result >= 0) {
      succeed(result);
    } else {
      reject(new UnixException((int) -result, call(), argument()));
    }
  }

  /** Rejects the promise of an operation in its queue, and takes it out. Does nothing if it is done. */
  final void abandon(Throwable error) {
    if (isPending()) {
      queue.remove(this);
      reject(error);
    }
  }

  @Override
  protected final String description() {
    return call() + " " + argument();
  }

  @Override
  protected final void canceled() {
    queue.remove(this);
  }
}
