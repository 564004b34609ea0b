package io.lwt.unix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Pieces of memory that are read into, or written from, one behind the other: for {@link Fd#readv} and
 * {@link Fd#writev}. Corresponds to {@code Lwt_unix.IO_vectors}.
 *
 * <p>There may be any number of them, whatever the system's IOV_MAX. An operation moves a part if it does not move
 * all; {@link #drop} then takes away what was moved. Memory and vector must be left alone while an operation that was
 * given them is pending.
 */
public final class IoVec {
  private final ArrayDeque<MemorySegment> pieces = new ArrayDeque<>();
  private long byteCount;
  private boolean readOnly;

  /** Without pieces: {@code IO_vectors.create}. */
  public IoVec() {}

  /** Adds a whole array. */
  public IoVec append(byte[] bytes) {
    return append(bytes, 0, bytes.length);
  }

  /**
   * Adds a part of an array: {@code IO_vectors.append_bytes}.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   */
  public IoVec append(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return append(MemorySegment.ofArray(bytes).asSlice(offset, length));
  }

  /** Adds what a buffer has from its position to its limit, as they are now. The position does not move. */
  public IoVec append(ByteBuffer buffer) {
    return append(MemorySegment.ofBuffer(buffer));
  }

  /** Adds a segment: {@code IO_vectors.append_bigarray}. */
  public IoVec append(MemorySegment segment) {
    pieces.addLast(segment);
    byteCount += segment.byteSize();
    readOnly |= segment.isReadOnly();
    return this;
  }

  /** Takes bytes away from the beginning: {@code IO_vectors.drop}. More than there are take all, negative none. */
  public void drop(long count) {
    long left = Math.min(count, byteCount);
    if (left <= 0) {
      return;
    }
    byteCount -= left;
    while (left > 0) {
      MemorySegment piece = pieces.removeFirst();
      if (piece.byteSize() > left) {
        pieces.addFirst(piece.asSlice(left));
      }
      left -= Math.min(left, piece.byteSize());
    }
  }

  /** Whether there are no bytes: {@code IO_vectors.is_empty}. */
  public boolean isEmpty() {
    return byteCount == 0;
  }

  /** How many bytes there are: {@code IO_vectors.byte_count}. */
  public long byteCount() {
    return byteCount;
  }

  /** {@code 3 pieces, 120 bytes}. */
  @Override
  public String toString() {
    return pieces.size() + " pieces, " + byteCount + " bytes";
  }

  // ---- inside

  Iterable<MemorySegment> pieces() {
    return pieces;
  }

  /** Throws unless everything may be written to. */
  void checkWritable() {
    if (readOnly) {
      throw new IllegalArgumentException("a piece of memory is read-only");
    }
  }

  /** Copies bytes from the beginning to a segment that has room for them. */
  void copyTo(MemorySegment to, long count) {
    long done = 0;
    for (MemorySegment piece : pieces) {
      long part = Math.min(piece.byteSize(), count - done);
      MemorySegment.copy(piece, 0, to, done, part);
      done += part;
    }
  }

  /** Copies a segment's first bytes to the beginning. */
  void copyFrom(MemorySegment from, long count) {
    long done = 0;
    for (MemorySegment piece : pieces) {
      long part = Math.min(piece.byteSize(), count - done);
      MemorySegment.copy(from, done, piece, 0, part);
      done += part;
    }
  }
}
