package io.lwt.benchmarks.promises;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.PromiseCombiner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** {@code join} of ten thousand new pending promises, which are fulfilled then, one after the other; per promise. */
public class Join extends PromiseBenchmark {
  private static final int PROMISES = 10_000;

  /** {@code join}. */
  @Benchmark
  @OperationsPerInvocation(PROMISES)
  public Promise<@Nullable Void> lwt() {
    List<Resolver<Integer>> pending = new ArrayList<>(PROMISES);
    List<Promise<Integer>> promises = new ArrayList<>(PROMISES);
    for (int i = 0; i < PROMISES; i++) {
      Resolver<Integer> resolver = Resolver.waiter();
      pending.add(resolver);
      promises.add(resolver.promise());
    }
    Promise<@Nullable Void> joined = Lwt.join(promises);
    for (Resolver<Integer> resolver : pending) {
      resolver.fulfill(1);
    }
    return joined;
  }

  /** {@code allOf}. */
  @Benchmark
  @OperationsPerInvocation(PROMISES)
  public CompletableFuture<Void> completableFuture() {
    CompletableFuture<?>[] futures = new CompletableFuture<?>[PROMISES];
    List<CompletableFuture<Integer>> pending = new ArrayList<>(PROMISES);
    for (int i = 0; i < PROMISES; i++) {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      pending.add(future);
      futures[i] = future;
    }
    CompletableFuture<Void> joined = CompletableFuture.allOf(futures);
    for (CompletableFuture<Integer> future : pending) {
      future.complete(1);
    }
    return joined;
  }

  /** {@code join}. */
  @Benchmark
  @OperationsPerInvocation(PROMISES)
  public io.vertx.core.Future<?> vertx() {
    List<io.vertx.core.Promise<Integer>> pending = new ArrayList<>(PROMISES);
    List<io.vertx.core.Future<Integer>> futures = new ArrayList<>(PROMISES);
    for (int i = 0; i < PROMISES; i++) {
      io.vertx.core.Promise<Integer> promise = io.vertx.core.Promise.promise();
      pending.add(promise);
      futures.add(promise.future());
    }
    io.vertx.core.Future<?> joined = io.vertx.core.Future.join(futures);
    for (io.vertx.core.Promise<Integer> promise : pending) {
      promise.complete(1);
    }
    return joined;
  }

  /** A {@code PromiseCombiner}. */
  @Benchmark
  @OperationsPerInvocation(PROMISES)
  public Future<Void> netty() {
    List<io.netty.util.concurrent.Promise<Integer>> pending = new ArrayList<>(PROMISES);
    PromiseCombiner combiner = new PromiseCombiner(ImmediateEventExecutor.INSTANCE);
    for (int i = 0; i < PROMISES; i++) {
      io.netty.util.concurrent.Promise<Integer> promise = NettyFutures.promise();
      pending.add(promise);
      combiner.add((Future<?>) promise);
    }
    io.netty.util.concurrent.Promise<Void> joined = NettyFutures.promise();
    combiner.finish(joined);
    for (io.netty.util.concurrent.Promise<Integer> promise : pending) {
      promise.setSuccess(1);
    }
    return joined;
  }
}
