package io.lwt.bindings;

/**
 * What brings bytes from one descriptor to another inside the system: how many it was, which may be fewer than asked; 0
 * at the end of what is read. On files they may block as reads and writes do. A system that has not such a call answers
 * {@code -ENOSYS}.
 */
public interface KernelCopies {

  /** sendfile(2), from an offset in a file that is left where it stands. */
  long sendfile(int to, int file, long offset, long count);

  /** splice(2), one of the two being a pipe, without waiting for it; files are read or written where they stand. */
  long splice(int from, int to, long count);

  /** copy_file_range(2), between offsets in two files that are left where they stand. */
  long copyFileRange(int from, long fromOffset, int to, long toOffset, long count);
}
