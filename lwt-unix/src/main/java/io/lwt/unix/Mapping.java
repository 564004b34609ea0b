package io.lwt.unix;

import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** mmap(2) of a part of a file, on a worker: {@link LwtBytes#map}. */
final class Mapping extends WorkerCall<MemorySegment> {
  /** Stands for a length: as far as the file goes. */
  static final long TO_THE_END = -1;

  private final Posix posix;
  private final MapMode mode;
  private final long offset;
  private final Arena arena;
  private long length;

  /** How far behind the beginning of its page the part begins. */
  private final long skipped;

  /** Where that page begins; 0 if there is nothing to unmap. */
  private long address;

  Mapping(Descriptor descriptor, MapMode mode, long offset, long length, Arena arena) {
    super(descriptor, "mmap");
    posix = descriptor.loop().posix();
    this.mode = mode;
    this.offset = offset;
    this.length = length;
    this.arena = arena;
    skipped = offset % posix.pageSize();
  }

  @Override
  long call(Posix posix, int number) {
    FileStatus[] status = new FileStatus[1];
    long result = posix.fstat(number, status);
    if (result < 0) {
      return result;
    }
    boolean isRegular = FileKind.of(status[0].mode()) == FileKind.REGULAR;
    long size = status[0].size();
    if (length == TO_THE_END) {
      length = size;
    }
    if (!isRegular) {
      return map(number);
    }
    if (offset + length > size && mode != MapMode.SHARED) {
      return -Errno.EINVAL.number();
    }
    if (length == 0) {
      return 0;
    }
    result = map(number);
    return result < 0 || offset + length <= size ? result : grow(number);
  }

  private long map(int number) {
    boolean shared = mode != MapMode.PRIVATE;
    long result = posix.mmap(number, offset - skipped, skipped + length, isWritable(), shared);
    if (result > 0) {
      address = result;
    }
    return result;
  }

  private boolean isWritable() {
    return mode != MapMode.READ_ONLY;
  }

  private long grow(int number) {
    long result = Calls.uninterrupted(() -> posix.ftruncate(number, offset + length));
    if (result < 0) {
      throw new UnixException((int) -result, "ftruncate", descriptor.toString());
    }
    return result;
  }

  @Override
  MemorySegment value(long result) {
    if (address == 0) {
      return isWritable() ? arena.allocate(0) : arena.allocate(0).asReadOnly();
    }
    MemorySegment pages = posix.mapped(address, skipped + length, isWritable(), arena);
    address = 0;
    return pages.asSlice(skipped, length);
  }

  @Override
  void release() {
    if (address != 0) {
      posix.munmap(address, skipped + length);
    }
  }
}
