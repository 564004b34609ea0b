package io.lwt.unix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads and writes that wait. Each is one object, which holds the caller's memory until it is its turn. */
final class Transfers {
  private Transfers() {}

  abstract static class Transfer extends Operation<Integer> {
    final Descriptor descriptor;

    Transfer(OperationQueue queue) {
      super(queue);
      descriptor = queue.descriptor();
    }

    @Override
    final void succeed(long count) {
      fulfill((int) count);
    }
  }

  abstract static class Read extends Transfer {
    Read(Descriptor descriptor) {
      super(descriptor.reads());
    }

    @Override
    String call() {
      return "read";
    }
  }

  abstract static class Write extends Transfer {
    Write(Descriptor descriptor) {
      super(descriptor.writes());
    }

    @Override
    String call() {
      return "write";
    }
  }

  static final class ReadBytes extends Read {
    private final byte[] to;
    private final int offset;
    private final int length;

    ReadBytes(Descriptor descriptor, byte[] to, int offset, int length) {
      super(descriptor);
      this.to = to;
      this.offset = offset;
      this.length = length;
    }

    @Override
    long attempt() {
      return descriptor.read(to, offset, length);
    }
  }

  static final class ReadSegment extends Read {
    private final MemorySegment to;

    ReadSegment(Descriptor descriptor, MemorySegment to) {
      super(descriptor);
      this.to = to;
    }

    @Override
    long attempt() {
      return descriptor.read(to);
    }
  }

  static final class ReadBuffer extends Read {
    private final ByteBuffer to;

    ReadBuffer(Descriptor descriptor, ByteBuffer to) {
      super(descriptor);
      this.to = to;
    }

    @Override
    long attempt() {
      return descriptor.read(to);
    }
  }

  static final class ReadVectors extends Read {
    private final IoVec to;

    ReadVectors(Descriptor descriptor, IoVec to) {
      super(descriptor);
      this.to = to;
    }

    @Override
    long attempt() {
      return descriptor.readv(to);
    }

    @Override
    String call() {
      return "readv";
    }
  }

  static final class ReadToChannel extends Read {
    private final InputBuffer to;

    ReadToChannel(Descriptor descriptor, InputBuffer to) {
      super(descriptor);
      this.to = to;
    }

    @Override
    long attempt() {
      return to.readFrom(descriptor);
    }
  }

  static final class WriteBytes extends Write {
    private final byte[] from;
    private final int offset;
    private final int length;

    WriteBytes(Descriptor descriptor, byte[] from, int offset, int length) {
      super(descriptor);
      this.from = from;
      this.offset = offset;
      this.length = length;
    }

    @Override
    long attempt() {
      return descriptor.write(from, offset, length);
    }
  }

  static final class WriteSegment extends Write {
    private final MemorySegment from;

    WriteSegment(Descriptor descriptor, MemorySegment from) {
      super(descriptor);
      this.from = from;
    }

    @Override
    long attempt() {
      return descriptor.write(from);
    }
  }

  static final class WriteBuffer extends Write {
    private final ByteBuffer from;

    WriteBuffer(Descriptor descriptor, ByteBuffer from) {
      super(descriptor);
      this.from = from;
    }

    @Override
    long attempt() {
      return descriptor.write(from);
    }
  }

  static final class WriteVectors extends Write {
    private final IoVec from;

    WriteVectors(Descriptor descriptor, IoVec from) {
      super(descriptor);
      this.from = from;
    }

    @Override
    long attempt() {
      return descriptor.writev(from);
    }

    @Override
    String call() {
      return "writev";
    }
  }

  /** Waits until the engine says that a direction is ready. */
  static final class Wait extends Operation<@Nullable Void> {
    private final String call;
    private boolean asked;

    Wait(OperationQueue queue, String call) {
      super(queue);
      this.call = call;
    }

    @Override
    long attempt() {
      if (asked) {
        return 0;
      }
      asked = true;
      queue.descriptor().refresh();
      return Calls.AGAIN;
    }

    @Override
    void succeed(long result) {
      fulfill(null);
    }

    @Override
    String call() {
      return call;
    }
  }
}
