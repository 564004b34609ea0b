package io.lwt.benchmarks.promises;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Scheduler;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A round trip through the event loop: a loop that lets everything else run before it goes on. The JVM's other
 * libraries have no promise of that.
 */
public class Pause extends PromiseBenchmark {
  private static final int ROUNDS = 10_000;

  /** {@code pause}, and the scheduler that wakes it. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public Promise<@Nullable Void> lwt() {
    Promise<@Nullable Void> end = pauses(ROUNDS);
    Scheduler scheduler = Scheduler.current();
    while (scheduler.pausedCount() > 0) {
      scheduler.wakeupPaused();
    }
    return end;
  }

  private static Promise<@Nullable Void> pauses(int left) {
    return left == 0 ? Promise.unit() : Lwt.pause().bind(_ -> pauses(left - 1));
  }
}
