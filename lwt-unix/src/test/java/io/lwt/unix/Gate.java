package io.lwt.unix;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A function for workers that says when it has begun, and goes on when it is let. */
final class Gate implements Callable<String> {
  private final CountDownLatch begun;
  private final Semaphore open = new Semaphore(0);

  Gate() {
    this(1);
  }

  /** One that so many workers are to enter. */
  Gate(int expected) {
    begun = new CountDownLatch(expected);
  }

  @Override
  public String call() {
    begun.countDown();
    open.acquireUninterruptibly();
    return "through";
  }

  /** Waits until as many are in it as were expected. */
  void awaitBegun() throws InterruptedException {
    begun.await();
  }

  /** Lets everybody through. */
  void open() {
    open.release(Integer.MAX_VALUE / 2);
  }
}
