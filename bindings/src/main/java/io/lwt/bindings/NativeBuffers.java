package io.lwt.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Native memory for calls that move bytes, in pieces of one size. What is given back is used again; what is not, the
 * collector frees. So memory that is taken and given back ten thousand times a second costs no collection.
 */
public final class NativeBuffers {
  /** The bytes of each. */
  public static final int SIZE = 64 * 1024;

  /** Some loops', and as many as workers are busy with files at a time: 2 MiB. */
  private static final int MOST_KEPT = 32;

  private static final ArrayBlockingQueue<MemorySegment> FREE = new ArrayBlockingQueue<>(MOST_KEPT);

  private NativeBuffers() {}

  /** Memory of {@link #SIZE} bytes, which may hold something. From any thread. */
  public static MemorySegment take() {
    MemorySegment free = FREE.poll();
    return free == null ? Arena.ofAuto().allocate(SIZE, Long.BYTES) : free;
  }

  /** Nobody uses it any more. From any thread. */
  public static void giveBack(MemorySegment buffer) {
    var _ = FREE.offer(buffer);
  }
}
