package io.lwt.unix;

/**
 * Decides when a loop has stalled for so long that it is to be reported. Time in which the one who looks was itself
 * kept from running does not count: the whole program stood still, for the garbage collector or for want of a
 * processor.
 */
final class StallMeter {
  private final long limitNanos;
  private final long stepNanos;
  private long lastLook;
  private long stallBegan = Pulse.WAITING;
  private long stoodStill;
  private long reportAt;

  /**
   * A meter.
   *
   * @param stepNanos how often it is looked, if nothing is in the way
   */
  StallMeter(long limitNanos, long stepNanos, long now) {
    this.limitNanos = limitNanos;
    this.stepNanos = stepNanos;
    lastLook = now;
  }

  /**
   * A look at the loop, which has been at work since then. How long it has stalled, if that is to be reported; else 0.
   * A stall is reported when it passes the limit, and each time it has doubled.
   */
  long look(long now, long workingSince) {
    long missed = now - lastLook - 2 * stepNanos;
    lastLook = now;
    if (workingSince == Pulse.WAITING) {
      stallBegan = Pulse.WAITING;
      return 0;
    }
    if (workingSince != stallBegan) {
      stallBegan = workingSince;
      stoodStill = 0;
      reportAt = limitNanos;
    }
    long stalled = now - workingSince;
    if (missed > 0) {
      stoodStill += Math.min(missed, stalled - stoodStill);
    }
    long counted = stalled - stoodStill;
    if (counted < reportAt) {
      return 0;
    }
    reportAt = 2 * counted;
    return counted;
  }
}
