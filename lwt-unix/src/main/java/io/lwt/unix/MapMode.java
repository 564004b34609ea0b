package io.lwt.unix;

/** How a file is mapped to memory: mmap(2). */
public enum MapMode {
  /** The memory cannot be written to. It shows what is written to the file meanwhile. */
  READ_ONLY,
  /** What is written to the memory is written to the file. */
  SHARED,
  /** What is written to the memory is seen there only. */
  PRIVATE
}
