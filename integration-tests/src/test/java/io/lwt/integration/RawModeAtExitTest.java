package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pty;
import io.lwt.unix.TerminalAttributes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A terminal that a JVM has made raw is set back when that JVM ends. */
@Tag("slow")
class RawModeAtExitTest {
  private final Pty pty = LwtUnix.openPty();
  private final TerminalAttributes before = attributes();

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  private TerminalAttributes attributes() {
    return LwtMain.run(pty.slave().terminal().tcgetattr());
  }

  private OtherProcess start() throws Exception {
    var program = new OtherProcess(RawModeProgram.class, pty.slaveName(), "raw");
    assertEquals(before.raw(), attributes());
    return program;
  }

  @Test
  void bySystemExitInACallback() throws Exception {
    try (OtherProcess program = start()) {
      LwtMain.run(pty.master().write("x".getBytes(StandardCharsets.UTF_8)));
      assertEquals(RawModeProgram.STATUS, program.status());
      assertEquals(before, attributes());
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void byASignal(String signal, int status) throws Exception {
    try (OtherProcess program = start()) {
      program.signal(signal);
      assertEquals(status, program.status());
      assertEquals(before, attributes());
    }
  }

  /** So that the others do show something. */
  @Test
  void nothingHelpsAgainstSigkill() throws Exception {
    try (OtherProcess program = start()) {
      program.signal("KILL");
      assertEquals(137, program.status());
      assertNotEquals(before, attributes());
    }
  }
}
