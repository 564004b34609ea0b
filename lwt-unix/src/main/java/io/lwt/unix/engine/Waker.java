package io.lwt.unix.engine;

import io.lwt.bindings.EventFd;
import io.lwt.bindings.Posix;
import io.lwt.unix.UnixException;

/**
 * A descriptor that becomes readable when another thread wants an engine to end its wait. Synchronized: that thread
 * must not write to a number that was closed.
 */
final class Waker implements Runnable {
  private final Posix posix;
  private final int fd;
  private boolean closed;

  private Waker(Posix posix, int fd) {
    this.posix = posix;
    this.fd = fd;
  }

  /** Opens one; throws if there is no descriptor left. */
  static Waker open(Posix posix) {
    int fd = ((EventFd) posix).eventfd();
    if (fd < 0) {
      throw new UnixException(-fd, "eventfd");
    }
    return new Waker(posix, fd);
  }

  int fd() {
    return fd;
  }

  /** Makes it readable, which is a new edge each time. From any thread. */
  synchronized void signal() {
    if (!closed) {
      ((EventFd) posix).eventfdSignal(fd);
    }
  }

  /** Makes it unreadable. */
  void drain() {
    ((EventFd) posix).eventfdDrain(fd);
  }

  /** Closes it. */
  @Override
  public synchronized void run() {
    if (!closed) {
      closed = true;
      posix.close(fd);
    }
  }
}
