package io.lwt;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits: at most so many do something at the same time, and others wait their turn, first come, first
 * served. Lwt has none.
 *
 * <p>{@link #withPermit} is the form to use. Who calls {@link #acquire} itself must see to it that {@link #release} is
 * called once for each permit.
 *
 * <p>As with promises, only the thread that made it may use it; on another, all but the questions throw
 * {@link IllegalStateException}.
 *
 * @apiNote The JDK's {@link java.util.concurrent.Semaphore}, a fair one, with promises instead of threads that block.
 */
public final class LwtSemaphore {
  private final Scheduler scheduler = Scheduler.current();
  private final WaitQueue<WaitQueue.Waiter<@Nullable Void>> waiters = new WaitQueue<>();
  private final int permits;
  private int available;

  /**
   * A semaphore with all its permits available.
   *
   * @throws IllegalArgumentException if there is not at least one
   */
  public LwtSemaphore(int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException("a semaphore needs at least one permit, not " + permits);
    }
    this.permits = permits;
    available = permits;
  }

  /**
   * Takes a permit: now if one is available, else when it is this one's turn.
   *
   * <p>A cancel while it waits leaves the queue; the others go on as if it had never been there. Later cancels do
   * nothing: when the promise is fulfilled, the permit is the caller's, who must release it.
   *
   * @apiNote {@link java.util.concurrent.Semaphore#acquire()}
   */
  public Promise<@Nullable Void> acquire() {
    scheduler.checkThread("LwtSemaphore.acquire");
    if (available > 0) {
      available--;
      return Promise.unit();
    }
    var waiter = new WaitQueue.Waiter<@Nullable Void>();
    waiters.addLast(waiter);
    return waiter.promise();
  }

  /**
   * Gives a permit back: to the one that has waited longest, if anyone waits.
   *
   * @throws IllegalStateException if all permits are available already
   * @apiNote {@link java.util.concurrent.Semaphore#release()}
   */
  public void release() {
    scheduler.checkThread("LwtSemaphore.release");
    if (available == permits) {
      throw new IllegalStateException("LwtSemaphore.release: no permit is taken");
    }
    WaitQueue.Waiter<@Nullable Void> next = waiters.poll();
    if (next == null) {
      available++;
    } else {
      next.fulfill(null);
    }
  }

  /**
   * Takes a permit, calls {@code f}, and gives the permit back when what {@code f} promises is resolved either way, or
   * when {@code f} throws.
   *
   * <p>Resolved as what {@code f} promises, or rejected with what it throws. A cancel leaves the queue, and {@code f}
   * is not called; once it was, the cancel goes to what it promises.
   */
  public <T extends @Nullable Object> Promise<T> withPermit(
      Callable<? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return acquire().bind(_ -> Lwt.<T>applyOwned(f).finalizing(this::released));
  }

  private Promise<@Nullable Void> released() {
    release();
    return Promise.unit();
  }

  void checkThread(String operation) {
    scheduler.checkThread(operation);
  }

  /** How many permits can be taken right now. */
  public int available() {
    return available;
  }

  /** How many wait for a permit. */
  public int waiting() {
    return waiters.size();
  }
}
