package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * The state of a rejected promise. It knows whether anybody has looked at the rejection (see {@link Orphans}) and, if
 * that is traced, what it has passed (see {@link AsyncTrace}).
 */
final class RejectedCell extends Cell {
  final Throwable error;

  /** Volatile, as a promise that was rejected at birth may be looked at by any thread. */
  private volatile boolean seen;

  private volatile Orphans.@Nullable Watch watch;

  private final Tracer.@Nullable Passage passage;
  private final @Nullable AsyncFrames frames;
  private boolean copied;

  /** An error that no promise had before, or that nobody traces. */
  RejectedCell(Throwable error, Tracer.@Nullable Passage passage) {
    this(error, passage, null);
  }

  private RejectedCell(
      Throwable error, Tracer.@Nullable Passage passage, @Nullable AsyncFrames frames) {
    this.error = error;
    this.passage = passage;
    this.frames = frames;
  }

  /** The same outcome for another promise: of a rejection each has its own, as each may or may not be looked at. */
  static @Nullable Object anew(@Nullable Object outcome) {
    return outcome instanceof RejectedCell rejected ? rejected.copy() : outcome;
  }

  RejectedCell copy() {
    noteCopy();
    return new RejectedCell(error, passage, frames);
  }

  /** The same outcome for a promise that a combinator has made of this one's, without calling its callback. */
  RejectedCell passing(String operation, Object place) {
    noteCopy();
    return passage != null && passage.collectsFrames()
        ? new RejectedCell(error, passage, AsyncFrames.with(frames, operation, place))
        : new RejectedCell(error, passage, frames);
  }

  /** The same outcome for whoever is to report it when the promise is gone. */
  RejectedCell forReport() {
    return new RejectedCell(error, passage, frames);
  }

  private void noteCopy() {
    if (passage != null) {
      if (copied) {
        passage.share();
      }
      copied = true;
    }
  }

  boolean isCanceled() {
    return error instanceof Canceled;
  }

  boolean isSeen() {
    return seen;
  }

  /** Somebody attached a callback to the promise, or read its state: the rejection is no orphan. */
  RejectedCell seen() {
    if (!seen) {
      seen = true;
      endWatch();
    }
    return this;
  }

  /** The error, for a callback of the user, which may look at its stack trace. */
  Throwable handOver() {
    seen();
    return traced();
  }

  /** The error with what it has passed in its stack trace. */
  Throwable traced() {
    if (passage != null) {
      passage.handOver(error, frames);
    }
    return error;
  }

  /** What the rejection has passed, for who reports an error that may not be touched; else empty. */
  String untoldFrames() {
    return frames == null || passage == null || passage.showsFrames() ? "" : frames.toString();
  }

  /** The watch is to be ended when somebody looks at the rejection. */
  void watch(Orphans.Watch watch) {
    this.watch = watch;
    if (seen) {
      endWatch();
    }
  }

  private void endWatch() {
    Orphans.Watch current = watch;
    if (current != null) {
      current.end();
      watch = null;
    }
  }
}
