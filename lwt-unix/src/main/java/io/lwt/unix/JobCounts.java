package io.lwt.unix;

import java.util.concurrent.atomic.LongAdder;

/** What a pool has been asked for, and what has become of it. From any thread. */
final class JobCounts {
  private final LongAdder added = new LongAdder();
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** Of those that have not begun. */
  private final LongAdder dropped = new LongAdder();

  void added() {
    added.increment();
  }

  void begun() {
    begun.increment();
  }

  void ended() {
    ended.increment();
  }

  void dropped() {
    dropped.increment();
  }

  /** How many are not over. */
  long queuedOrRunning() {
    return -dropped.sum() - ended.sum() + added.sum();
  }

  Jobs.Stats stats(int threads) {
    // What comes later in a function's life is read first: nothing is negative.
    long over = dropped.sum();
    long completed = ended.sum();
    long running = begun.sum();
    long all = added.sum();
    return new Jobs.Stats(
        threads, (int) (running - completed), (int) (all - running - over), completed);
  }
}
