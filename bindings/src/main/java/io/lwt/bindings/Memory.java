package io.lwt.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Calls about the process' memory. */
public interface Memory {

  /** How many bytes a page has: what the place of a mapping in its file is a multiple of. */
  int pageSize();

  /**
   * mmap(2) of a part of a file. May block for as long as a disk or a file server takes.
   *
   * @param offset where the part begins, a multiple of {@link #pageSize}
   * @param length how many bytes it has, more than 0
   * @param writable whether it may be written to
   * @param shared whether what is written goes to the file
   * @return the address of its first byte, or {@code -errno}
   */
  long mmap(int fd, long offset, long length, boolean writable, boolean shared);

  /** munmap(2) of all that one {@link #mmap} gave. */
  int munmap(long address, long length);

  /**
   * What {@link #mmap} gave, as a segment of an arena: it is unmapped when the arena ends.
   *
   * @throws IllegalStateException if the arena has ended
   * @throws WrongThreadException if the arena is another thread's alone
   */
  MemorySegment mapped(long address, long length, boolean writable, Arena arena);
}
