package io.lwt.unix;

import io.lwt.bindings.NativeBuffers;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads and writes that may block. A worker uses memory of the library's own; the caller's is touched on the loop. */
final class FileTransfers {
  /** Where a file is read or written that is moved on by that. */
  static final long HERE = -1;

  private FileTransfers() {}

  abstract static class Transfer extends WorkerCall<Integer> {
    final IoVec callers;
    final long offset;
    private final @Nullable ByteBuffer owner;
    private @Nullable MemorySegment buffer;

    /**
     * A transfer.
     *
     * @param callers a caller's memory
     * @param offset a place in the file, or {@link #HERE}
     * @param owner the buffer whose memory it is, and whose position is to be moved
     */
    Transfer(
        Descriptor descriptor,
        String name,
        IoVec callers,
        long offset,
        @Nullable ByteBuffer owner) {
      super(descriptor, name);
      this.callers = callers;
      this.offset = offset;
      this.owner = owner;
    }

    @Override
    void prepare() {
      buffer = NativeBuffers.take();
    }

    @SuppressWarnings("NullAway") // there is one from prepare to release
    final MemorySegment buffer() {
      return buffer;
    }

    final long asked() {
      return Math.min(callers.byteCount(), EventLoop.BUFFER_SIZE);
    }

    @Override
    Integer value(long count) {
      if (owner != null) {
        owner.position(owner.position() + (int) count);
      }
      return (int) count;
    }

    @Override
    final void release() {
      if (buffer != null) {
        NativeBuffers.giveBack(buffer);
        buffer = null;
      }
    }
  }

  static final class Read extends Transfer {
    private final long asked;

    Read(Descriptor descriptor, String name, IoVec to, long offset, @Nullable ByteBuffer owner) {
      super(descriptor, name, to, offset, owner);
      asked = asked();
    }

    @Override
    long call(Posix posix, int number) {
      return offset == HERE
          ? posix.read(number, buffer(), asked)
          : posix.pread(number, buffer(), asked, offset);
    }

    @Override
    Integer value(long count) {
      callers.copyFrom(buffer(), count);
      return super.value(count);
    }
  }

  static final class Write extends Transfer {
    private long asked;

    Write(Descriptor descriptor, String name, IoVec from, long offset, @Nullable ByteBuffer owner) {
      super(descriptor, name, from, offset, owner);
    }

    @Override
    void prepare() {
      super.prepare();
      asked = asked();
      callers.copyTo(buffer(), asked);
    }

    @Override
    long call(Posix posix, int number) {
      return offset == HERE
          ? posix.write(number, buffer(), asked)
          : posix.pwrite(number, buffer(), asked, offset);
    }
  }
}
