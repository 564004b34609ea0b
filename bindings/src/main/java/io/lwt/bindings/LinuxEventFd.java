package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Linux' eventfd(2). */
interface LinuxEventFd extends EventFd {

  @Override
  default int eventfd() {
    return (int) Eventfd.C.call(0, LinuxAbi.EFD_CLOEXEC | LinuxAbi.EFD_NONBLOCK);
  }

  @Override
  default int eventfdSignal(int fd) {
    return outcome(LinuxFiles.Write.C.call(fd, One.SEGMENT, Long.BYTES));
  }

  @Override
  default int eventfdDrain(int fd) {
    return outcome(LinuxFiles.Read.C.call(fd, ThreadMemory.current().scratch(), Long.BYTES));
  }

  private static int outcome(long result) {
    return result >= 0 || result == -LinuxAbi.EAGAIN ? 0 : (int) result;
  }

  /** The number one, as an eventfd takes it. */
  final class One {
    static final MemorySegment SEGMENT = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1);
  }

  /** eventfd(2). */
  final class Eventfd {
    static final CFunction C = CFunction.of(INT, "eventfd", 2);
  }
}
