package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Steps done one after the other, each giving a promise: the next is begun when that one is fulfilled. A rejection ends
 * the loop. As long as the promises are resolved already it is a plain loop; from the first one that is not, this is
 * the pending state of the result.
 *
 * <p>A cancel goes to the step under way. No step is begun after it, whatever becomes of that one.
 *
 * @param <A> the type of a step's value
 * @param <R> the type of the result's value
 */
abstract class Loop<A extends @Nullable Object, R extends @Nullable Object> extends PendingCell {
  private @Nullable Promise<R> result;
  private @Nullable Promise<? extends A> underWay;
  private @Nullable RejectedCell canceledWith;

  Loop() {
    super(Scheduler.current());
  }

  /** Whether there is another step. */
  abstract boolean hasNext();

  /** Begins the next step, by {@link Scheduler#call} if it calls a function of the user. */
  abstract Promise<? extends A> next();

  /** Takes the value of a step; whether to go on. What it throws ends the loop. */
  abstract boolean accept(A value) throws Exception;

  /** The result's value, once there are no more steps. */
  abstract R end();

  /** Runs the loop; called once. */
  final Promise<R> run() {
    Object state = hasNext() ? follow(next()) : Promise.stateOf(end());
    Promise<R> promise = state == this ? new Promise<>(this) : Promise.resolved(state);
    result = promise;
    return promise;
  }

  /** Goes on from a step as far as it can; the result's state then, which is this if a step has to be waited for. */
  private @Nullable Object follow(Promise<? extends A> first) {
    try {
      Promise<? extends A> step = first;
      while (true) {
        Object outcome = step.root().state;
        if (outcome instanceof PendingCell pending) {
          return waitFor(step, pending);
        }
        if (outcome instanceof RejectedCell rejected) {
          return rejected.seen().copy();
        }
        if (!accept(Promise.<A>valueOf(outcome)) || !hasNext()) {
          return Promise.stateOf(end());
        }
        if (canceledWith != null) {
          return canceledWith.copy();
        }
        step = next();
      }
    } catch (Throwable error) {
      return scheduler.rejected(scheduler.filtered(error));
    }
  }

  private PendingCell waitFor(Promise<? extends A> step, PendingCell pending) {
    if (pending.scheduler != scheduler) {
      throw pending.scheduler.foreign("a callback's promise");
    }
    underWay = step;
    pending.add(new Step<>(this, step));
    return this;
  }

  private void resume(Promise<? extends A> step) {
    underWay = null;
    Object state = follow(step);
    if (state != this) {
      scheduler.settle(Objects.requireNonNull(result).root(), state);
    }
  }

  @Override
  final @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    canceledWith = cancellation.rejection();
    return underWay;
  }

  /** Tells the loop that the step it waits for is resolved. */
  private static final class Step<A extends @Nullable Object> extends Listener {
    private final Loop<A, ?> loop;
    private final Promise<? extends A> step;

    Step(Loop<A, ?> loop, Promise<? extends A> step) {
      super(loop.scheduler, step);
      this.loop = loop;
      this.step = step;
    }

    @Override
    void run() {
      loop.resume(step);
    }
  }
}
