package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** Copies inside Linux. */
interface LinuxKernelCopies extends KernelCopies {

  @Override
  default long sendfile(int to, int file, long offset, long count) {
    MemorySegment scratch = ThreadMemory.current().scratch();
    scratch.set(JAVA_LONG, 0, offset);
    return Sendfile.C.call(to, file, scratch.address(), count);
  }

  @Override
  default long splice(int from, int to, long count) {
    return Splice.C.call(from, 0, to, 0, count, LinuxAbi.SPLICE_F_NONBLOCK);
  }

  @Override
  default long copyFileRange(int from, long fromOffset, int to, long toOffset, long count) {
    MemorySegment scratch = ThreadMemory.current().scratch();
    scratch.setAtIndex(JAVA_LONG, 0, fromOffset);
    scratch.setAtIndex(JAVA_LONG, 1, toOffset);
    long offsets = scratch.address();
    return CopyFileRange.C.call(from, offsets, to, offsets + Long.BYTES, count, 0);
  }

  /** sendfile(2). */
  final class Sendfile {
    static final CFunction C = CFunction.of(LONG, "sendfile", 4);
  }

  /** splice(2). */
  final class Splice {
    static final CFunction C = CFunction.of(LONG, "splice", 6);
  }

  /** copy_file_range(2). */
  final class CopyFileRange {
    static final CFunction C = CFunction.of(LONG, "copy_file_range", 6);
  }
}
