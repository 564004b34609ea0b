package io.lwt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link LwtStream#iterN}: calls a function with each element, with a limit to how many calls are under way. It is the
 * pending state of the result.
 *
 * @param <T> the elements' type
 */
final class StreamIteration<T> extends PendingCell {
  private final LwtStream<T> stream;
  private final int limit;
  private final Fn<? super T, ? extends Promise<?>> f;
  private final Promise<@Nullable Void> result = new Promise<>(this);

  /** What {@code f} gave and is pending. */
  private final Set<Promise<?>> underWay = new LinkedHashSet<>();

  /** The read that waits for an element. */
  private @Nullable Promise<?> read;

  /** Whether no more is read: at the end, or after a failure. */
  private boolean stopped;

  private @Nullable RejectedCell failure;
  private boolean advancing;
  private @Nullable Cancellation visitor;

  StreamIteration(LwtStream<T> stream, int limit, Fn<? super T, ? extends Promise<?>> f) {
    super(Scheduler.current());
    this.stream = stream;
    this.limit = limit;
    this.f = f;
  }

  Promise<@Nullable Void> run() {
    advance();
    return result;
  }

  /** Reads and calls as much as it may now. What {@code f} resolves meanwhile has this go on. */
  private void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    while (!stopped && read == null && underWay.size() < limit) {
      readNext();
    }
    advancing = false;
    if (stopped && read == null && underWay.isEmpty() && result.root().state == this) {
      scheduler.resolve(result.root(), failure == null ? null : failure.copy(), false);
    }
  }

  private void readNext() {
    Promise<Optional<T>> next = stream.get();
    if (next.isPending()) {
      read = next;
      next.onTermination(
          () -> {
            read = null;
            take(next);
            advance();
          });
    } else {
      take(next);
    }
  }

  private void take(Promise<Optional<T>> next) {
    switch (next.state()) {
      case State.Fulfilled<Optional<T>>(Optional<T> x) when x.isPresent() -> begin(x.get());
      case State.Fulfilled<Optional<T>> _ -> stopped = true;
      default -> failIfRejected(next);
    }
  }

  private void begin(T element) {
    Promise<?> call = Lwt.apply(() -> StreamSource.checkOwned(f.apply(element)));
    if (call.isPending()) {
      underWay.add(call);
      call.onTermination(() -> ended(call));
    } else {
      failIfRejected(call);
    }
  }

  private void ended(Promise<?> call) {
    underWay.remove(call);
    failIfRejected(call);
    advance();
  }

  private void failIfRejected(Promise<?> resolved) {
    if (resolved.root().state instanceof RejectedCell rejected) {
      rejected.seen();
      stopped = true;
      failure = failure == null ? rejected : failure;
      if (read != null) {
        read.cancel();
      }
    }
  }

  @Override
  @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    if (visitor != cancellation) {
      visitor = cancellation;
      stopped = true;
      failure = failure == null ? cancellation.rejection() : failure;
      List<Promise<?>> members = new ArrayList<>(underWay);
      if (read != null) {
        members.add(read);
      }
      cancellation.divide(members);
    }
    return null;
  }
}
