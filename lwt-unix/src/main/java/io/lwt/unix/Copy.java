package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import java.util.List;
import java.util.function.Supplier;

/**
 * A system call that brings bytes from one descriptor to another, inside the system.
 *
 * <p>Where one of the two is a file the call may block: a worker makes it. The other descriptor does not block, so the
 * worker never waits for that one: the loop does. Between two streams the loop makes the call itself.
 *
 * @param name the call's name, for errors
 * @param call its result, or the error's number, negative
 */
record Copy(String name, Descriptor from, Descriptor to, Call call) {
  /** The most bytes one call on a worker moves: close waits for its end. */
  private static final long MOST = 16 << 20;

  /** Makes a system call with the numbers of two descriptors. */
  interface Call {
    long apply(Posix posix, int from, int to);
  }

  /** {@link LwtUnix#sendfile}. */
  static Promise<Long> sendfile(Fd to, Fd file, long offset, long count) {
    checkNotNegative(offset, "offset");
    long asked = atMost(MOST, count);
    var copy =
        new Copy(
            "sendfile",
            file.descriptor(),
            to.descriptor(),
            (posix, source, target) -> posix.sendfile(target, source, offset, asked));
    return copy.unlessRefused(copy::startSendfile);
  }

  private Promise<Long> startSendfile() {
    return to.isFile()
        ? new CopyCall(this, to).inTurn()
        : new CopyByWorker(to.writes(), this, () -> new CopyCall(this, to).now()).begin();
  }

  /** {@link LwtUnix#copyFileRange}. */
  static Promise<Long> fileRange(Fd from, long fromOffset, Fd to, long toOffset, long count) {
    checkNotNegative(fromOffset, "offset to read from");
    checkNotNegative(toOffset, "offset to write to");
    long asked = atMost(MOST, count);
    var copy =
        new Copy(
            "copy_file_range",
            from.descriptor(),
            to.descriptor(),
            (posix, source, target) ->
                posix.copyFileRange(source, fromOffset, target, toOffset, asked));
    return copy.unlessRefused(() -> new CopyCall(copy, copy.to).now());
  }

  /** {@link LwtUnix#splice}. */
  static Promise<Long> splice(Fd from, Fd to, long count) {
    long asked = atMost(MOST, count);
    var copy =
        new Copy(
            "splice",
            from.descriptor(),
            to.descriptor(),
            (posix, source, target) -> posix.splice(source, target, asked));
    return copy.unlessRefused(copy::startSplice);
  }

  private Promise<Long> startSplice() {
    if (from.isFile() && to.isFile()) {
      return new CopyCall(this, from).inTurn(); // the system says what is wrong with it
    }
    if (from.isFile()) {
      return new CopyByWorker(to.writes(), this, () -> new CopyCall(this, from).inTurn()).begin();
    }
    return to.isFile()
        ? new CopyByWorker(from.reads(), this, () -> new CopyCall(this, to).inTurn()).begin()
        : new Splice(this).begin();
  }

  private static void checkNotNegative(long number, String what) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " " + number + ": negative");
    }
  }

  private static long atMost(long most, long count) {
    checkNotNegative(count, "count");
    return Math.min(most, count);
  }

  /** Begins it, unless one of the descriptors is closed, or would block the loop or a worker. */
  private Promise<Long> unlessRefused(Supplier<Promise<Long>> start) {
    for (Descriptor descriptor : List.of(from, to)) {
      descriptor.loop().checkThread(name);
      if (!descriptor.isUsable()) {
        return Promise.failed(descriptor.refusal(name));
      }
      if (!descriptor.isFile() && (descriptor.blocks() || descriptor.mayBlock())) {
        return Promise.failed(
            new UnsupportedOperationException(
                name
                    + ": "
                    + descriptor
                    + " is shared and blocks; LwtUnix.adopt makes it non-blocking"));
      }
    }
    return start.get();
  }

  /** The one of the two descriptors that is not this one. */
  Descriptor otherThan(Descriptor one) {
    return one == from ? to : from;
  }

  /** Makes the call. */
  long make(Posix posix) {
    return Calls.uninterrupted(() -> call.apply(posix, from.number(), to.number()));
  }

  /** What errors are about: {@code fd 7 -> fd 8}. */
  String argument() {
    return from + " -> " + to;
  }
}
