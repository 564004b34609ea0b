package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Steps done one after the other, each giving a promise: the next is begun when that one is fulfilled. A rejection ends
 * the loop. As long as the promises are resolved already it is a plain loop; from the first one that is not, it listens
 * to them.
 *
 * <p>A cancel goes to the step under way. No step is begun after it, whatever becomes of that one.
 *
 * @param <A> the type of a step's value
 * @param <R> the type of the result's value
 */
abstract class Loop<A extends @Nullable Object, R extends @Nullable Object>
    extends Listener<@Nullable Void> {
  private @Nullable Result<R> result;
  private @Nullable RejectedCell canceledWith;

  Loop() {
    super(Scheduler.current(), null);
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
  final Promise<R> begin() {
    Object outcome = hasNext() ? follow(next()) : Promise.stateOf(end());
    if (!(outcome instanceof Mark)) {
      return Promise.resolved(outcome);
    }
    Result<R> pending = new Result<>(this);
    result = pending;
    return pending;
  }

  /** Goes on from a step as far as it can; the result's state then, which is a mark if a step has to be waited for. */
  private @Nullable Object follow(Promise<?> first) {
    try {
      Promise<?> step = first;
      while (true) {
        Object outcome = step.root().state;
        if (outcome instanceof Mark) {
          waitFor(step);
          return outcome;
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
      return scheduler().rejected(scheduler().filtered(error));
    }
  }

  private void waitFor(Promise<?> step) {
    Pending<?> pending = step.root().owned("a callback's promise");
    source = pending;
    pending.add(this);
  }

  @Override
  final void run(Promise<?> resolved) {
    source = null;
    Object outcome = follow(resolved);
    if (!(outcome instanceof Mark)) {
      scheduler().settle(Objects.requireNonNull(result).root(), outcome);
    }
  }

  @Override
  final @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    canceledWith = cancellation.rejection();
    return source;
  }

  /** The promise of the result of a loop that has had to wait. Once it is there, it lets go of the loop. */
  private static final class Result<R extends @Nullable Object> extends Pending<R> {
    private @Nullable Loop<?, R> loop;

    Result(Loop<?, R> loop) {
      super(loop.context());
      this.loop = loop;
    }

    @Override
    @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
      return Objects.requireNonNull(loop).cancel(cancellation, self);
    }

    @Override
    void release(@Nullable Object newState) {
      super.release(newState);
      loop = null;
    }
  }
}
