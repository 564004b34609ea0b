package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What channels have in common: one operation at a time, the others wait their turn in the order in which they came;
 * and a close that happens once.
 *
 * <p>An operation that was cancelled while it waited has done nothing. Must be used on the loop's thread.
 */
abstract sealed class Channel permits InputChannel, OutputChannel {
  private final ArrayDeque<Resolver<@Nullable Void>> waiting = new ArrayDeque<>();
  private boolean busy;
  private @Nullable Promise<@Nullable Void> closing;

  Channel() {}

  /** Whether an operation is under way. Lwt's {@code is_busy}. */
  public final boolean isBusy() {
    return busy;
  }

  /** Whether {@link #close} was called. Lwt's {@code is_closed}. */
  public final boolean isClosed() {
    return closing != null;
  }

  /** Closes the channel; see the subclasses. The same promise each time. Lwt's {@code close}. */
  public final Promise<@Nullable Void> close() {
    Promise<@Nullable Void> current = closing;
    if (current == null) {
      Resolver<@Nullable Void> resolver = Resolver.waiter();
      current = resolver.promise();
      closing = current;
      startClosing().onAny(resolver::fulfill, resolver::reject);
    }
    return current;
  }

  /** Does what {@link #close} does. Called once, when {@link #isClosed} holds already. */
  abstract Promise<@Nullable Void> startClosing();

  /** Which channel it is, for errors. */
  abstract String kind();

  /** An operation has ended, and no other has begun yet. */
  void idle() {}

  /** Runs an operation of the user when its turn comes; rejected if the channel is closed by then. */
  final <T extends @Nullable Object> Promise<T> inTurn(Callable<Promise<T>> operation) {
    return isClosed() ? closed() : afterOthers(() -> isClosed() ? closed() : operation.call());
  }

  /** Runs an operation when its turn comes, also if the channel is closed. */
  final <T extends @Nullable Object> Promise<T> afterOthers(Callable<Promise<T>> operation) {
    if (!busy) {
      return begin(operation);
    }
    Turn turn = new Turn(waiting);
    waiting.add(turn);
    return turn.promise().bind(_ -> begin(operation));
  }

  private <T extends @Nullable Object> Promise<T> begin(Callable<Promise<T>> operation) {
    busy = true;
    Promise<T> result = Lwt.apply(operation);
    if (result.isPending()) {
      result.onTermination(this::end);
    } else {
      end();
    }
    return result;
  }

  private void end() {
    busy = false;
    Resolver<@Nullable Void> next = waiting.poll();
    if (next != null) {
      busy = true; // its turn, even if its callbacks run later
      next.fulfill(null);
    } else {
      idle();
    }
  }

  final <T extends @Nullable Object> Promise<T> closed() {
    return Promise.failed(new ChannelClosedException(kind()));
  }

  /** An operation that waits for its turn. */
  private static final class Turn extends Resolver<@Nullable Void> {
    private final ArrayDeque<Resolver<@Nullable Void>> queue;

    Turn(ArrayDeque<Resolver<@Nullable Void>> queue) {
      this.queue = queue;
    }

    @Override
    protected void canceled() {
      queue.remove(this);
    }
  }
}
