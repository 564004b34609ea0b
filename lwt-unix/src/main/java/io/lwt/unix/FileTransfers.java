package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads and writes of files. A worker uses the loop's own memory; the caller's is touched on the loop. */
final class FileTransfers {
  private FileTransfers() {}

  abstract static class Transfer extends WorkerCall<Integer> {
    final MemorySegment callers;
    private final @Nullable ByteBuffer owner;
    private @Nullable MemorySegment buffer;

    /**
     * A transfer.
     *
     * @param callers a caller's memory
     * @param owner the buffer whose memory it is, and whose position is to be moved
     */
    Transfer(
        Descriptor descriptor, String name, MemorySegment callers, @Nullable ByteBuffer owner) {
      super(descriptor, name);
      this.callers = callers;
      this.owner = owner;
    }

    @Override
    void prepare() {
      buffer = descriptor.loop().buffers().take();
    }

    @SuppressWarnings("NullAway") // there is one from prepare to release
    final MemorySegment buffer() {
      return buffer;
    }

    final long asked() {
      return Math.min(callers.byteSize(), EventLoop.BUFFER_SIZE);
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
        descriptor.loop().buffers().giveBack(buffer);
        buffer = null;
      }
    }
  }

  static final class Read extends Transfer {
    Read(Descriptor descriptor, MemorySegment to, @Nullable ByteBuffer owner) {
      super(descriptor, "read", to, owner);
    }

    @Override
    long call(Posix posix, int number) {
      return posix.read(number, buffer(), asked());
    }

    @Override
    Integer value(long count) {
      MemorySegment.copy(buffer(), 0, callers, 0, count);
      return super.value(count);
    }
  }

  static final class Write extends Transfer {
    Write(Descriptor descriptor, MemorySegment from, @Nullable ByteBuffer owner) {
      super(descriptor, "write", from, owner);
    }

    @Override
    void prepare() {
      super.prepare();
      MemorySegment.copy(callers, 0, buffer(), 0, asked());
    }

    @Override
    long call(Posix posix, int number) {
      return posix.write(number, buffer(), asked());
    }
  }
}
