package io.lwt.bindings;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The pieces of memory that one call of readv(2), writev(2) or their kin moves, in order. Used again and again; each
 * system writes its own array of them when the call is made.
 *
 * <p>A caller's memory is guarded during the call, as FFM does it: nobody can free it meanwhile. Since a call can guard
 * but few, there are but few of a caller's; what is small is cheaper copied to the library's memory anyway.
 */
public final class Vectors {
  /** How many pieces of callers' memory fit. */
  public static final int MAX_GUARDED = 4;

  /** As many of the library's, in turns: one before each and one behind the last. */
  static final int CAPACITY = 2 * MAX_GUARDED + 1;

  private final long[] addresses = new long[CAPACITY];
  private final long[] lengths = new long[CAPACITY];
  private final MemorySegment[] guarded = new MemorySegment[MAX_GUARDED];
  private int count;
  private int guardedCount;

  /** Without pieces. */
  public Vectors() {
    clear();
  }

  /** Takes every piece away. */
  public void clear() {
    count = 0;
    guardedCount = 0;
    Arrays.fill(guarded, MemorySegment.NULL);
  }

  /** Adds memory of the library's own, which is native and stays alive during the call. Empty memory is left out. */
  public void add(MemorySegment memory) {
    if (memory.byteSize() > 0) {
      addresses[count] = memory.address();
      lengths[count] = memory.byteSize();
      count++;
    }
  }

  /** Adds a caller's memory, which is native: at most {@link #MAX_GUARDED} times. */
  public void addGuarded(MemorySegment memory) {
    guarded[guardedCount++] = memory;
    add(memory);
  }

  /** Whether a caller's memory can be added. */
  public boolean hasRoomForGuarded() {
    return guardedCount < MAX_GUARDED;
  }

  /** How many pieces there are. */
  public int count() {
    return count;
  }

  /** How many bytes the pieces have. */
  public long byteCount() {
    return Arrays.stream(lengths, 0, count).sum();
  }

  /** Their first bytes, at most so many. */
  public Vectors first(long byteCount) {
    var first = new Vectors();
    long left = byteCount;
    for (int i = 0; i < count && left > 0; i++) {
      first.addresses[i] = addresses[i];
      first.lengths[i] = Math.min(lengths[i], left);
      first.count++;
      left -= lengths[i];
    }
    System.arraycopy(guarded, 0, first.guarded, 0, guardedCount);
    first.guardedCount = guardedCount;
    return first;
  }

  /** Where a piece begins. */
  long address(int index) {
    return addresses[index];
  }

  /** How many bytes a piece has. */
  long length(int index) {
    return lengths[index];
  }

  /** The caller's memory at an index, or else the null segment, which needs no guard. */
  MemorySegment guarded(int index) {
    return guarded[index];
  }
}
