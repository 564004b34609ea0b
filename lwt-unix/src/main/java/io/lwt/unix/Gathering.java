package io.lwt.unix;

import io.lwt.bindings.Vectors;
import java.lang.foreign.MemorySegment;

/**
 * How an {@link IoVec} is given to one system call. Memory on Java's heap, which the system cannot reach, and small
 * pieces go through the loop's own memory; large native pieces go as they are, as many as a call can guard. What does
 * not fit is left for the next call.
 */
final class Gathering {
  /** What is copied faster than guarded and listed. */
  private static final long SMALL = 4096;

  private final EventLoop loop;
  private final Vectors vectors = new Vectors();

  /** What the last call was given. */
  private long byteCount;

  Gathering(EventLoop loop) {
    this.loop = loop;
  }

  /** What the system call is given. */
  Vectors vectors() {
    return vectors;
  }

  /** How many bytes that is. */
  long byteCount() {
    return byteCount;
  }

  /** Makes ready for a call that moves memory of the library's own. */
  void set(MemorySegment memory) {
    vectors.clear();
    vectors.add(memory);
    byteCount = memory.byteSize();
  }

  /** Makes ready for a call that writes. */
  void forWriting(IoVec from) {
    gather(from, (piece, buffer) -> buffer.copyFrom(piece));
  }

  /** Makes ready for a call that reads. */
  void forReading(IoVec to) {
    gather(to, (_, _) -> {});
  }

  private interface Copy {
    void copy(MemorySegment piece, MemorySegment buffer);
  }

  private void gather(IoVec pieces, Copy copy) {
    vectors.clear();
    byteCount = 0;
    MemorySegment buffer = loop.buffer();
    long pending = 0; // where the part of the buffer begins that is not in the vectors yet
    long used = 0;
    for (MemorySegment piece : pieces.pieces()) {
      if (isDirect(piece)) {
        if (!vectors.hasRoomForGuarded()) {
          break;
        }
        vectors.add(buffer.asSlice(pending, used - pending));
        pending = used;
        vectors.addGuarded(piece);
        byteCount += piece.byteSize();
      } else {
        long part = Math.min(piece.byteSize(), buffer.byteSize() - used);
        copy.copy(piece.asSlice(0, part), buffer.asSlice(used, part));
        used += part;
        byteCount += part;
        if (part < piece.byteSize()) {
          break;
        }
      }
    }
    vectors.add(buffer.asSlice(pending, used - pending));
  }

  private static boolean isDirect(MemorySegment piece) {
    return piece.isNative() && piece.byteSize() > SMALL;
  }

  /** Copies what a call has read to where it belongs, unless the system put it there. */
  void scatter(IoVec to, long count) {
    MemorySegment buffer = loop.buffer();
    long used = 0;
    long left = count;
    for (MemorySegment piece : to.pieces()) {
      long part = Math.min(piece.byteSize(), left);
      if (!isDirect(piece)) {
        MemorySegment.copy(buffer, used, piece, 0, part);
        used += part;
      }
      left -= part;
      if (left == 0) {
        return;
      }
    }
  }
}
