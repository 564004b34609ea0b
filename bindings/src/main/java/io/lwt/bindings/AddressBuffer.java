package io.lwt.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native memory for one socket address and its length, used again and again. What the bytes mean is
 * {@link Sockets}' business.
 */
public final class AddressBuffer {
  /** What sockaddr_storage takes on every system. */
  private static final int CAPACITY = 128;

  private final MemorySegment memory;

  /** A buffer that lives as long as the arena, and belongs to the arena's thread if that is confined. */
  public AddressBuffer(Arena arena) {
    memory = arena.allocate(CAPACITY + Integer.BYTES, Long.BYTES);
  }

  /** The bytes of the address. */
  public MemorySegment bytes() {
    return memory.asSlice(0, CAPACITY);
  }

  /** How many bytes an address can take. */
  public int capacity() {
    return CAPACITY;
  }

  /** How many bytes the address in the buffer takes; the kernel may say more than the capacity, and then cut it. */
  public int length() {
    return memory.get(ValueLayout.JAVA_INT, CAPACITY);
  }

  /** Says how many bytes the address in the buffer takes. */
  public void setLength(int length) {
    memory.set(ValueLayout.JAVA_INT, CAPACITY, length);
  }

  /** Where the bytes stand; the buffer must be kept reachable during a call that is given it. */
  long pointer() {
    return memory.address();
  }

  /** Where the length stands, for calls that take a pointer to it. */
  long lengthPointer() {
    return memory.address() + CAPACITY;
  }
}
