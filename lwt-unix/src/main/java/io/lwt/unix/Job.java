package io.lwt.unix;

import io.lwt.Resolver;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A function that runs on a worker, and the promise of its result, which belongs to a loop. */
final class Job<T extends @Nullable Object> extends Resolver<T> implements Runnable {
  private final EventLoop loop;
  private final Consumer<? super T> unwanted;

  /** Null when it is over: who keeps the promise does not keep what the function has. */
  private volatile @Nullable Callable<? extends T> function;

  Job(EventLoop loop, Callable<? extends T> function) {
    this(loop, function, _ -> {});
  }

  /**
   * A function that is to be called.
   *
   * @param unwanted is given the value that nobody waits for any more, on whatever thread
   */
  Job(EventLoop loop, Callable<? extends T> function, Consumer<? super T> unwanted) {
    this.loop = loop;
    this.function = function;
    this.unwanted = unwanted;
    loop.began(this);
  }

  /** On the worker. */
  @Override
  public void run() {
    Callable<? extends T> wanted = function;
    if (wanted != null) {
      call(wanted);
    }
  }

  private void call(Callable<? extends T> function) {
    T value;
    try {
      value = function.call();
    } catch (Throwable error) {
      onLoop(() -> reject(error), () -> {});
      return;
    }
    onLoop(() -> fulfill(value), () -> unwanted.accept(value));
  }

  /** Resolves the promise on the loop, or else, if nobody waits any more, drops what there is. */
  private void onLoop(Runnable resolution, Runnable drop) {
    try {
      loop.execute(() -> finish(resolution, drop));
    } catch (IllegalStateException closed) { // the loop rejected the promise when it was closed
      drop.run();
    }
  }

  /** On the loop. */
  private void finish(Runnable resolution, Runnable drop) {
    if (function == null) {
      drop.run();
    } else {
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
    function = null;
    loop.ended(this);
  }

  @Override
  protected void canceled() {
    forget();
  }
}
