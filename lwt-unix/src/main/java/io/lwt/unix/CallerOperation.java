package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.State;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A user's own call on a descriptor: {@link Fd#operation}. */
final class CallerOperation<T extends @Nullable Object> extends Operation<T> {
  private final Callable<? extends T> callable;
  private Promise<? extends T> outcome = Promise.failed(WouldBlock.AGAIN);

  CallerOperation(OperationQueue queue, Callable<? extends T> callable) {
    super(queue);
    this.callable = callable;
  }

  @Override
  long attempt() {
    do {
      outcome = Promise.wrap(callable);
    } while (error() instanceof UnixException e && e.errno() == Errno.EINTR);
    return switch (error()) {
      case WouldBlock signal -> waitFor(signal.queue(this));
      case UnixException e when e.errno() == Errno.EAGAIN -> waitFor(queue);
      case null, default -> 0;
    };
  }

  private @Nullable Throwable error() {
    return outcome.state() instanceof State.Rejected<? extends T>(Throwable error) ? error : null;
  }

  /** Whether the system has said that it would block is the caller's secret: readiness is told again if it has not. */
  private long waitFor(OperationQueue direction) {
    if (direction != queue) {
      direction.moveHere(this);
    }
    queue.descriptor().refresh();
    return Calls.AGAIN;
  }

  @Override
  void succeed(long result) {
    switch (outcome.state()) {
      case State.Fulfilled<? extends T>(T value) -> fulfill(value);
      case State.Rejected<? extends T>(Throwable error) -> reject(error);
      case State.Pending<? extends T>() -> throw new AssertionError("pending");
    }
  }

  @Override
  String call() {
    return "operation";
  }
}
