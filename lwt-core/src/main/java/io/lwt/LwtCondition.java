package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where some wait until others say that something has changed, and hand them a value. Corresponds to
 * {@code Lwt_condition}.
 *
 * <p>A signal is not kept: it reaches those that wait already, and is lost if nobody does.
 *
 * <p>As with promises, only the thread that made it may use it; on another it throws {@link IllegalStateException}.
 *
 * @apiNote The JDK's {@link java.util.concurrent.locks.Condition}, with promises instead of threads that block. There
 *     are no spurious wakeups.
 * @param <T> the type of the values that are handed over
 */
public final class LwtCondition<T extends @Nullable Object> {
  private final Scheduler scheduler = Scheduler.current();
  private final WaitQueue<WaitQueue.Waiter<T>> waiters = new WaitQueue<>();

  /** A condition that nobody waits for. Lwt's {@code create}. */
  public LwtCondition() {}

  /**
   * Waits for a signal: a promise of its value. Lwt's {@code wait}.
   *
   * <p>Rejected by {@link #broadcastFailure}. A cancel leaves the queue; the next signal goes to somebody else.
   */
  public Promise<T> await() {
    scheduler.checkThread("LwtCondition.await");
    var waiter = new WaitQueue.Waiter<T>();
    waiters.addLast(waiter);
    return waiter.promise();
  }

  /**
   * Unlocks a mutex that the caller holds, waits for a signal, and locks the mutex again: a promise of the signal's
   * value. It waits already when the mutex is unlocked, so it misses no signal. Lwt's {@code wait ~mutex}.
   *
   * <p>Rejected by {@link #broadcastFailure}, or by a cancel, which leaves the queue. Whichever way the promise is
   * resolved, the caller holds the mutex again by then. So nothing is resolved before it is the caller's turn for the
   * mutex, and no cancel interrupts that: one that has come too late to leave the queue does nothing.
   *
   * <p>Do not put the promise into {@link Lwt#pick}, whose result would be there before the mutex: cancel it instead,
   * and wait for it.
   *
   * @throws IllegalStateException if nobody holds the mutex
   * @apiNote {@link java.util.concurrent.locks.Condition#await()}
   */
  public Promise<T> await(LwtMutex mutex) {
    Objects.requireNonNull(mutex, "mutex");
    mutex.checkLocked("LwtCondition.await");
    Promise<T> signalled = await();
    mutex.unlock();
    return signalled.finalizing(() -> mutex.lock().noCancel());
  }

  /**
   * Hands a value to the one that has waited longest; does nothing if nobody waits. Lwt's {@code signal}.
   *
   * @apiNote {@link java.util.concurrent.locks.Condition#signal()}
   */
  public void signal(T value) {
    scheduler.checkThread("LwtCondition.signal");
    WaitQueue.Waiter<T> waiter = waiters.poll();
    if (waiter != null) {
      waiter.fulfill(value);
    }
  }

  /**
   * Hands a value to all that wait now, in the order in which they came; those that come meanwhile wait for the next
   * signal. Lwt's {@code broadcast}.
   *
   * @apiNote {@link java.util.concurrent.locks.Condition#signalAll()}
   */
  public void broadcast(T value) {
    scheduler.checkThread("LwtCondition.broadcast");
    waiters.drain().forEach(waiter -> waiter.fulfill(value));
  }

  /** Rejects all that wait now, otherwise as {@link #broadcast}. Lwt's {@code broadcast_exn}. */
  public void broadcastFailure(Throwable error) {
    Objects.requireNonNull(error, "error");
    scheduler.checkThread("LwtCondition.broadcastFailure");
    waiters.drain().forEach(waiter -> waiter.reject(error));
  }
}
