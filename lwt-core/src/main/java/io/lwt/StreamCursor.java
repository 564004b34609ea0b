package io.lwt;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream is in what its source gives, and the reads that wait there, which it serves in the order in which they
 * were made. What the reads mean: {@link LwtStream}.
 */
final class StreamCursor<T> {
  private final StreamSource<T> source;

  /** What is here is read next. */
  private StreamNode<T> node;

  private final WaitQueue<Read<T, ?>> reads = new WaitQueue<>();

  /** Whether a read of several elements is under way: other reads wait. */
  private boolean held;

  /** Whether this is what a read of several elements reads from. Such a one is soon gone. */
  private final boolean isOfTurn;

  /** Of a turn: the last place with an error that was taken. */
  private @Nullable StreamNode<T> lastError;

  StreamCursor(StreamSource<T> source, StreamNode<T> node) {
    this(source, node, false);
  }

  private StreamCursor(StreamSource<T> source, StreamNode<T> node, boolean isOfTurn) {
    this.source = source;
    this.node = node;
    this.isOfTurn = isOfTurn;
  }

  LwtStream<T> fork() {
    source.scheduler.checkThread("LwtStream.fork");
    return new LwtStream<>(source, new StreamCursor<>(source, node));
  }

  /** Whether the end is known to come next. */
  boolean isAtEnd() {
    return node.isEnd();
  }

  // ---- reads that are made now

  Promise<Optional<T>> get() {
    Promise<Optional<T>> ready = ready("LwtStream.get");
    if (ready == null) {
      return waitFor(new Get<>(this));
    }
    advance();
    return ready;
  }

  Promise<Optional<T>> peek() {
    Promise<Optional<T>> ready = ready("LwtStream.peek");
    if (ready == null) {
      return waitFor(new Peek<>(this));
    }
    if (node.isError()) {
      advance();
    }
    return ready;
  }

  /** Takes an element that is there; empty if there is none. */
  Optional<T> takeReady() {
    Promise<Optional<T>> ready = ready("LwtStream.getAvailable");
    if (ready == null || node.isError()) {
      return Optional.empty();
    }
    advance();
    return Promise.valueOf(ready.root().state);
  }

  /**
   * Calls {@code f} with a fork when it is this read's turn; other reads wait until its promise is resolved. If that is
   * fulfilled, and this read takes, the stream goes on where the fork is then; else it stays, save for errors.
   */
  <R extends @Nullable Object> Promise<R> inTurn(
      Fn<? super LwtStream<T>, ? extends Promise<? extends R>> f, boolean takes) {
    return turn()
        .bind(
            _ -> {
              StreamCursor<T> own = new StreamCursor<>(source, node, true);
              return Lwt.<R, R>tryBind(
                  () -> f.apply(new LwtStream<>(source, own)),
                  value -> {
                    endTurn(own, takes);
                    return Promise.of(value);
                  },
                  error -> {
                    endTurn(own, false);
                    return Promise.failed(error);
                  });
            });
  }

  // ---- serving

  /** What a read comes to that is made now and need not wait; null if it must. */
  private @Nullable Promise<Optional<T>> ready(String operation) {
    source.scheduler.checkThread(operation);
    // Asking the source runs a function of the user, which may read itself.
    return isFree() && hasOutcome() && isFree() ? node.outcome() : null;
  }

  private boolean isFree() {
    return !held && reads.isEmpty();
  }

  /** Whether there is something where this is; asks the source for it. */
  private boolean hasOutcome() {
    if (node.outcome() == null) {
      source.demand();
    }
    return node.outcome() != null;
  }

  private void advance() {
    step().tellTaken();
  }

  /** Goes on to the next place; the one that it was at. */
  private StreamNode<T> step() {
    StreamNode<T> taken = node;
    node = taken.following();
    if (isOfTurn && taken.isError()) {
      lastError = taken;
    }
    return taken;
  }

  private <R extends @Nullable Object> Promise<R> waitFor(Read<T, R> read) {
    reads.addLast(read);
    serve();
    return read.promise();
  }

  /** Serves the reads that wait as far as there is something for them. Runs their callbacks. */
  void serve() {
    for (Read<T, ?> first = reads.peek(); first != null && !held; first = reads.peek()) {
      if (!hasOutcome()) {
        source.addWaiting(this);
        return;
      }
      if (reads.remove(first)) { // it may have been served or cancelled while the source was asked
        first.serve();
      }
    }
  }

  private Promise<@Nullable Void> turn() {
    if (ready("LwtStream.parse") == null) {
      return waitFor(new Turn<>(this));
    }
    held = true;
    return Promise.unit();
  }

  private void endTurn(StreamCursor<T> own, boolean takes) {
    StreamNode<T> error = own.lastError;
    if (takes) {
      node = own.node;
    } else if (error != null) {
      node = node.withoutErrorsUpTo(error);
    }
    if (isOfTurn && error != null) {
      lastError = error;
    }
    held = false;
    serve();
  }

  /** A read that waits. When it is served there is something where the cursor is. */
  private abstract static class Read<T, R extends @Nullable Object> extends WaitQueue.Waiter<R> {
    final StreamCursor<T> cursor;

    Read(StreamCursor<T> cursor) {
      this.cursor = cursor;
    }

    abstract void serve();

    @Override
    protected void canceled() {
      super.canceled();
      if (cursor.reads.isEmpty()) {
        cursor.source.removeWaiting(cursor);
      }
    }
  }

  /** {@link #get}. */
  private static class Get<T> extends Read<T, Optional<T>> {
    Get(StreamCursor<T> cursor) {
      super(cursor);
    }

    /** Resolves this before anybody else is told that something was taken: it cannot be cancelled any more then. */
    @Override
    final void serve() {
      StreamNode<T> node = cursor.node;
      boolean taken = takes(node);
      if (taken) {
        cursor.step();
      }
      node.resolve(this);
      if (taken) {
        node.tellTaken();
      }
    }

    boolean takes(StreamNode<T> node) {
      return true;
    }
  }

  /** {@link #peek}. */
  private static final class Peek<T> extends Get<T> {
    Peek(StreamCursor<T> cursor) {
      super(cursor);
    }

    @Override
    boolean takes(StreamNode<T> node) {
      return node.isError();
    }
  }

  /** {@link #inTurn}: until it has ended, other reads wait. */
  private static final class Turn<T> extends Read<T, @Nullable Void> {
    Turn(StreamCursor<T> cursor) {
      super(cursor);
    }

    @Override
    void serve() {
      cursor.held = true;
      fulfill(null);
    }
  }
}
