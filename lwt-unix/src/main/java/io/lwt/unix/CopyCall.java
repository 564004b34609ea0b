package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.Posix;

/** A copy made on a worker. Neither descriptor's number is given away before it has ended. */
final class CopyCall extends WorkerCall<Long> {
  private final Copy copy;
  private final Descriptor other;
  private boolean holdsOther;

  /**
   * A copy.
   *
   * @param descriptor the one of the two among whose calls it has its turn
   */
  CopyCall(Copy copy, Descriptor descriptor) {
    super(descriptor, copy.name());
    this.copy = copy;
    other = copy.otherThan(descriptor);
  }

  /** Begins when it is its turn. */
  Promise<Long> inTurn() {
    other.whenUnusable(this, name(), this::giveUp);
    return descriptor.workerCalls().start(this);
  }

  /** Begins at once, whatever else is asked of the descriptors. */
  Promise<Long> now() {
    other.whenUnusable(this, name(), this::giveUp);
    return descriptor.workerCalls().startNow(this);
  }

  private void giveUp(Throwable error) {
    if (isPending()) {
      descriptor.workerCalls().remove(this);
      abandon(error);
    }
  }

  @Override
  void prepare() {
    other.beginUse();
    holdsOther = true;
  }

  @Override
  long call(Posix posix, int number) {
    return copy.make(posix);
  }

  @Override
  Long value(long count) {
    return count;
  }

  @Override
  void release() {
    if (holdsOther) {
      other.endUse();
    }
  }

  @Override
  String argument() {
    return copy.argument();
  }
}
