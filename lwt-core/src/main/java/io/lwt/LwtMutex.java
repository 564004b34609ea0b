package io.lwt;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one at a time holds; others wait their turn, first come, first served. Corresponds to {@code Lwt_mutex}.
 *
 * <p>Callbacks never run at the same time, so what one callback does needs no lock. What spans several does: between
 * them, others run. {@link #withLock} is the form to use. The mutex does not know who holds it: who locks it again
 * while holding it waits for ever.
 *
 * <p>As with promises, only the thread that made it may use it; on another, all but the questions throw
 * {@link IllegalStateException}.
 *
 * @apiNote The JDK's {@link java.util.concurrent.locks.ReentrantLock}, a fair one, but not reentrant, and with promises
 *     instead of threads that block.
 */
public final class LwtMutex {
  private final LwtSemaphore permit = new LwtSemaphore(1);

  /** A mutex that nobody holds. Lwt's {@code create}. */
  public LwtMutex() {}

  /**
   * Locks it: now if nobody holds it, else when it is this one's turn. Lwt's {@code lock}.
   *
   * <p>A cancel while it waits leaves the queue; the others go on as if it had never been there. Later cancels do
   * nothing: when the promise is fulfilled, the caller holds the mutex, and must unlock it.
   *
   * @apiNote {@link java.util.concurrent.locks.Lock#lock()}
   */
  public Promise<@Nullable Void> lock() {
    return permit.acquire();
  }

  /**
   * Unlocks it. If anyone waits, the mutex stays locked, and is now held by the one that has waited longest. Lwt's
   * {@code unlock}.
   *
   * @throws IllegalStateException if nobody holds it
   * @apiNote {@link java.util.concurrent.locks.Lock#unlock()}
   */
  public void unlock() {
    checkLocked("LwtMutex.unlock");
    permit.release();
  }

  /**
   * Locks it, calls {@code f}, and unlocks it when what {@code f} promises is resolved either way, or when {@code f}
   * throws. Lwt's {@code with_lock}.
   *
   * <p>Resolved as what {@code f} promises, or rejected with what it throws. A cancel leaves the queue, and {@code f}
   * is not called; once it was, the cancel goes to what it promises.
   */
  public <T extends @Nullable Object> Promise<T> withLock(
      Callable<? extends Promise<? extends T>> f) {
    return permit.withPermit(f);
  }

  /** Whether somebody holds it. Lwt's {@code is_locked}. */
  public boolean isLocked() {
    return permit.available() == 0;
  }

  /** Whether nobody waits for it; one may hold it all the same. Lwt's {@code is_empty}. */
  public boolean isEmpty() {
    return permit.waiting() == 0;
  }

  /** Throws unless it can be unlocked here and now. */
  void checkLocked(String operation) {
    permit.checkThread(operation);
    if (!isLocked()) {
      throw new IllegalStateException(operation + ": nobody holds the mutex");
    }
  }
}
