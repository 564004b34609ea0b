package io.lwt;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a stream: what its source has put there, and the place after it. It is shared by all forks that have not
 * gone on behind it, and is garbage when all have.
 */
final class StreamNode<T> {
  /** Resolved: an element; empty, the end; or rejected, an error. Null as long as the source has put nothing here. */
  private @Nullable Promise<Optional<T>> outcome;

  /** Null at the end, and as long as there is no outcome. */
  private @Nullable StreamNode<T> next;

  /** What is told when the first fork goes on behind this. */
  private @Nullable Taken taken;

  /** A source that bounds how much of it is not read yet. */
  @FunctionalInterface
  interface Taken {
    /** Something was read by the first that reads it. May run callbacks. */
    void taken();
  }

  @Nullable Promise<Optional<T>> outcome() {
    return outcome;
  }

  boolean isError() {
    return outcome != null && outcome.root().state instanceof RejectedCell;
  }

  boolean isEnd() {
    return outcome != null && next == null;
  }

  /** Resolves a read, which is pending, as what is here. */
  void resolve(Resolver<Optional<T>> read) {
    Object state = Objects.requireNonNull(outcome).root().state;
    Pending<?> pending = Objects.requireNonNull(read.pending());
    pending
        .scheduler()
        .resolve(
            pending,
            state instanceof RejectedCell rejected ? rejected.seen().copy() : state,
            false);
  }

  /** Puts an element or an error here; gives the place after it. */
  StreamNode<T> fill(Promise<Optional<T>> outcome, @Nullable Taken taken) {
    StreamNode<T> following = new StreamNode<>();
    this.outcome = outcome;
    this.taken = taken;
    next = following;
    return following;
  }

  /** Puts the end here. */
  void fillWithEnd() {
    outcome = Promise.of(Optional.empty());
  }

  /** The place after this one, which is not empty; this one itself if it is the end. */
  StreamNode<T> following() {
    return next == null ? this : next;
  }

  /** Says that what is here was read, to whom it concerns. May run callbacks. */
  void tellTaken() {
    Taken told = taken;
    if (told != null) {
      taken = null;
      told.taken();
    }
  }

  /** The places from this one on, without the errors up to {@code last}, which is one of them. */
  StreamNode<T> withoutErrorsUpTo(StreamNode<T> last) {
    StreamNode<T> beforeFirst = new StreamNode<>();
    StreamNode<T> end = beforeFirst;
    for (StreamNode<T> node = this; node != last; node = node.following()) {
      if (!node.isError()) {
        StreamNode<T> copy = new StreamNode<>();
        copy.outcome = node.outcome;
        end.next = copy;
        end = copy;
      }
    }
    end.next = last.following();
    return beforeFirst.following();
  }
}
