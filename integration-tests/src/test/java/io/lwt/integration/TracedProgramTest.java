package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.testkit.RequiresProgram;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples seen from outside, by strace(1): which system calls they make, and that EINTR does not disturb them. */
@Tag("slow")
@RequiresProgram("strace")
class TracedProgramTest {
  private static final List<String> FLAGS =
      List.of("--illegal-native-access=deny", "--enable-native-access=io.lwt.bindings");

  private static final String GREETING = "Hello from lwt.";

  @TempDir private Path folder;

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  @Test
  void makesItsOwnSystemCalls() throws Exception {
    List<String> calls;
    try (var server = new RunningExample("HttpServer")) {
      calls =
          trace(
              List.of(
                  "-e",
                  "trace=epoll_create1,epoll_wait,epoll_pwait2,epoll_ctl,eventfd2,socket,connect"),
              server.port());
    }

    assertHas(calls, "epoll_create1\\(EPOLL_CLOEXEC\\) += \\d+");
    assertHas(calls, "eventfd2\\(0, EFD_CLOEXEC\\|EFD_NONBLOCK\\) += \\d+");
    assertHas(calls, "socket\\(AF_INET, SOCK_STREAM\\|SOCK_CLOEXEC\\|SOCK_NONBLOCK, .*\\) += \\d+");
    assertHas(calls, "connect\\(\\d+, \\{sa_family=AF_INET, .*");
    assertHas(calls, "epoll_(wait|pwait2)\\(.*");
    assertEquals(
        List.of(),
        calls.stream()
            .dropWhile(call -> !call.contains("epoll_create1"))
            .filter(TracedProgramTest::isInheritedSocket)
            .toList());
  }

  @Test
  void clientDoesNotNoticeInterruptedCalls() throws Exception {
    List<String> calls;
    try (var server = new RunningExample("HttpServer")) {
      calls = trace(interrupting("connect", "sendto", "epoll_wait", "epoll_pwait2"), server.port());
    }

    assertInterrupted(calls, "connect");
    assertInterrupted(calls, "sendto");
    assertInterrupted(calls, "epoll_p?wait2?");
  }

  @Test
  void clientDoesWithoutWhatAnOlderKernelHasNot() throws Exception {
    List<String> calls;
    try (var server = new RunningExample("HttpServer")) {
      calls =
          trace(
              List.of(
                  "-e",
                  "trace=epoll_pwait2,epoll_wait,eventfd2",
                  "-e",
                  "inject=epoll_pwait2,eventfd2:error=ENOSYS"),
              server.port());
    }
    assertHas(calls, "epoll_pwait2.* ENOSYS .*\\(INJECTED\\)");
    assertHas(calls, "epoll_wait\\(.*");
    assertHas(calls, "eventfd2.* ENOSYS .*\\(INJECTED\\)");
  }

  @Test
  void clientSaysWhatItCannotDoWithout() throws Exception {
    try (var server = new RunningExample("HttpServer")) {
      Outcome outcome =
          traced(
              List.of("-e", "trace=epoll_create1", "-e", "inject=epoll_create1:error=ENOSYS"),
              server.port());
      assertTrue(outcome.status() != 0);
      assertTrue(outcome.err().contains("epoll_create1: ENOSYS (Function not implemented)"));
    }
  }

  @Test
  void clientSaysWhatTheSystemRefused() throws Exception {
    try (var server = new RunningExample("HttpServer")) {
      Outcome outcome =
          traced(
              List.of("-e", "trace=connect", "-e", "inject=connect:error=ENETUNREACH"),
              server.port());
      assertTrue(outcome.status() != 0);
      assertTrue(
          outcome.err().contains("connect: ENETUNREACH (Network is unreachable): 127.0.0.1:"));
    }
  }

  /** Runs HttpGet under strace, sees that it prints the response, and gives the calls it made. */
  private List<String> trace(List<String> options, String port) throws Exception {
    Outcome outcome = traced(options, port).assertStatus(0);
    assertTrue(outcome.out().contains(GREETING), outcome.out());
    return Files.readAllLines(log());
  }

