package io.lwt.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for what goes beside the bytes of a message, used again and again. What it means is {@link Messages}'
 * business.
 */
public final class ControlBuffer {
  private final MemorySegment memory;
  private long length;
  private int flags;

  /**
   * A buffer that lives as long as the arena, and belongs to the arena's thread if that is confined.
   *
   * @param capacity {@link Messages#controlSize} of as many descriptors as there shall be room for
   */
  public ControlBuffer(Arena arena, long capacity) {
    memory = arena.allocate(capacity, Long.BYTES);
  }

  /** Where the bytes stand; the buffer must be kept reachable during a call that is given it. */
  MemorySegment memory() {
    return memory;
  }

  /** How many bytes there are. */
  long length() {
    return length;
  }

  /** Says how many bytes there are. */
  void setLength(long length) {
    this.length = length;
  }

  /** What the system said of the message that it wrote this for. */
  int flags() {
    return flags;
  }

  void setFlags(int flags) {
    this.flags = flags;
  }
}
