package io.lwt.unix.engine;

import io.lwt.bindings.EventFd;
import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixException;

/**
 * A descriptor that becomes readable when another thread wants an engine to end its wait: an eventfd, or a pipe where a
 * sandbox forbids those. Synchronized: that thread must not write to a number that was closed. It lives as long as the
 * engine, and so knows whether a loop may still take that.
 */
final class Waker implements Runnable {
  private final Posix posix;
  private final int fd;

  /** Where it is written to: of a pipe, the other end. */
  private final int writtenTo;

  private boolean claimed;
  private boolean closed;

  private Waker(Posix posix, int fd, int writtenTo) {
    this.posix = posix;
    this.fd = fd;
    this.writtenTo = writtenTo;
  }

  /** Opens one; throws if there is no descriptor left. */
  static Waker open(Posix posix) {
    int fd = ((EventFd) posix).eventfd();
    if (fd == -Errno.ENOSYS.number() || fd == -Errno.EPERM.number()) {
      return openPipe(posix);
    }
    if (fd < 0) {
      throw new UnixException(-fd, "eventfd");
    }
    return new Waker(posix, fd, fd);
  }

  private static Waker openPipe(Posix posix) {
    int[] ends = new int[2];
    int result = posix.pipe(ends);
    if (result < 0) {
      throw new UnixException(-result, "pipe2");
    }
    return new Waker(posix, ends[0], ends[1]);
  }

  int fd() {
    return fd;
  }

  /** A loop takes the engine, which must be neither closed nor taken. */
  synchronized void claim(String engine) {
    if (closed || claimed) {
      throw new IllegalStateException(
          "this engine ("
              + engine
              + ") "
              + (closed ? "is closed" : "serves a loop already")
              + "; an engine serves one loop, once: make a new one");
    }
    claimed = true;
  }

  /** Makes it readable, which is a new edge each time. From any thread. */
  synchronized void signal() {
    if (!closed) {
      if (fd != writtenTo) {
        // Only what comes into an empty pipe is sure to be an edge, and a full one takes nothing.
        drain();
      }
      ((EventFd) posix).eventfdSignal(writtenTo);
    }
  }

  /** Makes it unreadable: one signal is eight bytes, through a pipe too. */
  void drain() {
    ((EventFd) posix).eventfdDrain(fd);
  }

  /** Closes it. */
  @Override
  public synchronized void run() {
    if (!closed) {
      closed = true;
      posix.close(fd);
      if (fd != writtenTo) {
        posix.close(writtenTo);
      }
    }
  }
}
