package io.lwt.unix;

import io.lwt.Resolver;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A function that runs on a worker, and the promise of its result, which belongs to a loop. */
final class Job<T extends @Nullable Object> extends Resolver<T> implements Runnable {
  private final EventLoop loop;
  private final Callable<? extends T> function;
  private volatile boolean over;

  Job(EventLoop loop, Callable<? extends T> function) {
    this.loop = loop;
    this.function = function;
    loop.began(this);
  }

  /** On the worker. */
  @Override
  public void run() {
    if (!over) {
      Runnable ending = call();
      try {
        loop.execute(ending);
      } catch (IllegalStateException closed) {
        // Nobody waits any more: the loop rejected the promise when it was closed.
      }
    }
  }

  private Runnable call() {
    try {
      T value = function.call();
      return () -> finish(() -> fulfill(value));
    } catch (Throwable error) {
      return () -> finish(() -> reject(error));
    }
  }

  /** On the loop. */
  private void finish(Runnable resolution) {
    if (!over) {
      forget();
      resolution.run();
    }
  }

  /** Rejects the promise now; what the function gives is dropped. On the loop. */
  void abandon(Throwable error) {
    forget();
    reject(error);
  }

  private void forget() {
    over = true;
    loop.ended(this);
  }

  @Override
  protected void canceled() {
    forget();
  }
}
