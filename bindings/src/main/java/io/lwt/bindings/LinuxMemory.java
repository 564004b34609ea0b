package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;
import static io.lwt.bindings.CFunction.Result.POINTER_OR_FAILED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The process' memory on Linux. */
interface LinuxMemory extends Memory {

  @Override
  default int pageSize() {
    return (int) Sysconf.C.call(LinuxAbi._SC_PAGESIZE);
  }

  @Override
  default long mmap(int fd, long offset, long length, boolean writable, boolean shared) {
    int protection = LinuxAbi.PROT_READ | (writable ? LinuxAbi.PROT_WRITE : 0);
    int flags = shared ? LinuxAbi.MAP_SHARED : LinuxAbi.MAP_PRIVATE;
    return Mmap.C.call(0, length, protection, flags, fd, offset);
  }

  @Override
  default int munmap(long address, long length) {
    return (int) Munmap.C.call(address, length);
  }

  @Override
  @SuppressWarnings("restricted") // this module's purpose
  default MemorySegment mapped(long address, long length, boolean writable, Arena arena) {
    MemorySegment segment =
        MemorySegment.ofAddress(address)
            .reinterpret(length, arena, gone -> munmap(gone.address(), length));
    return writable ? segment : segment.asReadOnly();
  }

  /** sysconf(3). */
  final class Sysconf {
    static final CFunction C = CFunction.of(LONG, "sysconf", 1);
  }

  /** mmap(2). */
  final class Mmap {
    static final CFunction C = CFunction.of(POINTER_OR_FAILED, "mmap", 6);
  }

  /** munmap(2). */
  final class Munmap {
    static final CFunction C = CFunction.of(INT, "munmap", 2);
  }
}
