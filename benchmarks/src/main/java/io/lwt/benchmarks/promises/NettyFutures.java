package io.lwt.benchmarks.promises;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.function.Function;

/** What users of Netty's futures write by hand, since those have listeners only. */
final class NettyFutures {
  private NettyFutures() {}

  /** A pending promise, on the executor that costs least: it never asks which thread it is on. */
  static <T> Promise<T> promise() {
    return ImmediateEventExecutor.INSTANCE.newPromise();
  }

  static <T, U> Future<U> map(Future<T> future, Function<T, U> f) {
    Promise<U> mapped = promise();
    future.addListener(
        (FutureListener<T>)
            done -> {
              if (done.isSuccess()) {
                mapped.setSuccess(f.apply(done.getNow()));
              } else {
                mapped.setFailure(done.cause());
              }
            });
    return mapped;
  }

  static <T, U> Future<U> bind(Future<T> future, Function<T, Future<U>> f) {
    Promise<U> bound = promise();
    future.addListener(
        (FutureListener<T>)
            done -> {
              if (done.isSuccess()) {
                f.apply(done.getNow()).addListener(new PromiseNotifier<>(bound));
              } else {
                bound.setFailure(done.cause());
              }
            });
    return bound;
  }
}
