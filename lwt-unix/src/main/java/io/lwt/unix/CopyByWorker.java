package io.lwt.unix;

import io.lwt.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A copy between a file and a stream, in the stream's queue: a worker makes the call, and makes it again when the
 * stream, for which it would have had to wait, is ready. A cancel while a worker makes the call lets what is behind in
 * the queue go on.
 */
final class CopyByWorker extends Operation<Long> {
  private final Copy copy;
  private final Supplier<Promise<Long>> call;
  private @Nullable Promise<Long> made;
  private @Nullable Long result;

  /**
   * A copy.
   *
   * @param queue the stream's, which it waits in
   * @param call begins the call on a worker
   */
  CopyByWorker(OperationQueue queue, Copy copy, Supplier<Promise<Long>> call) {
    super(queue);
    this.copy = copy;
    this.call = call;
  }

  Promise<Long> begin() {
    copy.otherThan(queue.descriptor()).whenUnusable(this, call(), this::abandon);
    onFailure(_ -> over());
    return queue.start(this);
  }

  private void over() {
    if (made != null) {
      made.cancel();
    }
    queue.retry();
  }

  @Override
  long attempt() {
    Long told = result;
    if (told == null) {
      make();
      return Calls.AGAIN;
    }
    result = null;
    if (told == Calls.AGAIN) {
      queue.descriptor().refresh(); // it may have become ready before the worker's answer came
    }
    return told;
  }

  private void make() {
    if (made == null) {
      made = call.get();
      made.onAny(this::told, this::refused);
    }
  }

  private void refused(Throwable error) {
    if (error instanceof UnixException told && told.number() == -Calls.AGAIN) {
      told((long) Calls.AGAIN);
    } else {
      abandon(error);
    }
  }

  private void told(long count) {
    if (isPending()) {
      made = null;
      result = count;
      queue.retry();
    }
  }

  @Override
  void succeed(long count) {
    fulfill(count);
  }

  @Override
  String call() {
    return copy.name();
  }

  @Override
  String argument() {
    return copy.argument();
  }
}
