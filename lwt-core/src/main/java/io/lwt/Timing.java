package io.lwt;

import org.jspecify.annotations.Nullable;

/** How long the parts of a lap take, if somebody wants to know. */
final class Timing {
  /** What {@link #begin} gives where nothing is to be timed. */
  private static final long NOT_TIMED = Long.MIN_VALUE;

  private Scheduler.@Nullable Observer observer;
  private boolean under;

  void setObserver(Scheduler.@Nullable Observer observer) {
    this.observer = observer;
  }

  /** Something begins: when, unless nobody wants to know or it is a part of something that is being timed. */
  long begin() {
    if (observer == null || under) {
      return NOT_TIMED;
    }
    under = true;
    return System.nanoTime();
  }

  /** It is over. */
  void end(long begun, Object what) {
    if (begun != NOT_TIMED) {
      under = false;
      Scheduler.Observer told = observer;
      if (told != null) {
        told.ran(what, System.nanoTime() - begun);
      }
    }
  }
}
