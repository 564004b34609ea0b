package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output channels of a loop that have something to write. At the end of each lap, or before if there are many, and
 * when the loop stops, it is written as far as that does not have to be waited for. At the end of the JVM the rest is,
 * after the other exit hooks and within their deadline.
 */
final class UnwrittenOutput {
  /** So many are not kept waiting for the end of the lap: their buffers would push each other out of the caches. */
  private static final int MANY = 16;

  private final EventLoop loop;

  /** Those that are to be written at the end of the lap. */
  private final ArrayDeque<OutputBuffer> due = new ArrayDeque<>();

  private @Nullable OutputBuffer first;
  private @Nullable Registration exitHook;

  UnwrittenOutput(EventLoop loop) {
    this.loop = loop;
  }

  /** A buffer holds something. */
  void add(OutputBuffer buffer) {
    list(buffer);
    if (!buffer.isDue) {
      buffer.isDue = true;
      due.add(buffer);
    }
  }

  /** Something is being written that is not in the buffer. */
  void list(OutputBuffer buffer) {
    if (!buffer.isListed) {
      link(buffer);
    }
  }

  private void link(OutputBuffer buffer) {
    buffer.isListed = true;
    buffer.previous = null;
    buffer.next = first;
    if (first != null) {
      first.previous = buffer;
    }
    first = buffer;
    if (exitHook == null) {
      exitHook = ExitHooks.addLast(loop, this);
    }
  }

  /** A buffer holds nothing any more. */
  void remove(OutputBuffer buffer) {
    if (!buffer.isListed) {
      return;
    }
    buffer.isListed = false;
    if (buffer.previous == null) {
      first = buffer.next;
    } else {
      buffer.previous.next = buffer.next;
    }
    if (buffer.next != null) {
      buffer.next.previous = buffer.previous;
    }
    buffer.previous = null;
    buffer.next = null;
  }

  boolean isDue() {
    return !due.isEmpty();
  }

  /** A descriptor has been served: writes what can be written now, if that is much. */
  void descriptorServed() {
    if (due.size() >= MANY) {
      flushDue();
    }
  }

  /** Writes what can be written now. */
  void flushDue() {
    for (int left = due.size(); left > 0; left--) {
      due.remove().flushInBackground();
    }
  }

  /** The loop stops for now. */
  void loopStops() {
    flushDue();
    if (first == null && exitHook != null) {
      exitHook.close();
      exitHook = null;
    }
  }

  /** The loop is closed: says what is lost. */
  void loopIsClosed() {
    if (first != null) {
      System.getLogger("io.lwt")
          .log(
              System.Logger.Level.WARNING,
              "a loop was closed before it had written what channels have to write: " + all());
    }
  }

  /** Writes everything. Rejected with the first error, when all is done. */
  Promise<@Nullable Void> flushAll() {
    return Lwt.join(all().stream().map(OutputBuffer::flush).toList());
  }

  /** {@link #flushAll}, with what is added meanwhile; errors are reported. */
  Promise<@Nullable Void> flushAllAtExit() {
    return Lwt.join(all().stream().map(UnwrittenOutput::flushAtExit).toList());
  }

  /** Also writes what operations still add that wait for the flush, or for their turn. */
  private static Promise<@Nullable Void> flushAtExit(OutputBuffer buffer) {
    return buffer
        .flush()
        .bind(_ -> Lwt.pause())
        .<@Nullable Void>bind(_ -> buffer.isListed ? flushAtExit(buffer) : Promise.unit())
        .catching(
            error -> {
              ExitHooks.report(buffer + ": not written", error);
              return Promise.unit();
            });
  }

  /** Also for people, at the JVM's end on a thread that is not the loop's. */
  List<OutputBuffer> all() {
    List<OutputBuffer> all = new ArrayList<>();
    for (OutputBuffer buffer = first; buffer != null; buffer = buffer.next) {
      all.add(buffer);
    }
    return all.reversed();
  }
}
