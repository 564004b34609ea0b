package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProcessesTest {

  @Test
  void thisProcessHasANumber() {
    assertEquals(ProcessHandle.current().pid(), Posix.host().getpid());
  }
}
