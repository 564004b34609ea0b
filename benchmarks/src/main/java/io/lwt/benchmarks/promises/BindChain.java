package io.lwt.benchmarks.promises;

import io.lwt.Promise;
import io.lwt.Resolver;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A chain of a million binds, each on the last one's result, on a new pending promise, which is fulfilled then; per
 * bind. Vert.x's and Netty's would overflow the stack.
 */
public class BindChain extends PromiseBenchmark {
  private static final int STEPS = 1_000_000;

  /** {@code bind}. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public Promise<Integer> lwt() {
    Resolver<Integer> pending = Resolver.waiter();
    held = pending;
    Promise<Integer> bound = pending.promise();
    for (int i = 0; i < STEPS; i++) {
      bound = bound.bind(value -> Promise.of(value + 1));
    }
    pending.fulfill(1);
    return bound;
  }

  /** {@code thenCompose}. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public CompletableFuture<Integer> completableFuture() {
    CompletableFuture<Integer> pending = new CompletableFuture<>();
    held = pending;
    CompletableFuture<Integer> bound = pending;
    for (int i = 0; i < STEPS; i++) {
      bound = bound.thenCompose(value -> CompletableFuture.completedFuture(value + 1));
    }
    pending.complete(1);
    return bound;
  }
}
