package io.lwt.unix;

import java.util.ArrayList;
import java.util.List;

/**
 * What workers still have to do for a loop that takes no more tasks. While the loop is being closed its thread may be
 * at the same things, so that they wait for the end of that; afterwards workers do them, one at a time.
 */
final class LastSteps {
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean closed;

  /** On a worker: does a step, or leaves it until the loop is closed. */
  synchronized void run(Runnable step) {
    if (closed) {
      step.run();
    } else {
      waiting.add(step);
    }
  }

  /** Has workers do the steps that wait: the loop's thread has done what it had to do. */
  synchronized void close(Jobs workers) {
    closed = true;
    waiting.forEach(step -> workers.execute(() -> run(step)));
    waiting.clear();
  }
}