  /** Runs HttpGet under strace. */
  private Outcome traced(List<String> options, String port) throws Exception {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log().toString()));
    command.addAll(options);
    command.addAll(Project.onModulePath(FLAGS, "HttpGet", "127.0.0.1", port));
    return Outcome.of(folder, command);
  }

  private Path log() {
    return folder.resolve("calls");
  }

  /** One connection has to wait for a descriptor, and one breaks: the others notice nothing. */
  @Test
  void serverGoesOnAfterErrors() throws Exception {
    try (var server = new RunningExample("HttpServer")) {
      List<String> errors =
          List.of(
              "-e",
              "trace=accept4,sendto",
              "-e",
              "inject=accept4:error=EMFILE:when=2",
              "-e",
              "inject=sendto:error=ECONNRESET:when=3");
      int answered = 0;
      Process strace = attach(server, errors);
      try (BufferedReader said = strace.errorReader()) {
        assertTrue(said.readLine().contains("attached"), "strace did not attach");
        for (int i = 0; i < 10; i++) {
          answered += ask(server.portNumber()).contains(GREETING) ? 1 : 0;
        }
      } finally {
        end(strace);
      }
      assertEquals(9, answered);
    }
  }

  private static Process attach(RunningExample server, List<String> options) throws IOException {
    String pid = Long.toString(server.pid());
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/stderr", "-p", pid));
    command.addAll(options);
    return new ProcessBuilder(command).start();
  }

  private static void end(Process strace) throws Exception {
    strace.destroy();
    assertTrue(strace.waitFor(20, TimeUnit.SECONDS), "strace did not end");
    strace.getInputStream().close();
    strace.getOutputStream().close();
  }

  @Test
  void serverDoesNotNoticeInterruptedCalls() throws Exception {
    try (var server = new RunningExample("HttpServer")) {
      Process strace =
          attach(
              server, interrupting("recvfrom", "sendto", "accept4", "epoll_wait", "epoll_pwait2"));
      try (BufferedReader said = strace.errorReader()) {
        assertTrue(said.readLine().contains("attached"), "strace did not attach");
        for (int i = 0; i < 10; i++) {
          assertTrue(ask(server.portNumber()).contains(GREETING));
        }
        readUntilInterrupted(said, "accept4", "recvfrom", "sendto", "epoll_p?wait2?");
      } finally {
        end(strace);
      }
    }
  }

  /** Reads until each of the calls was answered with EINTR: the last one when the server waits for further clients. */
  private static void readUntilInterrupted(BufferedReader said, String... calls)
      throws IOException {
    List<String> awaited = new ArrayList<>(List.of(calls));
    List<String> lines = new ArrayList<>();
    while (!awaited.isEmpty()) {
      String line = said.readLine();
      assertNotNull(
          line, () -> "not interrupted: " + awaited + " in:\n" + String.join("\n", lines));
      lines.add(line);
      awaited.removeIf(call -> line.matches("\\d+ +" + interrupted(call)));
    }
  }

  /** Has every other call of each kind answered with EINTR, beginning with the first. */
  private static List<String> interrupting(String... calls) {
    List<String> options = new ArrayList<>(List.of("-e", "trace=" + String.join(",", calls)));
    for (String call : calls) {
      options.addAll(List.of("-e", "inject=" + call + ":error=EINTR:when=1+2"));
    }
    return options;
  }

  private static String ask(int port) {
    return LwtMain.run(
        LwtIo.withConnection(
            SockAddr.loopback(port),
            connection ->
                connection
                    .out()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .bind(_ -> connection.in().readAll(StandardCharsets.US_ASCII))));
  }

  /** Whether a socket is not close-on-exec from birth; the JVM itself makes such ones when it starts. */
  private static boolean isInheritedSocket(String call) {
    return call.contains(" socket(") && !call.contains("SOCK_CLOEXEC");
  }

  private static void assertInterrupted(List<String> calls, String call) {
    assertHas(calls, interrupted(call));
  }

  /** How a call is told that was answered with EINTR. One that another thread's cut into is told in two lines. */
  private static String interrupted(String call) {
    return "(<\\.\\.\\. )?" + call + "(\\(| resumed>).* EINTR .*\\(INJECTED\\).*";
  }

  private static void assertHas(List<String> calls, String pattern) {
    assertTrue(
        calls.stream().anyMatch(call -> call.matches("\\d+ +" + pattern + ".*")),
        () -> "no call matches " + pattern + " in:\n" + String.join("\n", calls));
  }
}
