package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.LONG;

/** By number: glibc has functions for these since 2.36. The numbers are the same on every architecture. */
interface LinuxPidFd extends PidFd {

  @Override
  default int pidfdOpen(int pid) {
    return (int) Syscall.C.call(LinuxAbi.SYS_pidfd_open, pid, 0);
  }

  @Override
  default int pidfdSendSignal(int fd, int signal) {
    return (int) Syscall.C.call(LinuxAbi.SYS_pidfd_send_signal, fd, signal, 0, 0);
  }

  /** syscall(2). */
  final class Syscall {
    static final CFunction C = CFunction.variadic(SystemLibrary.LOOKUP, LONG, "syscall", 1, 6);
  }
}
