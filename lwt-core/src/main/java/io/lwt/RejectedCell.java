package io.lwt;

import org.jspecify.annotations.Nullable;

/** The state of a rejected promise. It knows whether anybody has looked at the rejection; see {@link Orphans}. */
final class RejectedCell extends Cell {
  final Throwable error;

  /** Volatile, as a promise that was rejected at birth may be looked at by any thread. */
  private volatile boolean seen;

  private volatile Orphans.@Nullable Watch watch;

  RejectedCell(Throwable error) {
    this.error = error;
  }

  /** The same outcome for another promise: of a rejection each has its own, as each may or may not be looked at. */
  static @Nullable Object anew(@Nullable Object outcome) {
    return outcome instanceof RejectedCell rejected ? new RejectedCell(rejected.error) : outcome;
  }

  boolean isCanceled() {
    return error instanceof Canceled;
  }

  boolean isSeen() {
    return seen;
  }

  /** Somebody attached a callback to the promise, or read its state: the rejection is no orphan. */
  RejectedCell seen() {
    if (!seen) {
      seen = true;
      endWatch();
    }
    return this;
  }

  /** The watch is to be ended when somebody looks at the rejection. */
  void watch(Orphans.Watch watch) {
    this.watch = watch;
    if (seen) {
      endWatch();
    }
  }

  private void endWatch() {
    Orphans.Watch current = watch;
    if (current != null) {
      current.end();
      watch = null;
    }
  }
}
