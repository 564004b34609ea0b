package io.lwt.benchmarks.promises;

import io.lwt.AsyncTrace;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What {@link AsyncTrace} costs where promises are attached to, and where they are rejected. */
public class Trace extends PromiseBenchmark {
  /** How much is remembered. */
  @Param public AsyncTrace mode = AsyncTrace.OFF;

  /** The scheduler is the measuring thread's. */
  @Setup
  public void setMode() {
    Lwt.setAsyncTrace(mode);
  }

  /** {@code bind} on a new pending promise, which is fulfilled then. */
  @Benchmark
  public Promise<Integer> pendingBind() {
    Resolver<Integer> pending = Resolver.waiter();
    held = pending;
    Promise<Integer> bound = pending.promise().bind(Promise::of);
    pending.fulfill(1);
    return bound;
  }

  /** A new exception that passes three combinators and ends in a handler. */
  @Benchmark
  public Promise<Integer> rejection() {
    Resolver<Integer> pending = Resolver.waiter();
    held = pending;
    Promise<Integer> handled =
        pending
            .promise()
            .map(value -> value + 1)
            .bind(Promise::of)
            .map(value -> value + 1)
            .catching(_ -> Promise.of(0));
    pending.reject(new IllegalStateException("broken"));
    return handled;
  }
}
