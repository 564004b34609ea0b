package io.lwt.benchmarks.promises;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Ten times {@code map}, each on the last one's result, on a new pending promise, which is fulfilled then; per map. */
public class MapChain extends PromiseBenchmark {
  private static final int MAPS = 10;

  /** {@code map}. */
  @Benchmark
  @OperationsPerInvocation(MAPS)
  public Promise<Integer> lwt() {
    Resolver<Integer> pending = Resolver.waiter();
    held = pending;
    Promise<Integer> mapped = pending.promise();
    for (int i = 0; i < MAPS; i++) {
      mapped = mapped.map(value -> value + 1);
    }
    pending.fulfill(1);
    return mapped;
  }

  /** {@code thenApply}. */
  @Benchmark
  @OperationsPerInvocation(MAPS)
  public CompletableFuture<Integer> completableFuture() {
    CompletableFuture<Integer> pending = new CompletableFuture<>();
    held = pending;
    CompletableFuture<Integer> mapped = pending;
    for (int i = 0; i < MAPS; i++) {
      mapped = mapped.thenApply(value -> value + 1);
    }
    pending.complete(1);
    return mapped;
  }

  /** {@code map}. */
  @Benchmark
  @OperationsPerInvocation(MAPS)
  public io.vertx.core.Future<Integer> vertx() {
    io.vertx.core.Promise<Integer> pending = io.vertx.core.Promise.promise();
    held = pending;
    io.vertx.core.Future<Integer> mapped = pending.future();
    for (int i = 0; i < MAPS; i++) {
      mapped = mapped.map(value -> value + 1);
    }
    pending.complete(1);
    return mapped;
  }

  /** Listeners, each of which resolves another promise. */
  @Benchmark
  @OperationsPerInvocation(MAPS)
  public Future<Integer> netty() {
    io.netty.util.concurrent.Promise<Integer> pending = NettyFutures.promise();
    held = pending;
    Future<Integer> mapped = pending;
    for (int i = 0; i < MAPS; i++) {
      mapped = NettyFutures.map(mapped, value -> value + 1);
    }
    pending.setSuccess(1);
    return mapped;
  }
}
