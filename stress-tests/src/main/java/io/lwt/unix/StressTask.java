package io.lwt.unix;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

/** A task of workers that tells when it is run. */
final class StressTask implements Workers.Task {
  private final CountDownLatch ran = new CountDownLatch(1);

  /** Whether workers run it. */
  static boolean isRunBy(Workers workers) {
    var task = new StressTask();
    workers.execute(task);
    return Patience.comes(task.ran);
  }

  @Override
  public boolean begins() {
    return true;
  }

  @Override
  public void call() {
    ran.countDown();
  }

  @Override
  public void handOver() {}

  @Override
  public void refused(RejectedExecutionException noThread) {}
}
