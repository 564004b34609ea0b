package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Linux' epoll(7). */
interface LinuxEpoll extends Epoll {
  int EVENT_SIZE = LinuxArchitecture.HOST.epollEventSize();
  int EVENT_DATA = LinuxArchitecture.HOST.epollEventData();

  @Override
  default int epollCreate() {
    return (int) EpollCreate1.C.call(LinuxAbi.EPOLL_CLOEXEC);
  }

  @Override
  default int epollAdd(int epoll, int fd, int events, long data) {
    return control(epoll, LinuxAbi.EPOLL_CTL_ADD, fd, events, data);
  }

  @Override
  default int epollModify(int epoll, int fd, int events, long data) {
    return control(epoll, LinuxAbi.EPOLL_CTL_MOD, fd, events, data);
  }

  @Override
  default int epollDelete(int epoll, int fd) {
    return control(epoll, LinuxAbi.EPOLL_CTL_DEL, fd, 0, 0);
  }

  private static int control(int epoll, int operation, int fd, int events, long data) {
    MemorySegment event = ThreadMemory.current().scratch();
    event.set(JAVA_INT_UNALIGNED, 0, events);
    event.set(JAVA_LONG_UNALIGNED, EVENT_DATA, data);
    return (int) EpollCtl.C.call(epoll, operation, fd, event.address());
  }

  @Override
  default int epollWait(int epoll, MemorySegment events, int max, long timeoutNanos) {
    LinuxFiles.checked(events, (long) max * EVENT_SIZE);
    return EpollWait.Host.WAIT.call(epoll, events, max, timeoutNanos);
  }

  @Override
  default long epollEventSize() {
    return EVENT_SIZE;
  }

  @Override
  default int epollEvents(MemorySegment events, int index) {
    return events.get(JAVA_INT_UNALIGNED, (long) index * EVENT_SIZE);
  }

  @Override
  default long epollData(MemorySegment events, int index) {
    return events.get(JAVA_LONG_UNALIGNED, (long) index * EVENT_SIZE + EVENT_DATA);
  }

  /** epoll_create1(2). */
  final class EpollCreate1 {
    static final CFunction C = CFunction.of(INT, "epoll_create1", 1);
  }

  /** epoll_ctl(2). */
  final class EpollCtl {
    static final CFunction C = CFunction.of(INT, "epoll_ctl", 4);
  }
}
