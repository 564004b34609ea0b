package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.PLAIN_INT;

/** Processes on Linux. */
interface LinuxProcesses extends Processes {

  @Override
  default int getpid() {
    return (int) Getpid.C.call();
  }

  /** getpid(2). */
  final class Getpid {
    static final CFunction C = CFunction.of(PLAIN_INT, "getpid", 0);
  }
}
