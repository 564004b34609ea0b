package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ErrnosTest {
  private final Posix posix = Posix.host();

  @Test
  void namesAndNumbers() {
    assertEquals(11, posix.errno("EAGAIN"));
    assertEquals(11, posix.errno("EWOULDBLOCK"));
    assertEquals("EAGAIN", posix.errnoName(11));
    assertEquals("EOPNOTSUPP", posix.errnoName(posix.errno("ENOTSUP")));
    assertEquals("EPERM", posix.errnoName(1));
    assertEquals("EHWPOISON", posix.errnoName(133));
  }

  @Test
  void unknownOnes() {
    assertEquals(-1, posix.errno("ENOSUCHTHING"));
    assertEquals(-1, posix.errno("-"));
    for (int number : new int[] {0, -1, 41, 134, Integer.MAX_VALUE}) {
      assertNull(posix.errnoName(number));
    }
  }

  @Test
  void messages() {
    assertEquals("Connection refused", posix.strerror(posix.errno("ECONNREFUSED")));
    assertEquals("Unknown error 5000", posix.strerror(5000));
  }
}
