package io.lwt;

/**
 * Code that can stop in the middle of a call, let others run, and go on later: what a task in direct style runs in.
 *
 * <p>On {@link ContinuationCoroutine} where the JDK lets us, and else on a {@link ThreadCoroutine}, which is slower.
 */
interface Coroutine {
  /** Runs the code until it suspends itself, or has come to its end. */
  void resume();

  /**
   * Called by the code: returns when it is resumed.
   *
   * @throws IllegalStateException if it cannot be stopped here
   */
  void suspend();

  /** Makes coroutines. */
  interface Factory {
    /** A coroutine for this code, which must not throw, on the scheduler: it is current where the code runs. */
    Coroutine create(Scheduler scheduler, Runnable code);
  }

  /** The fastest there are. */
  static Factory best() {
    return ContinuationCoroutine.isAvailable()
        ? (_, code) -> new ContinuationCoroutine(code)
        : ThreadCoroutine::new;
  }
}
