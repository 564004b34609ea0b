package io.lwt.bindings;

import java.lang.foreign.MemorySegment;

/** Calls that work on any descriptor. */
public interface Files {

  /** read(2) of up to {@code length} bytes to the beginning of {@code buffer}, which is native memory. */
  long read(int fd, MemorySegment buffer, long length);

  /** write(2) of up to {@code length} bytes from the beginning of {@code buffer}, which is native memory. */
  long write(int fd, MemorySegment buffer, long length);

  /** close(2). {@code -EINTR} means closed all the same: never close again. */
  int close(int fd);

  /**
   * pipe2(2): a pipe whose two ends are close-on-exec and non-blocking from birth.
   *
   * @param ends receives the reading end, then the writing end; at least two long
   * @return 0 or {@code -errno}
   */
  int pipe(int[] ends);

  /** The descriptor's FD_CLOEXEC and O_NONBLOCK, as {@link #CLOSE_ON_EXEC} | {@link #NON_BLOCKING}, by fcntl(2). */
  int descriptorFlags(int fd);

  /** Bit of {@link #descriptorFlags}. */
  int CLOSE_ON_EXEC = 1;

  /** Bit of {@link #descriptorFlags}. */
  int NON_BLOCKING = 2;
}
