package io.lwt.bindings;

/** Linux' eventfd(2): a counter that wakes whoever waits for it to be readable. */
public interface EventFd {

  /** eventfd(2) with the counter at zero: close-on-exec and non-blocking. */
  int eventfd();

  /** Adds one to the counter. From any thread. 0 or {@code -errno}; EAGAIN, which means it is full, counts as 0. */
  int eventfdSignal(int fd);

  /** Takes the counter back to zero. 0 or {@code -errno}; EAGAIN, which means it was zero, counts as 0. */
  int eventfdDrain(int fd);
}
