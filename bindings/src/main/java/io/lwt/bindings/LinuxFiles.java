package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Descriptors on Linux. */
interface LinuxFiles extends Files {

  @Override
  default long read(int fd, MemorySegment buffer, long length) {
    return Read.C.call(fd, checked(buffer, length), length);
  }

  @Override
  default long write(int fd, MemorySegment buffer, long length) {
    return Write.C.call(fd, checked(buffer, length), length);
  }

  @Override
  default int close(int fd) {
    return (int) Close.C.call(fd);
  }

  @Override
  default int pipe(int[] ends) {
    MemorySegment pair = ThreadMemory.current().scratch();
    int result = (int) Pipe2.C.call(pair.address(), LinuxAbi.O_CLOEXEC | LinuxAbi.O_NONBLOCK);
    if (result == 0) {
      ends[0] = pair.getAtIndex(JAVA_INT, 0);
      ends[1] = pair.getAtIndex(JAVA_INT, 1);
    }
    return result;
  }

  @Override
  default int descriptorFlags(int fd) {
    int descriptor = (int) Fcntl.C.call(fd, LinuxAbi.F_GETFD, 0);
    if (descriptor < 0) {
      return descriptor;
    }
    int status = (int) Fcntl.C.call(fd, LinuxAbi.F_GETFL, 0);
    if (status < 0) {
      return status;
    }
    return ((descriptor & LinuxAbi.FD_CLOEXEC) != 0 ? CLOSE_ON_EXEC : 0)
        | ((status & LinuxAbi.O_NONBLOCK) != 0 ? NON_BLOCKING : 0);
  }

  /** The buffer, if it holds that many bytes: C does not ask. */
  static MemorySegment checked(MemorySegment buffer, long length) {
    Objects.checkFromIndexSize(0, length, buffer.byteSize());
    return buffer;
  }

  /** read(2). */
  final class Read {
    static final CFunction C = CFunction.withBuffer(LONG, "read", 3);
  }

  /** write(2). */
  final class Write {
    static final CFunction C = CFunction.withBuffer(LONG, "write", 3);
  }

  /** close(2). */
  final class Close {
    static final CFunction C = CFunction.of(INT, "close", 1);
  }

  /** pipe2(2). */
  final class Pipe2 {
    static final CFunction C = CFunction.of(INT, "pipe2", 2);
  }

  /** fcntl(2). */
  final class Fcntl {
    static final CFunction C = CFunction.variadic(SystemLibrary.LOOKUP, INT, "fcntl", 2, 3);
  }
}
