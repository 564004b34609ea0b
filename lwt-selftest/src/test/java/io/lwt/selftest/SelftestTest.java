package io.lwt.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.unix.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SelftestTest {
  /** What a run printed, and whether it said that all works. */
  private record Report(boolean works, String text) {
    List<String> lines(String outcome) {
      return text.lines().filter(line -> line.startsWith(outcome + " ")).toList();
    }

    /** The line of a check with this outcome. */
    String line(String outcome, String check) {
      return lines(outcome).stream()
          .filter(line -> line.substring(10).startsWith(check + " "))
          .findFirst()
          .orElseThrow(() -> new AssertionError(text));
    }
  }

  private static Report report() {
    var bytes = new ByteArrayOutputStream();
    boolean works = Selftest.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return new Report(works, bytes.toString(StandardCharsets.UTF_8));
  }

  private static Report reportWith(Faults faults) throws ReflectiveOperationException {
    Method open = EventLoop.class.getDeclaredMethod("open", Posix.class);
    open.setAccessible(true);
    var _ = open.invoke(null, faults.posix());
    return report();
  }

  @Test
  void allWorksHere() {
    Report report = report();
    assertTrue(report.works(), report::text);
    assertEquals(List.of(), report.lines("failed"), report::text);
    for (String check :
        List.of(
            "native access",
            "functions of C",
            "structs of C",
            "engine",
            "timer, epoll",
            "timer, poll",
            "TCP over IPv4, epoll",
            "TCP over IPv4, poll",
            "name lookup",
            "worker thread",
            "signal to itself",
            "file",
            "child: Java",
            "child: status")) {
      report.line("ok", check);
    }
    String summary = report.text().lines().toList().getLast();
    assertTrue(summary.matches("\\d+ checks: \\d+ ok, \\d+ not here, 0 failed"), summary);
  }

  @Test
  void theMachineIsTold() {
    String text = report().text();
    for (String line :
        List.of(
            "system           Linux \\S+ on \\S+, .+",
            "C library        GNU C Library .* version [0-9.]+",
            "Java             25.*",
            "memory           \\d+ MB for the heap, \\d+ processors; .*",
            "process          number \\d+, user \\d+, .*",
            "descriptors      \\S+ of \\S+")) {
      assertTrue(Pattern.compile("(?m)^" + line + "$").matcher(text).find(), line + "\n" + text);
    }
  }

  @Test
  void whatFailsIsToldWithItsReasonAndTheRestGoesOn() throws ReflectiveOperationException {
    var faults = new Faults(Posix.host());
    faults.on("listen").everyNth(1).fail("ENOBUFS");
    Report report = reportWith(faults);
    assertFalse(report.works());
    String line = report.line("failed", "TCP over IPv4, epoll");
    assertTrue(line.contains("listen: ENOBUFS (No buffer space available)"), line);
    assertTrue(report.text().contains("  at io.lwt.unix."), report::text);
    report.line("ok", "timer, poll");
    String summary = report.text().lines().toList().getLast();
    assertTrue(summary.contains("failed ("), summary);
    assertTrue(summary.contains("TCP over IPv4, epoll"), summary);
  }

  @Test
  void withoutAnEngineTheRestIsNotTried() throws ReflectiveOperationException {
    var faults = new Faults(Posix.host());
    faults.on("epollCreate").everyNth(1).fail("EMFILE");
    Report report = reportWith(faults);
    assertFalse(report.works());
    assertTrue(report.line("failed", "engine").contains("epoll_create1: EMFILE"));
    assertFalse(report.text().contains("timer"), report::text);
  }

  @Test
  void whatTheMachineHasNotIsNoFailure() throws ReflectiveOperationException {
    var faults = new Faults(Posix.host());
    faults.on("mkdir").everyNth(1).fail("EROFS");
    Report report = reportWith(faults);
    assertTrue(report.works(), report::text);
    assertTrue(report.line("not here", "file").contains("EROFS (Read-only file system)"));
  }

  @Test
  void theStatusTellsAScript() throws Exception {
    assertEquals(0, status("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED"));
    assertEquals(1, status("--illegal-native-access=deny"));
  }

  private static int status(String... flags) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Selftest.class.getName());
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }
}
