package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.unix.Transfers.Wait;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

  /** Calls that wait for nobody. */
  private final Set<WorkerCall<?>> besides = new LinkedHashSet<>();

  /** Where it is waited for a moment in which the next call will not block; null if there is none to wait for. */
  private final @Nullable OperationQueue readiness;

  private @Nullable Wait wait;

  WorkerQueue(Descriptor descriptor, @Nullable OperationQueue readiness) {
    this.descriptor = descriptor;
    this.readiness = readiness;
  }

  /** Makes a call when it is its turn: its result. */
  Promise<Long> run(String name, ToLongBiFunction<Posix, Integer> function) {
    descriptor.loop().checkThread(name);
    return start(call(name, function));
  }

  /** Makes a call now, beside the others: its result. */
  Promise<Long> runNow(String name, ToLongBiFunction<Posix, Integer> function) {
    descriptor.loop().checkThread(name);
    return startNow(call(name, function));
  }

  private WorkerCall<Long> call(String name, ToLongBiFunction<Posix, Integer> function) {
    return new WorkerCall<>(descriptor, name) {
      @Override
      long call(Posix posix, int number) {
        return function.applyAsLong(posix, number);
      }

      @Override
      Long value(long result) {
        return result;
      }
    };
  }

  /** Begins a call when it is its turn, which may be now. */
  <T extends @Nullable Object> Promise<T> start(WorkerCall<T> call) {
    if (accepts(call)) {
      waiting.add(call);
      call.queue = this;
      startNext();
    }
    return call.promise();
  }

  /** Begins a call now, beside the others. */
  <T extends @Nullable Object> Promise<T> startNow(WorkerCall<T> call) {
    if (accepts(call) && prepared(call)) {
      besides.add(call);
      descriptor.onWorker(
          call::run,
          call::refused,
          () -> {
            besides.remove(call);
            call.finish();
          });
    }
    return call.promise();
  }

  private boolean accepts(WorkerCall<?> call) {
    if (descriptor.isUsable()) {
      return true;
    }
    call.abandon(descriptor.refusal(call.name()));
    return false;
  }

  private static boolean prepared(WorkerCall<?> call) {
    try {
      call.prepare();
      return true;
    } catch (RuntimeException unusable) {
      call.release();
      call.abandon(unusable);
      return false;
    }
  }

  private void startNext() {
    if (readiness == null) {
      beginNext();
    } else if (running == null && !waiting.isEmpty() && wait == null) {
      await(readiness);
    }
  }

  private void beginNext() {
    while (running == null && !waiting.isEmpty()) {
      begin(waiting.removeFirst());
    }
  }

  private void await(OperationQueue readiness) {
    wait = new Wait(readiness, "poll");
    readiness
        .start(wait)
        .onAny(
            _ -> {
              wait = null;
              beginNext();
            },
            error -> {
              wait = null;
              rejectAll(_ -> error);
            });
  }

  private void begin(WorkerCall<?> call) {
    if (prepared(call)) {
      running = call;
      descriptor.onWorker(call::run, call::refused, () -> done(call));
    }
  }

  private void done(WorkerCall<?> call) {
    if (call.isToBeUndone()) {
      Posix posix = descriptor.loop().posix();
      Runnable undoing = () -> call.undo(posix, descriptor.number());
      descriptor.onWorker(undoing, _ -> undoing.run(), () -> finish(call));
    } else {
      finish(call);
    }
  }

  private void finish(WorkerCall<?> call) {
    running = null;
    call.finish();
    startNext();
  }

  void remove(WorkerCall<?> call) {
    waiting.remove(call);
  }

  /** Rejects what waits, and what is under way. */
  void rejectAll(Function<? super WorkerCall<?>, ? extends Throwable> error) {
    if (running != null) {
      abandon(running, error);
    }
    List.copyOf(besides).forEach(call -> abandon(call, error));
    while (!waiting.isEmpty()) {
      abandon(waiting.removeFirst(), error);
    }
  }

  private static void abandon(
      WorkerCall<?> call, Function<? super WorkerCall<?>, ? extends Throwable> error) {
    if (call.isPending()) {
      call.abandon(error.apply(call));
    }
  }
}
