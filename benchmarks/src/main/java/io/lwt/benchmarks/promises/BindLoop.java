package io.lwt.benchmarks.promises;

import io.lwt.Promise;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A loop of a million steps, each of which gives a promise that is resolved already; per step. Ours is a function that
 * calls itself; the others' would overflow the stack, so theirs go round in a loop, as their users have to write it.
 */
public class BindLoop extends PromiseBenchmark {
  private static final int STEPS = 1_000_000;

  /** {@code bind}, by recursion. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public Promise<Integer> lwt() {
    return countDown(STEPS);
  }

  private static Promise<Integer> countDown(int left) {
    return left == 0 ? Promise.of(0) : Promise.of(left - 1).bind(BindLoop::countDown);
  }

  /** {@code thenCompose}, in a loop. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public CompletableFuture<Integer> completableFuture() {
    CompletableFuture<Integer> left = CompletableFuture.completedFuture(STEPS);
    for (int i = 0; i < STEPS; i++) {
      left = left.thenCompose(value -> CompletableFuture.completedFuture(value - 1));
    }
    return left;
  }

  /** {@code compose}, in a loop. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public Future<Integer> vertx() {
    Future<Integer> left = Future.succeededFuture(STEPS);
    for (int i = 0; i < STEPS; i++) {
      left = left.compose(value -> Future.succeededFuture(value - 1));
    }
    return left;
  }
}
