package io.lwt.unix;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A job whose function is interrupted when nobody wants its value any more. The interrupt reaches the function and
 * nothing else: under the lock the thread either is in it, or is not interrupted.
 */
final class InterruptibleJob<T extends @Nullable Object> extends Job<T> {
  private @Nullable Thread thread;
  private boolean stopped;

  InterruptibleJob(EventLoop loop, @Nullable Jobs pool, Callable<? extends T> function) {
    super(loop, pool, function, null);
  }

  @Override
  T invoke(Callable<? extends T> function) throws Exception {
    enter();
    try {
      return function.call();
    } finally {
      leave();
    }
  }

  private synchronized void enter() {
    thread = Thread.currentThread();
    if (stopped) {
      thread.interrupt();
    }
  }

  private synchronized void leave() {
    thread = null;
    if (stopped) {
      Thread.interrupted();
    }
  }

  @Override
  synchronized void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
