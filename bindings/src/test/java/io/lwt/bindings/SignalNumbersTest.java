package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class SignalNumbersTest {
  private final Posix posix = Posix.host();

  @Test
  void namesAndNumbers() {
    assertEquals(15, posix.signal("SIGTERM"));
    assertEquals("SIGTERM", posix.signalName(15));
    assertEquals("SIGHUP", posix.signalName(1));
    assertEquals("SIGSYS", posix.signalName(31));
    assertEquals("SIGCHLD", posix.signalName(posix.signal("SIGCLD")));
  }

  @Test
  void unknownOnes() {
    assertEquals(-1, posix.signal("SIGINFO"));
    assertEquals(-1, posix.signal("TERM"));
    for (int number : new int[] {0, -1, 32, 64, Integer.MAX_VALUE}) {
      assertNull(posix.signalName(number));
    }
  }
}
