package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What channels have in common: one operation at a time, the others wait their turn in the order in which they came.
 *
 * <p>An operation that was cancelled while it waited has done nothing. A channel belongs to the {@link EventLoop} of
 * the thread that made it; used on another thread it throws {@link IllegalStateException}.
 */
abstract sealed class Channel permits InputChannel, OutputChannel {
  private final EventLoop loop;

  /** Whose one operation everything on this channel is; null unless made for {@code atomically}. */
  private final @Nullable Channel whole;

  private @Nullable ArrayDeque<Turn> waiting;
  private boolean busy;

  /** Whether the operation that this channel was made for has ended; what it still has to do goes on. */
  private boolean over;

  private @Nullable Resolver<@Nullable Void> lastDone;

  Channel(EventLoop loop, @Nullable Channel whole) {
    this.loop = loop;
    this.whole = whole;
  }

  final EventLoop loop() {
    return loop;
  }

  /** Whether an operation is under way. Lwt's {@code is_busy}. */
  public final boolean isBusy() {
    return busy;
  }

  /** Whether {@link #close} or {@link #abort} was called. Lwt's {@code is_closed}. */
  public final boolean isClosed() {
    return whole == null ? isClosing() : whole.isClosed();
  }

  /** The descriptor that the channel was made of; none if it was made of something else. Beyond Lwt. */
  public abstract Optional<Fd> fd();

  /**
   * Closes the channel; see the subclasses. The same promise each time. A cancel does nothing. Lwt's {@code close}.
   *
   * <p>Rejected with IllegalStateException on a channel of {@code atomically}, which is not closed.
   */
  public final Promise<@Nullable Void> close() {
    loop.checkThread("close");
    return whole == null ? startClosing() : Promise.failed(notOfWhole());
  }

  private static IllegalStateException notOfWhole() {
    return new IllegalStateException(
        "close: this channel is for atomically alone; close the one it was called on");
  }

  /** Begins to close it, unless that was done already: the end of that. */
  abstract Promise<@Nullable Void> startClosing();

  abstract boolean isClosing();

  /**
   * Closes the channel without waiting for anything. The operation under way and those that wait their turn are
   * rejected with {@link ChannelClosedException}; what was written and has not gone out is dropped. Also on a channel
   * of {@code atomically}. Lwt's {@code abort}.
   *
   * <p>Resolved as what closes the source or the sink. The same promise as that of {@link #close}: if that was called
   * before and has something to write, it is rejected with ChannelClosedException.
   */
  public final Promise<@Nullable Void> abort() {
    loop.checkThread("abort");
    return whole == null ? startAborting() : whole.abort();
  }

  abstract Promise<@Nullable Void> startAborting();

  /** Whether nothing can be done any more, not even what was asked for before the end. */
  abstract boolean isCut();

  /** Which channel it is, for errors. */
  abstract String kind();

  // ---- turns

  /** Why nothing more may be begun; null if it may. */
  private @Nullable Throwable refusal() {
    if (over) {
      return new IllegalStateException("this channel was for an atomically that has ended");
    }
    return isCut() || (whole == null && isClosing()) ? new ChannelClosedException(kind()) : null;
  }

  /** Whether an operation may be done now, without waiting for a turn. */
  final boolean isIdle(String operation) {
    loop.checkThread(operation);
    return !busy && refusal() == null;
  }

  /** Runs an operation of the user when its turn comes; rejected if the channel is closed by then. */
  final <T extends @Nullable Object> Promise<T> inTurn(
      String operation, Callable<? extends Promise<T>> body) {
    loop.checkThread(operation);
    Throwable refusal = refusal();
    return refusal == null ? afterOthers(() -> unlessCut(body)) : Promise.failed(refusal);
  }

  private <T extends @Nullable Object> Promise<T> unlessCut(Callable<? extends Promise<T>> body)
      throws Exception {
    return isCut() ? Promise.failed(new ChannelClosedException(kind())) : body.call();
  }

  /** Runs an operation when its turn comes, in any case. */
  final <T extends @Nullable Object> Promise<T> afterOthers(Callable<? extends Promise<T>> body) {
    if (!busy) {
      return begin(body);
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>();
    }
    Turn turn = new Turn(waiting);
    waiting.add(turn);
    return turn.promise().bind(_ -> begin(body));
  }

  private <T extends @Nullable Object> Promise<T> begin(Callable<? extends Promise<T>> body) {
    busy = true;
    Promise<T> result = Lwt.<T>apply(body);
    if (result.isPending()) {
      result.onTermination(this::end);
    } else {
      end();
    }
    return result;
  }

  private void end() {
    busy = false;
    Turn next = waiting == null ? null : waiting.poll();
    if (next != null) {
      busy = true; // its turn, even if its callbacks run later
      next.fulfill(null);
    } else if (lastDone != null) {
      lastDone.fulfill(null);
    }
  }

  /** Calls a function with a channel made for it; what it has asked of that is done when the promise is resolved. */
  static <C extends Channel, T extends @Nullable Object> Promise<T> during(
      C part, Fn<? super C, ? extends Promise<? extends T>> f) {
    return Lwt.<T>finalizing(() -> f.apply(part), ((Channel) part)::finish);
  }

  /** Refuses what is asked for from now on; done when the rest is. */
  private Promise<@Nullable Void> finish() {
    over = true;
    if (!busy) {
      return Promise.unit();
    }
    lastDone = Resolver.waiter();
    return lastDone.promise();
  }

  /** An operation that waits for its turn. */
  private static final class Turn extends Resolver<@Nullable Void> {
    private final ArrayDeque<Turn> queue;

    Turn(ArrayDeque<Turn> queue) {
      this.queue = queue;
    }

    @Override
    protected void canceled() {
      queue.remove(this);
    }

    @Override
    protected String description() {
      return "its turn on a channel";
    }
  }

  // ---- places

  /** Asks for a place, unless there are none. */
  static Promise<Long> seek(@Nullable Seek seek, long offset, SeekCommand command) {
    return seek == null
        ? Promise.failed(
            new UnsupportedOperationException("the channel has no places to move between"))
        : Lwt.apply(() -> seek.seek(offset, command));
  }

  /** Moves to a place counted from the beginning. */
  static Promise<Long> moveTo(@Nullable Seek seek, long place) {
    return seek(seek, place, SeekCommand.SET)
        .bind(
            reached ->
                reached == place
                    ? Promise.of(place)
                    : Promise.failed(
                        new IOException("seek to " + place + " has led to " + reached)));
  }

  /** How many bytes there are from the beginning to the end; then moves back to a place. */
  static Promise<Long> length(@Nullable Seek seek, long place) {
    return seek(seek, 0, SeekCommand.END)
        .bind(length -> moveTo(seek, place).map(_ -> length))
        .noCancel();
  }
}
