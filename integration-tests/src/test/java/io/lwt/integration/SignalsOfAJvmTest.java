package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to JVMs of their own: how they end, and what they cannot have. */
@Tag("slow")
final class SignalsOfAJvmTest {
  private static final List<String> IN_A_CONTAINER =
      List.of("unshare", "--pid", "--fork", "--mount-proc");

  private static OtherProcess start(String name) throws Exception {
    return new OtherProcess(SignalProgram.class, name, "ready");
  }

  private static List<String> command(List<String> before, String name, String... jvmFlags) {
    return Stream.concat(
            before.stream(),
            OtherProcess.command(List.of(jvmFlags), SignalProgram.class, name).stream())
        .toList();
  }

  // ---- a graceful stop

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void theProgramEndsWell(String signal) throws Exception {
    try (OtherProcess program = start("graceful")) {
      program.signal(signal);
      assertEquals("SIG" + signal, program.line());
      assertEquals(0, program.status());
    }
  }

  @Test
  void whatDoesNotEndInTimeIsTheProgramsBusiness() throws Exception {
    try (OtherProcess program = start("late")) {
      program.signal("TERM");
      assertEquals("not done within PT0.001S", program.line());
      assertEquals(SignalProgram.LATE, program.status());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "slow, stopping, TERM, TERM, 143",
    "slow, stopping, TERM, INT, 130",
    "stuck, taken, INT, INT, 130"
  })
  void theSecondSignalEndsTheJvm(
      String name, String afterTheFirst, String first, String second, int status) throws Exception {
    try (OtherProcess program = start(name)) {
      program.signal(first);
      assertEquals(afterTheFirst, program.line());
      program.signal(second);
      assertEquals(status, program.status());
    }
  }

  /** The system lets processes 1 have only those signals that they handle. */
  @Test
  void process1EndsWell() throws Exception {
    assumeContainers();
    try (var program = new OtherProcess(command(IN_A_CONTAINER, "graceful"), "ready")) {
      program.signalChild("TERM");
      assertEquals("SIGTERM", program.line());
      assertEquals(0, program.status());
    }
  }

  @Test
  void process1EndsByTheSecondSignal() throws Exception {
    assumeContainers();
    try (var program = new OtherProcess(command(IN_A_CONTAINER, "slow"), "ready")) {
      program.signalChild("TERM");
      assertEquals("stopping", program.line());
      program.signalChild("TERM");
      assertEquals(143, program.status());
    }
  }

  private static void assumeContainers() throws Exception {
    var command = new ArrayList<>(IN_A_CONTAINER);
    command.add("true");
    int status = new ProcessBuilder(command).start().waitFor();
    assumeTrue(status == 0, "this user may not make a process 1 (unshare --pid --mount-proc)");
  }

  @Test
  void aHandlerWhoseThreadHasEndedDoesNotKeepTheJvm() throws Exception {
    try (OtherProcess program = start("leftBehind")) {
      program.signal("TERM");
      assertEquals(143, program.status());
    }
  }

  // ---- what a JVM gives

  @ParameterizedTest
  @CsvSource({"jdk.ExecutionSample, period, 1 ms", "jdk.CPUTimeSample, throttle, 1 ms"})
  void jfrSamplesWhileAllSignalsAreHandled(String event, String setting, String value)
      throws Exception {
    List<String> command =
        OtherProcess.command(List.of(), ProfiledProgram.class, event, setting, value);
    assertEquals("19\n", Outcome.of(Path.of("/"), command).assertStatus(0).out());
  }

  @Test
  void itsFirstChildDoesNotTakeSigchld() throws Exception {
    assertEquals("SIGCHLD\n".repeat(3), run("children"));
  }

  @Test
  void whatWasIgnoredStaysSo() throws Exception {
    List<String> ignoring = List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    try (var program = new OtherProcess(command(ignoring, "ignored"), "ready")) {
      program.signal("INT");
      program.signal("USR1");
      assertEquals("SIGUSR1", program.line());
      assertNull(program.line());
      assertEquals(0, program.status());
    }
  }

  @Test
  void withReducedSignalsTheJvmKeepsThose() throws Exception {
    String out = run("refused", "-Xrs");
    for (String signal : List.of("SIGINT", "SIGTERM", "SIGHUP")) {
      assertTrue(
          out.contains(
              signal + " cannot be handled: the JVM keeps it, as it does when run with -Xrs"),
          out);
    }
    assertTrue(out.contains("SIGUSR1 can be had"), out);
  }

  @Test
  void withoutItsModuleTheErrorNamesTheFlag() throws Exception {
    Outcome outcome =
        Outcome.of(Path.of("/"), command(List.of(), "refused", "--limit-modules", "java.base"));
    outcome.assertStatus(1);
    assertTrue(outcome.out().contains("--add-modules jdk.unsupported"), outcome::out);
    assertTrue(outcome.err().contains("UnsupportedOperationException"), outcome::err);
  }

  private static String run(String name, String... jvmFlags) throws Exception {
    return Outcome.of(Path.of("/"), command(List.of(), name, jvmFlags)).assertStatus(0).out();
  }
}
