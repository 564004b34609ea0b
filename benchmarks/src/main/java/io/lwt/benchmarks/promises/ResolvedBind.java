package io.lwt.benchmarks.promises;

import io.lwt.Promise;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;

/** {@code bind} on a resolved promise, whose function gives a resolved one. Netty's futures have no such thing. */
public class ResolvedBind extends PromiseBenchmark {
  private final Promise<Integer> promise = Promise.of(1);
  private final CompletableFuture<Integer> completed = CompletableFuture.completedFuture(1);
  private final Future<Integer> succeeded = Future.succeededFuture(1);

  /** {@code bind}. */
  @Benchmark
  public Promise<Integer> lwt() {
    return promise.bind(value -> Promise.of(value + 1));
  }

  /** {@code thenCompose}. */
  @Benchmark
  public CompletableFuture<Integer> completableFuture() {
    return completed.thenCompose(value -> CompletableFuture.completedFuture(value + 1));
  }

  /** {@code compose}. */
  @Benchmark
  public Future<Integer> vertx() {
    return succeeded.compose(value -> Future.succeededFuture(value + 1));
  }
}
