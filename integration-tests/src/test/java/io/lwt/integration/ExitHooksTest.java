package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link io.lwt.unix.LwtMain#atExit}, in JVMs that end. */
@Tag("slow")
final class ExitHooksTest {
  private static final String ADDED_AT = "the exit hook of io.lwt.integration.ExitProgram.";

  /** What a program printed that ends by itself, with a status. */
  private static String out(String name, int status) throws Exception {
    List<String> command = OtherProcess.command(List.of(), ExitProgram.class, name);
    return Outcome.of(Path.of("/"), command).assertStatus(status).out();
  }

  @Test
  void whenMainHasReturnedTheLastOneIsCalledFirst() throws Exception {
    assertEquals("main\nsecond\nfirst\n", out("returns", 0));
  }

  @Test
  void thatFailAreReportedAndTheOthersAreCalled() throws Exception {
    String out = out("fails", 0);
    assertTrue(out.contains(ADDED_AT), out);
    assertTrue(out.contains("has failed\njava.lang.IllegalStateException: thrown"), out);
    assertTrue(out.contains("has failed\njava.lang.Exception: rejected"), out);
    assertTrue(out.endsWith("the last one\n"), out);
  }

  @Test
  void mayAddOthers() throws Exception {
    assertEquals("added\n", out("adds", 0));
  }

  @Test
  void thatWereRemovedAreNotCalled() throws Exception {
    assertEquals("kept\n", out("forgets", 0));
  }

  @Test
  void areCalledWhenACallbackExits() throws Exception {
    assertEquals("Both[first=1, second=behind]\n", out("callback", ExitProgram.STATUS));
  }

  @Test
  void areCalledWhenATaskExits() throws Exception {
    assertEquals("the next task\n", out("task", ExitProgram.STATUS));
  }

  @Test
  void areCalledWhenATaskInDirectStyleExits() throws Exception {
    assertEquals("hook\n", out("direct", ExitProgram.STATUS));
  }

  @ParameterizedTest
  @CsvSource({"running, TERM, 143", "running, INT, 130", "waiting, TERM, 143"})
  void areCalledWhenASignalEndsTheJvm(String name, String signal, int status) throws Exception {
    try (var program = new OtherProcess(ExitProgram.class, name, "ready")) {
      program.signal(signal);
      assertEquals("hook", program.line());
      assertNull(program.line());
      assertEquals(status, program.status());
    }
  }

  @Test
  void ofSeveralLoopsAreCalledAtTheSameTime() throws Exception {
    try (var program = new OtherProcess(ExitProgram.class, "loops", "ready")) {
      program.signal("TERM");
      assertEquals("both", program.line());
      assertNull(program.line());
      assertEquals(143, program.status());
    }
  }

  // ---- that take too long

  @Test
  void oneThatDoesNotEndIsNamed() throws Exception {
    String out = out("late", 0);
    assertTrue(out.startsWith("called\nlwt: at the JVM's end, " + ADDED_AT + "late("), out);
    assertTrue(out.contains(" was not done within PT2S"), out);
    assertTrue(
        out.contains(ADDED_AT + "printAtExit(") && out.contains(" was not called within PT2S"),
        out);
    assertFalse(out.contains("never called"), out);
  }

  @ParameterizedTest
  @CsvSource({"exits, " + ExitProgram.STATUS, "blocked, 0"})
  void neitherAnExitNorAFullPipeHoldsTheJvmUp(String name, int status) throws Exception {
    String out = out(name, status);
    assertTrue(out.contains(ADDED_AT + name + "("), out);
    assertTrue(out.contains(" was not done within PT2S"), out);
  }

  @Test
  void aCallbackThatDoesNotReturnIsShown() throws Exception {
    try (var program = new OtherProcess(ExitProgram.class, "stuck", "ready")) {
      program.signal("TERM");
      String line = String.valueOf(program.line());
      assertTrue(line.contains(" was not called within PT0.02S; thread main is"), line);
      line = String.valueOf(program.line());
      assertTrue(line.contains("ExitProgram.") || line.contains("Thread.onSpinWait"), line);
      assertEquals(143, program.status());
    }
  }
}
