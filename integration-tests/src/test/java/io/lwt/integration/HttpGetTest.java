package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The example, as whoever runs it sees it. */
final class HttpGetTest {
  private static final List<String> ON_MODULE_PATH =
      List.of("--illegal-native-access=deny", "--enable-native-access=io.lwt.bindings");
  private static final List<String> ON_CLASS_PATH =
      List.of("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED");

  @Test
  void printsTheResponseOnTheModulePath() throws Exception {
    assertPrintsTheResponse(
        port -> Project.onModulePath(ON_MODULE_PATH, "HttpGet", "127.0.0.1", port));
  }

  @Test
  void printsTheResponseOnTheClassPath() throws Exception {
    assertPrintsTheResponse(
        port -> Project.onClassPath(ON_CLASS_PATH, "HttpGet", "127.0.0.1", port));
  }

  private static void assertPrintsTheResponse(Function<String, List<String>> commandForPort)
      throws Exception {
    try (var server = new RunningExample("HttpServer")) {
      Outcome outcome = run(commandForPort.apply(server.port())).assertStatus(0);
      assertTrue(outcome.out().startsWith("HTTP/1.1 200 OK"), outcome::out);
      assertTrue(outcome.out().endsWith("Hello from lwt.\n"), outcome::out);
      assertEquals("", outcome.err());
    }
  }

  @Test
  @Tag("slow") // five seconds
  void aServerThatNeverAnswersTimesOut() throws Exception {
    try (var silent = listen()) {
      Outcome outcome = ask("127.0.0.1", portOf(silent)).assertStatus(1);
      assertEquals("Request timed out\n", outcome.err());
      assertEquals("", outcome.out());
      assertTrue(outcome.took().toMillis() >= 5000, () -> "after " + outcome.took());
    }
  }

  @Test
  void aRefusedConnectionIsOneClearLine() throws Exception {
    String port;
    try (var closed = listen()) {
      port = portOf(closed);
    }
    assertOneLine(ask("127.0.0.1", port), "ECONNREFUSED", "127.0.0.1:" + port);
  }

  @Test
  void aHostThatDoesNotResolveIsOneClearLine() throws Exception {
    assertOneLine(ask("no-such-host.invalid", "80"), "no-such-host.invalid", "EAI_");
  }

  private static void assertOneLine(Outcome outcome, String... parts) {
    outcome.assertStatus(1);
    assertEquals("", outcome.out());
    assertEquals(1, outcome.err().lines().count(), outcome::err);
    for (String part : parts) {
      assertTrue(outcome.err().contains(part), outcome::err);
    }
  }

  private static Outcome ask(String host, String port) throws Exception {
    return run(Project.onModulePath(ON_MODULE_PATH, "HttpGet", host, port));
  }

  private static Outcome run(List<String> command) throws Exception {
    return Outcome.of(Path.of("/"), command);
  }

  /** A server that accepts, as the kernel does for it, and never answers. */
  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static String portOf(ServerSocket server) {
    return String.valueOf(server.getLocalPort());
  }
}
