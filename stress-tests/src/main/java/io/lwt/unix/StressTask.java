package io.lwt.unix;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A task of workers that tells when it is run, and how often it was. */
final class StressTask implements Workers.Task {
  private final CountDownLatch ran = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();

  /** How often it was run. */
  int runs() {
    return runs.get();
  }

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
    runs.incrementAndGet();
    ran.countDown();
  }

  @Override
  public void handOver() {}

  @Override
  public void refused(RejectedExecutionException noThread) {}
}
