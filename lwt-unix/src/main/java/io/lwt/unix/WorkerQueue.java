package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import java.util.LinkedHashSet;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The calls on a descriptor that may block: made on workers, one at a time, first in, first out. So what is asked of a
 * file happens in the order in which it was asked, though a file has but one position.
 */
final class WorkerQueue {
  private final Descriptor descriptor;
  private final LinkedHashSet<WorkerCall<?>> waiting = new LinkedHashSet<>();
  private @Nullable WorkerCall<?> running;

  WorkerQueue(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Makes a call when it is its turn: its result. */
  Promise<Long> run(String name, ToLongBiFunction<Posix, Integer> function) {
    descriptor.loop().checkThread(name);
    return start(
        new WorkerCall<Long>(descriptor, name) {
          @Override
          long call(Posix posix, int number) {
            return function.applyAsLong(posix, number);
          }

          @Override
          Long value(long result) {
            return result;
          }
        });
  }

  /** Begins a call when it is its turn, which may be now. */
  <T extends @Nullable Object> Promise<T> start(WorkerCall<T> call) {
    if (descriptor.isClosed()) {
      call.abandon(descriptor.closedError(call.name()));
    } else {
      waiting.add(call);
      startNext();
    }
    return call.promise();
  }

  private void startNext() {
    while (running == null && !waiting.isEmpty()) {
      begin(waiting.removeFirst());
    }
  }

  private void begin(WorkerCall<?> call) {
    try {
      call.prepare();
    } catch (RuntimeException unusable) {
      call.release();
      call.abandon(unusable);
      return;
    }
    running = call;
    descriptor.onWorker(call::run, () -> done(call));
  }

  private void done(WorkerCall<?> call) {
    running = null;
    call.finish();
    startNext();
  }

  void remove(WorkerCall<?> call) {
    waiting.remove(call);
  }

  /** Rejects what waits, and what is under way. */
  void rejectAll(Function<? super WorkerCall<?>, ? extends Throwable> error) {
    WorkerCall<?> current = running;
    if (current != null && current.isPending()) {
      current.abandon(error.apply(current));
    }
    while (!waiting.isEmpty()) {
      WorkerCall<?> call = waiting.removeFirst();
      call.abandon(error.apply(call));
    }
  }
}
