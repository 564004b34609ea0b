package io.lwt.benchmarks.promises;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;

/** {@code map} on a new pending promise, which is fulfilled then. */
public class PendingMap extends PromiseBenchmark {
  /** {@code map}. */
  @Benchmark
  public Promise<Integer> lwt() {
    Resolver<Integer> pending = Resolver.waiter();
    held = pending;
    Promise<Integer> mapped = pending.promise().map(value -> value + 1);
    pending.fulfill(1);
    return mapped;
  }

  /** {@code thenApply}. */
  @Benchmark
  public CompletableFuture<Integer> completableFuture() {
    CompletableFuture<Integer> pending = new CompletableFuture<>();
    held = pending;
    CompletableFuture<Integer> mapped = pending.thenApply(value -> value + 1);
    pending.complete(1);
    return mapped;
  }

  /** {@code map}. */
  @Benchmark
  public io.vertx.core.Future<Integer> vertx() {
    io.vertx.core.Promise<Integer> pending = io.vertx.core.Promise.promise();
    held = pending;
    io.vertx.core.Future<Integer> mapped = pending.future().map(value -> value + 1);
    pending.complete(1);
    return mapped;
  }

  /** A listener that resolves another promise. */
  @Benchmark
  public Future<Integer> netty() {
    io.netty.util.concurrent.Promise<Integer> pending = NettyFutures.promise();
    held = pending;
    Future<Integer> mapped = NettyFutures.map(pending, value -> value + 1);
    pending.setSuccess(1);
    return mapped;
  }
}
