package io.lwt.benchmarks.direct;

import java.util.concurrent.locks.LockSupport;

/** Two virtual threads: each parks until the other one unparks it. */
final class VirtualThreads {
  private volatile boolean firstsTurn;

  private VirtualThreads() {}

  /** Usage: SECONDS. Prints nanoseconds per park. */
  public static void main(String[] args) throws InterruptedException {
    Turns.measure(args, VirtualThreads::batch);
  }

  private static void batch() throws InterruptedException {
    var turns = new VirtualThreads();
    var threads = new Thread[2];
    threads[0] = Thread.ofVirtual().unstarted(() -> turns.take(true, threads));
    threads[1] = Thread.ofVirtual().unstarted(() -> turns.take(false, threads));
    threads[0].start();
    threads[1].start();
    turns.firstsTurn = true;
    LockSupport.unpark(threads[0]);
    threads[0].join();
    threads[1].join();
  }

  private void take(boolean first, Thread[] threads) {
    for (int i = 0; i < Turns.IN_BATCH; i++) {
      while (firstsTurn != first) {
        LockSupport.park(this);
      }
      firstsTurn = !first;
      LockSupport.unpark(threads[first ? 1 : 0]);
    }
  }
}
