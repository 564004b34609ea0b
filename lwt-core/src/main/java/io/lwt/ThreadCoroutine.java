package io.lwt;

import java.util.concurrent.locks.LockSupport;

/**
 * A virtual thread that takes turns with the thread that resumes it: each waits while the other runs, and has the
 * scheduler meanwhile.
 */
final class ThreadCoroutine implements Coroutine {
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
