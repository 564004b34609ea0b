package io.lwt.unix;

import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/**
 * splice(2) between two streams. It has a place among the reads of one and among the writes of the other, and is tried
 * when it is its turn in both and either became ready: the call does not tell which one it would wait for.
 */
final class Splice extends Operation<Long> {
  private final Copy copy;
  private final Place place;

  Splice(Copy copy) {
    super(copy.from().reads());
    this.copy = copy;
    place = new Place(copy.to().writes());
  }

  Promise<Long> begin() {
    onTermination(this::leave);
    place.onFailure(this::abandon);
    queue.start(this);
    if (isPending()) {
      place.queue.start(place);
      queue.retry();
    }
    return promise();
  }

  private void leave() {
    if (place.isPending()) {
      place.queue.remove(place);
    }
    place.queue.retry();
    queue.retry();
  }

  @Override
  long attempt() {
    return place.hasTurn ? copy.make(queue.descriptor().loop().posix()) : Calls.AGAIN;
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

  /** The place among the writes: never done by itself. */
  private final class Place extends Operation<@Nullable Void> {
    /** Whether it is first in its queue, as it remains from then on. */
    private boolean hasTurn;

    Place(OperationQueue queue) {
      super(queue);
    }

    /** The splice is tried in the next lap: it may take this out of the queue, which must not happen in here. */
    @Override
    long attempt() {
      hasTurn = true;
      copy.from().reads().setReady();
      copy.from().serveNextLap();
      return Calls.AGAIN;
    }

    @Override
    void succeed(long result) {
      fulfill(null);
    }

    @Override
    String call() {
      return copy.name();
    }
  }
}
