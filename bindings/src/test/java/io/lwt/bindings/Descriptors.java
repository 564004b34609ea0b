package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;

/** The descriptors of one test: each is checked for its flags when it is made, and closed at the end. */
final class Descriptors implements AutoCloseable {
  final Posix posix = Posix.host();
  final Arena arena = Arena.ofConfined();
  private final Deque<Integer> open = new ArrayDeque<>();

  /** A descriptor that must be close-on-exec and non-blocking from birth. */
  int add(int fd) {
    return add(fd, Files.CLOSE_ON_EXEC | Files.NON_BLOCKING);
  }

  /** A descriptor that must have these flags. */
  int add(int fd, int flags) {
    assertTrue(fd >= 0, () -> posix.strerror(-fd));
    open.push(fd);
    assertEquals(flags, posix.descriptorFlags(fd));
    return fd;
  }

  /** A pipe's two ends. */
  int[] pipe() {
    int[] ends = new int[2];
    assertEquals(0, posix.pipe(ends));
    add(ends[0]);
    add(ends[1]);
    return ends;
  }

  /** Closes one before the end. */
  void close(int fd) {
    assertTrue(open.remove(fd));
    assertEquals(0, posix.close(fd));
  }

  /** The number of an error, negated: what a call answers. */
  int failure(String errno) {
    int number = posix.errno(errno);
    assertTrue(number > 0, errno);
    return -number;
  }

  @Override
  public void close() {
    open.forEach(fd -> assertEquals(0, posix.close(fd)));
    arena.close();
  }
}
