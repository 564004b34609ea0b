package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What output channels still hold when a JVM ends. */
@Tag("slow")
final class FlushAtExitTest {

  private static String out(String name, int status) throws Exception {
    List<String> command = OtherProcess.command(List.of(), FlushProgram.class, name);
    return Outcome.of(Path.of("/"), command).assertStatus(status).out();
  }

  @Test
  void goesOutAfterTheHooks() throws Exception {
    assertEquals("main and a hook\n", out("hook", 0));
  }

  @Test
  void goesOutWhenACallbackExits() throws Exception {
    assertEquals("before the exit", out("exit", FlushProgram.STATUS));
  }

  @Test
  void isToldIfThereIsNoTimeForIt() throws Exception {
    String out = out("clogged", 0);
    assertTrue(
        out.startsWith(
            "lwt: at the JVM's end, what channels had to write was not written within PT0.3S: ["),
        out);
    assertTrue(out.contains("a large write on fd "), out);
    assertTrue(out.contains("bytes on fd "), out);
  }

  @Test
  void nothingIsToldOfItIfAllIsWritten() throws Exception {
    try (var program = new OtherProcess(FlushProgram.class, "stuck", "ready")) {
      program.signal("TERM");
      assertNull(program.line());
      assertEquals(143, program.status());
    }
  }

  @Test
  void isToldIfItCannotGo() throws Exception {
    String out = out("broken", 0);
    assertTrue(out.startsWith("lwt: at the JVM's end, 17 bytes on fd "), out);
    assertTrue(out.contains("EPIPE"), out);
  }
}
