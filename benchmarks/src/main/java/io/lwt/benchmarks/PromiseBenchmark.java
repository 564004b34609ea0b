package io.lwt.benchmarks;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one step costs with promises, with CompletableFuture and with Netty's promises: on a value that is there
 * already, and on one that comes after the step was hung on.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PromiseBenchmark {
  private final Promise<Integer> promise = Promise.of(1);
  private final CompletableFuture<Integer> future = CompletableFuture.completedFuture(1);
  private final Future<Integer> nettyFuture = ImmediateEventExecutor.INSTANCE.newSucceededFuture(1);

  /** {@code bind} on a fulfilled promise. */
  @Benchmark
  public Promise<Integer> resolvedLwt() {
    return promise.bind(value -> Promise.of(value + 1));
  }

  /** {@code thenCompose} on a completed future. */
  @Benchmark
  public CompletableFuture<Integer> resolvedCompletableFuture() {
    return future.thenCompose(value -> CompletableFuture.completedFuture(value + 1));
  }

  /** A listener on a succeeded future: Netty's have nothing that gives a future of a future. */
  @Benchmark
  public Future<Integer> resolvedNetty(Blackhole blackhole) {
    return nettyFuture.addListener(succeeded -> blackhole.consume(succeeded.getNow()));
  }

  /** {@code map} on a pending promise, which is fulfilled then. */
  @Benchmark
  public Promise<Integer> pendingLwt() {
    Resolver<Integer> resolver = Resolver.waiter();
    Promise<Integer> mapped = resolver.promise().map(value -> value + 1);
    resolver.fulfill(1);
    return mapped;
  }

  /** {@code thenApply} on an incomplete future, which is completed then. */
  @Benchmark
  public CompletableFuture<Integer> pendingCompletableFuture() {
    CompletableFuture<Integer> pending = new CompletableFuture<>();
    CompletableFuture<Integer> mapped = pending.thenApply(value -> value + 1);
    pending.complete(1);
    return mapped;
  }

  /** A listener on a promise, which succeeds then. */
  @Benchmark
  public Future<Integer> pendingNetty(Blackhole blackhole) {
    io.netty.util.concurrent.Promise<Integer> pending =
        ImmediateEventExecutor.INSTANCE.newPromise();
    pending.addListener(succeeded -> blackhole.consume(succeeded.getNow()));
    return pending.setSuccess(1);
  }
}
