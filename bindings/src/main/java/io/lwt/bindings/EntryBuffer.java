package io.lwt.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for one entry of a database (a user, a group, a host, …) and for the strings that it points to. What
 * the bytes mean is the business of {@link Users} and {@link Netdb}.
 */
public final class EntryBuffer {
  /** What the largest struct takes, with room to spare. */
  static final int STRUCT_SIZE = 64;

  private static final int FOUND = STRUCT_SIZE;
  private static final int HOST_ERROR = FOUND + Long.BYTES;
  private static final int STRINGS = HOST_ERROR + Long.BYTES;

  private final MemorySegment memory;

  /**
   * A buffer that lives as long as the arena, and belongs to the arena's thread if that is confined.
   *
   * @param size how many bytes the strings may take, and the arrays of pointers to them
   */
  public EntryBuffer(Arena arena, long size) {
    memory = arena.allocate(STRINGS + size, Long.BYTES);
  }

  /** How many bytes the strings may take, and the arrays of pointers to them. */
  public long size() {
    return memory.byteSize() - STRINGS;
  }

  // ---- what a call is given

  /** Forgets the entry. Gives the place for a new one's struct. */
  long clear() {
    memory.set(JAVA_LONG, FOUND, 0);
    memory.set(JAVA_INT, HOST_ERROR, 0);
    return memory.address();
  }

  /** The place for the strings. */
  long strings() {
    return memory.address() + STRINGS;
  }

  /** The place where a call says that it found an entry, by a pointer to it. */
  long found() {
    return memory.address() + FOUND;
  }

  /** The place for h_errno. */
  long hostErrorPointer() {
    return memory.address() + HOST_ERROR;
  }

  // ---- what a call left

  /** The answer of a call that returned an error number, or 0: 1 if it found an entry, 0 if not, {@code -errno}. */
  int answer(long error) {
    return memory.get(JAVA_LONG, FOUND) == 0 ? (int) -error : 1;
  }

  int hostError() {
    return memory.get(JAVA_INT, HOST_ERROR);
  }

  /** A member of the entry that is an int. */
  int number(long offset) {
    return memory.get(JAVA_INT, offset);
  }

  /** A member of the entry that is a pointer. */
  long pointer(long offset) {
    return memory.get(JAVA_LONG, offset);
  }

  /** The bytes of a member that is a string; none if it is absent. */
  byte[] string(long offset) {
    return SystemLibrary.bytes(pointer(offset));
  }

  /** The string of a call that gives no entry but only this. */
  byte[] onlyString() {
    return SystemLibrary.bytes(strings());
  }
}
