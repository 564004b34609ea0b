package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** Linux' ppoll(2), which knows nanoseconds. */
interface LinuxPoll extends Poll {

  @Override
  default int POLLRDHUP() {
    return LinuxAbi.POLLRDHUP;
  }

  @Override
  default int poll(MemorySegment fds, int count, long timeoutNanos) {
    LinuxFiles.checked(fds, (long) count * LinuxAbi.Pollfd.SIZEOF);
    long timeout = timeoutNanos < 0 ? 0 : EpollWait.timespec(timeoutNanos);
    try {
      return (int) Ppoll.C.call(fds.address(), count, timeout, 0);
    } finally {
      Reference.reachabilityFence(fds);
    }
  }

  @Override
  default long pollfdSize() {
    return LinuxAbi.Pollfd.SIZEOF;
  }

  @Override
  default void setPollfd(MemorySegment fds, int index, int fd, int events) {
    fds.set(JAVA_INT, at(index, LinuxAbi.Pollfd.FD), fd);
    fds.set(JAVA_SHORT, at(index, LinuxAbi.Pollfd.EVENTS), (short) events);
    fds.set(JAVA_SHORT, at(index, LinuxAbi.Pollfd.REVENTS), (short) 0);
  }

  @Override
  default int pollfdFd(MemorySegment fds, int index) {
    return fds.get(JAVA_INT, at(index, LinuxAbi.Pollfd.FD));
  }

  @Override
  default int pollfdEvents(MemorySegment fds, int index) {
    return fds.get(JAVA_SHORT, at(index, LinuxAbi.Pollfd.EVENTS));
  }

  @Override
  default int pollfdRevents(MemorySegment fds, int index) {
    return fds.get(JAVA_SHORT, at(index, LinuxAbi.Pollfd.REVENTS));
  }

  private static long at(int index, int member) {
    return (long) index * LinuxAbi.Pollfd.SIZEOF + member;
  }

  /** ppoll(2). */
  final class Ppoll {
    static final CFunction C = CFunction.of(INT, "ppoll", 4);
  }
}
