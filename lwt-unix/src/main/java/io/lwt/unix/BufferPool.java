package io.lwt.unix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/** Native memory for transfers on workers. What is given back is used again. */
final class BufferPool {
  /** As many as workers are busy with files at a time. */
  private static final int MOST_KEPT = 16;

  private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();

  /** Memory of {@link EventLoop#BUFFER_SIZE} bytes. */
  MemorySegment take() {
    return free.isEmpty()
        ? Arena.ofAuto().allocate(EventLoop.BUFFER_SIZE, Long.BYTES)
        : free.removeLast();
  }

  void giveBack(MemorySegment buffer) {
    if (free.size() < MOST_KEPT) {
      free.addLast(buffer);
    }
  }
}
