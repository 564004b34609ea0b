package io.lwt;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of a stream and its forks come from. It knows the place where the next one goes, and who waits
 * for it, but none of those that are there: whoever keeps a source keeps no elements.
 */
class StreamSource<T> {
  final Scheduler scheduler = Scheduler.current();
  private final Resolver<@Nullable Void> closed = Resolver.waiter();
  private StreamNode<T> tail = new StreamNode<>();

  /** Those that wait at the tail, in the order in which they came there. */
  private Set<StreamCursor<T>> waiting = new LinkedHashSet<>();

  final StreamNode<T> tail() {
    return tail;
  }

  final boolean isClosed() {
    return tail.outcome() != null;
  }

  final Promise<@Nullable Void> closed() {
    return closed.promise();
  }

  /** A cursor has come to the tail, where nothing is yet. May run a function of the user. */
  void demand() {}

  /** A cursor is to be told when there is something at the tail. */
  final void addWaiting(StreamCursor<T> cursor) {
    waiting.add(cursor);
  }

  final void removeWaiting(StreamCursor<T> cursor) {
    waiting.remove(cursor);
  }

  /** Puts an element, or an error, at the tail, and tells who waits for it. */
  final void append(Promise<Optional<T>> outcome) {
    place(outcome, null);
    tellWaiting();
  }

  /** Puts an element, or an error, at the tail. Who waits for it is to be told next. */
  final void place(Promise<Optional<T>> outcome, StreamNode.@Nullable Taken taken) {
    tail = tail.fill(outcome, taken);
  }

  /** Runs the callbacks of who waits at what was the tail before. */
  final void tellWaiting() {
    if (!waiting.isEmpty()) {
      Set<StreamCursor<T>> told = waiting;
      waiting = new LinkedHashSet<>();
      told.forEach(StreamCursor::serve);
    }
  }

  /** Ends the stream, unless it has ended, and tells who waits for it. */
  final void close() {
    if (!isClosed()) {
      tail.fillWithEnd();
      tellWaiting();
      closed.fulfill(null);
    }
  }

  /** A source that is asked for each element; by one call at a time. */
  static final class Pull<T> extends StreamSource<T> {
    private final Callable<? extends Promise<Optional<T>>> function;
    private boolean underWay;

    Pull(Callable<? extends Promise<Optional<T>>> function) {
      this.function = Objects.requireNonNull(function, "function");
    }

    @Override
    void demand() {
      if (!underWay) {
        underWay = true;
        Promise<Optional<T>> call = Lwt.applyOwned(function);
        if (call.isPending()) {
          call.onTermination(() -> arrived(call));
        } else {
          arrived(call);
        }
      }
    }

    private void arrived(Promise<Optional<T>> call) {
      underWay = false;
      Object state = call.root().state;
      if (state instanceof RejectedCell rejected) {
        append(Promise.rejected(rejected.seen().copy()));
      } else if (state == null) {
        append(Promise.failed(new NullPointerException("the source gave null, not an Optional")));
      } else if (Promise.<Optional<T>>valueOf(state).isEmpty()) {
        close();
      } else {
        append(call);
      }
    }
  }
}
