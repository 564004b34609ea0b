package io.lwt.benchmarks.promises;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * {@code bind} on a new pending promise, whose function gives a pending one too; then the first is fulfilled, then the
 * other.
 */
public class PendingBind extends PromiseBenchmark {
  @Nullable Object heldInner;

  /** {@code bind}. */
  @Benchmark
  public Promise<Integer> lwt() {
    Resolver<Integer> outer = Resolver.waiter();
    Resolver<Integer> inner = Resolver.waiter();
    held = outer;
    heldInner = inner;
    Promise<Integer> bound = outer.promise().bind(_ -> inner.promise());
    outer.fulfill(1);
    inner.fulfill(2);
    return bound;
  }

  /** {@code thenCompose}. */
  @Benchmark
  public CompletableFuture<Integer> completableFuture() {
    CompletableFuture<Integer> outer = new CompletableFuture<>();
    CompletableFuture<Integer> inner = new CompletableFuture<>();
    held = outer;
    heldInner = inner;
    CompletableFuture<Integer> bound = outer.thenCompose(_ -> inner);
    outer.complete(1);
    inner.complete(2);
    return bound;
  }

  /** {@code compose}. */
  @Benchmark
  public io.vertx.core.Future<Integer> vertx() {
    io.vertx.core.Promise<Integer> outer = io.vertx.core.Promise.promise();
    io.vertx.core.Promise<Integer> inner = io.vertx.core.Promise.promise();
    held = outer;
    heldInner = inner;
    io.vertx.core.Future<Integer> bound = outer.future().compose(_ -> inner.future());
    outer.complete(1);
    inner.complete(2);
    return bound;
  }

  /** A listener that has another one resolve another promise. */
  @Benchmark
  public Future<Integer> netty() {
    io.netty.util.concurrent.Promise<Integer> outer = NettyFutures.promise();
    io.netty.util.concurrent.Promise<Integer> inner = NettyFutures.promise();
    held = outer;
    heldInner = inner;
    Future<Integer> bound = NettyFutures.bind(outer, _ -> inner);
    outer.setSuccess(1);
    inner.setSuccess(2);
    return bound;
  }
}
