package io.lwt.unix;

/** Since when a loop has been at work without a break: the loop writes it, the stall detector reads it. */
final class Pulse {
  /** What {@link #workingSince} is while the loop waits. */
  static final long WAITING = Long.MIN_VALUE;

  private volatile long workingSince = WAITING;

  void begin() {
    workingSince = System.nanoTime();
  }

  void end() {
    workingSince = WAITING;
  }

  /** When the work under way began. */
  long workingSince() {
    return workingSince;
  }
}
