package io.lwt.unix;

import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A system call on a descriptor that may block, made on a worker in its turn: {@link WorkerQueue}. A cancel before its
 * turn takes it out of the queue; later, its result is dropped.
 *
 * @param <T> what its promise is fulfilled with
 */
abstract class WorkerCall<T extends @Nullable Object> extends Resolver<T> {
  final Descriptor descriptor;
  private final String name;

  /** Where it waits for its turn. */
  @Nullable WorkerQueue queue;

  /** When it was made, if that is recorded. */
  private final long queuedAt = Insight.now();

  private boolean over;
  private long result;
  private @Nullable Throwable thrown;

  /**
   * A call.
   *
   * @param name for errors
   */
  WorkerCall(Descriptor descriptor, String name) {
    this.descriptor = descriptor;
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** On the loop, before the call: what it throws rejects the promise. */
  void prepare() {}

  /** On a worker: the call's result, or the error's number, negative. */
  abstract long call(Posix posix, int number);

  /** On the loop, after the call has succeeded and if anybody still waits for it: what it gives. */
  abstract T value(long result);

  /** What the call is about, for errors. */
  String argument() {
    return descriptor.toString();
  }

  /** Whether something has to be taken back if nobody waits any more for what the call gave. */
  boolean isToBeUndone(long result) {
    return false;
  }

  /** On a worker, before any other call of the queue: takes back what the call did. */
  void undo(Posix posix, int number) {}

  /** On the loop, at the end in any case. */
  void release() {}

  /** On a worker. */
  final void run() {
    if (queuedAt == 0) {
      make();
    } else {
      Insight.job(this::description, queuedAt, this::make);
    }
  }

  private void make() {
    try {
      Posix posix = descriptor.loop().posix();
      result = Calls.uninterrupted(() -> call(posix, descriptor.number()));
    } catch (Throwable error) {
      thrown = error;
    }
  }

  /** Instead of {@link #run}, on whatever thread: there is no worker. */
  final void refused(RejectedExecutionException noThread) {
    thrown = noThread;
  }

  /** On the loop, after the call: whether {@link #undo} has to be called. */
  final boolean isToBeUndone() {
    return over && thrown == null && isToBeUndone(result);
  }

  /** On the loop. */
  final void finish() {
    Runnable resolution = over ? () -> {} : resolution();
    release();
    resolution.run();
  }

  private Runnable resolution() {
    Throwable error = thrown;
    if (error == null && result < 0) {
      error = new UnixException((int) -result, name, argument());
    }
    if (error == null) {
      try {
        T value = value(result);
        return () -> fulfill(value);
      } catch (RuntimeException unusable) { // a caller's memory that was closed meanwhile
        error = unusable;
      }
    }
    Throwable reason = error;
    return () -> reject(reason);
  }

  /** Rejects the promise now; what the call gives is dropped. */
  final void abandon(Throwable error) {
    over = true;
    reject(error);
  }

  @Override
  protected final String description() {
    return name + " " + argument() + " on a worker";
  }

  @Override
  protected final void canceled() {
    over = true;
    if (queue != null) {
      queue.remove(this);
    }
  }
}
