package io.lwt.bindings;

import java.lang.foreign.MemorySegment;

/** Linux' epoll(7). The masks are the kernel's, the same on every architecture; the event's layout is not. */
public interface Epoll {
  int EPOLLIN = 0x001;
  int EPOLLPRI = 0x002;
  int EPOLLOUT = 0x004;
  int EPOLLERR = 0x008;
  int EPOLLHUP = 0x010;
  int EPOLLRDHUP = 0x2000;
  int EPOLLET = 1 << 31;

  /** epoll_create1(2), close-on-exec. */
  int epollCreate();

  /** EPOLL_CTL_ADD: {@code data} comes back with every event. */
  int epollAdd(int epoll, int fd, int events, long data);

  /** EPOLL_CTL_MOD; it also reports anew what is ready now. */
  int epollModify(int epoll, int fd, int events, long data);

  /** EPOLL_CTL_DEL. */
  int epollDelete(int epoll, int fd);

  /**
   * Waits for events: epoll_pwait2(2) where the kernel and the C library have it, else epoll_wait(2) with the time
   * rounded up to a millisecond.
   *
   * @param events native memory for {@code max} events of {@link #epollEventSize()} bytes
   * @param timeoutNanos how long to wait at most; 0 does not wait, negative waits for ever
   * @return how many events there are, or {@code -errno}
   */
  int epollWait(int epoll, MemorySegment events, int max, long timeoutNanos);

  /** The bytes one event takes. */
  long epollEventSize();

  /** The mask of an event. */
  int epollEvents(MemorySegment events, int index);

  /** The data of an event. */
  long epollData(MemorySegment events, int index);
}
