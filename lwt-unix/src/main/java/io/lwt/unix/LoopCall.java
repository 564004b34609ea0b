package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.LwtKey;
import io.lwt.Promise;
import io.lwt.State;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call of another thread into a loop, and that thread, which waits until what comes of it is resolved. */
final class LoopCall<T extends @Nullable Object> implements Runnable {
  /** How often the waiting thread sees to it that the loop's thread is still there. */
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EventLoop loop;
  private final LwtKey.Values keys;
  private final Callable<? extends Promise<? extends T>> function;
  private final Thread waiting = Thread.currentThread();
  private volatile @Nullable State<T> outcome;
  private volatile boolean givenUp;

  /** On the loop. */
  private @Nullable Promise<?> promise;

  private LoopCall(
      EventLoop loop, LwtKey.Values keys, Callable<? extends Promise<? extends T>> function) {
    this.loop = loop;
    this.keys = keys;
    this.function = function;
  }

  /** Makes the call, with the keys' values, and waits for its end: see {@link Jobs#runInLoop}. */
  static <T extends @Nullable Object> T make(
      EventLoop loop, LwtKey.Values keys, Callable<? extends Promise<? extends T>> function)
      throws InterruptedException {
    var call = new LoopCall<T>(loop, keys, function);
    loop.execute(call);
    return EventLoop.resultOf(call.await());
  }

  private State<T> await() throws InterruptedException {
    State<T> state = outcome;
    while (state == null) {
      if (Thread.interrupted()) {
        giveUp();
        throw new InterruptedException("while waiting for an event loop");
      }
      LockSupport.parkNanos(this, CHECK_NANOS);
      boolean forsaken = !loop.isAlive();
      state = outcome;
      if (forsaken && state == null) {
        throw new IllegalStateException("the event loop's thread has ended");
      }
    }
    return state;
  }

  private void giveUp() {
    givenUp = true;
    loop.executeUnlessClosed(this::cancel);
  }

  /** On the loop, after {@link #run}. */
  private void cancel() {
    loop.jobs().ended(this);
    if (promise != null) {
      promise.cancel();
    }
  }

  /** On the loop. */
  @Override
  public void run() {
    if (givenUp) {
      return;
    }
    try {
      loop.jobs().began(this);
    } catch (IllegalStateException closed) {
      rejected(closed);
      return;
    }
    try {
      promise = keys.with(() -> Lwt.tryBind(function, this::fulfilled, this::rejected));
    } catch (Throwable error) {
      rejected(error);
      loop.scheduler().filtered(error); // else the worker is told, and nobody besides
    }
  }

  private Promise<@Nullable Void> fulfilled(T value) {
    return end(new State.Fulfilled<>(value));
  }

  private Promise<@Nullable Void> rejected(Throwable error) {
    return end(new State.Rejected<>(error));
  }

  private Promise<@Nullable Void> end(State<T> state) {
    loop.jobs().ended(this);
    outcome = state;
    LockSupport.unpark(waiting);
    return Promise.unit();
  }

  /** The loop is closed. */
  void abandon(Throwable error) {
    rejected(error);
  }
}
