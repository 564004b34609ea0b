package io.lwt;

import java.util.concurrent.locks.LockSupport;

/**
 * A virtual thread that takes turns with the thread that resumes it: each waits while the other runs, and has the
 * scheduler meanwhile.
 */
final class ThreadCoroutine implements Coroutine {
  /** For how long the resuming thread looks out before it sleeps: not at all if there is but one processor. */
  private static final long LOOK_OUT_NANOS =
      Runtime.getRuntime().availableProcessors() > 1 ? 50_000 : 0;

  private final Scheduler scheduler;
  private final Thread thread;

  /** Whose turn it is: the code's, or that of who resumes it. */
  private volatile boolean resumed;

  /** Who waits for the code to be suspended. */
  private volatile Thread resumer = Thread.currentThread();

  ThreadCoroutine(Scheduler scheduler, Runnable code) {
    this.scheduler = scheduler;
    thread =
        Thread.ofVirtual()
            .name("lwt-direct")
            .unstarted(
                () -> {
                  scheduler.take();
                  code.run();
                  handBack();
                });
  }

  @Override
  public void resume() {
    resumer = Thread.currentThread();
    resumed = true;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
    lookOut();
    boolean interrupted = false;
    while (resumed) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // it would keep us from waiting
    }
    scheduler.take();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Most code comes to its next await sooner than this thread could be woken. */
  private void lookOut() {
    long start = System.nanoTime();
    while (resumed && System.nanoTime() - start < LOOK_OUT_NANOS) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void suspend() {
    handBack();
    boolean interrupted = false;
    while (!resumed) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    scheduler.take();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void handBack() {
    resumed = false;
    LockSupport.unpark(resumer);
  }
}
