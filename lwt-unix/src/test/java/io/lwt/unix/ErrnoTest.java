package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@link Errno} and {@link UnixException}. */
class ErrnoTest {

  @Test
  void eachNumberLeadsBackToAnErrorOfThatNumber() {
    for (Errno errno : Errno.values()) {
      if (errno.number() >= 0) {
        assertEquals(errno.number(), Errno.of(errno.number()).number(), errno.name());
      }
    }
    assertEquals(Errno.EBADF, Errno.of(9));
  }

  @Test
  void anUnknownNumberIsKept() {
    var error = new UnixException(4000, "ioctl");
    assertEquals(Errno.UNKNOWN, error.errno());
    assertEquals(4000, error.number());
    assertTrue(error.toString().contains("ioctl: errno 4000"), error.toString());
    assertEquals(-1, Errno.UNKNOWN.number());
  }

  @Test
  void theMessageTellsCallErrorAndArgument() {
    var error = new UnixException(Errno.ECONNREFUSED, "connect", "127.0.0.1:80");
    assertEquals("connect: ECONNREFUSED (Connection refused): 127.0.0.1:80", error.getMessage());
    assertEquals("connect", error.call());
    assertEquals("127.0.0.1:80", error.argument());
  }

  @Test
  void theMessageDoesWithoutAnArgument() {
    var error = new UnixException(Errno.EMFILE, "pipe", null);
    assertEquals("pipe: EMFILE (Too many open files)", error.getMessage());
    assertNull(error.argument());
  }
}
