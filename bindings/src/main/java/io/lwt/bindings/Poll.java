package io.lwt.bindings;

import java.lang.foreign.MemorySegment;

/** poll(2), on an array of struct pollfd in native memory. The masks are the same on every Unix, but for one. */
public interface Poll {
  int POLLIN = 0x001;
  int POLLPRI = 0x002;
  int POLLOUT = 0x004;
  int POLLERR = 0x008;
  int POLLHUP = 0x010;
  int POLLNVAL = 0x020;

  /** The mask of a stream whose other side has ended its direction; 0 where the system has none. */
  int POLLRDHUP();

  /**
   * Waits until one of the descriptors is ready: ppoll(2), with no signal mask.
   *
   * @param fds native memory with {@code count} entries of {@link #pollfdSize()} bytes
   * @param timeoutNanos how long to wait at most; 0 does not wait, negative waits for ever
   * @return how many are ready, or {@code -errno}
   */
  int poll(MemorySegment fds, int count, long timeoutNanos);

  /** The bytes one entry takes. */
  long pollfdSize();

  /** Writes an entry: what to look for on which descriptor. */
  void setPollfd(MemorySegment fds, int index, int fd, int events);

  /** The descriptor of an entry. */
  int pollfdFd(MemorySegment fds, int index);

  /** What an entry looks for. */
  int pollfdEvents(MemorySegment fds, int index);

  /** What the last call found for an entry. */
  int pollfdRevents(MemorySegment fds, int index);
}
