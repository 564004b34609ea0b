package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.testkit.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The HTTP server among the examples, as clients of all kinds see it. */
final class HttpServerTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: here\r\n";

  private static RunningExample server;

  @BeforeAll
  static void start() throws IOException {
    server = new RunningExample("HttpServer");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static RawClient connect() throws IOException {
    return new RawClient(server.portNumber());
  }

  private static String ok(String body) {
    return head(body.length()) + body;
  }

  private static String head(int length) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  /** Sends what makes up whole requests, and ends; so the server ends too, after its answers. */
  private static String answersTo(String requests) throws IOException {
    try (RawClient client = connect()) {
      return client.send(requests).end().receiveAll();
    }
  }

  @Nested
  class Requests {
    private static final String HELLO = ok("Hello from lwt.\n");

    @Test
    void ofOneConnectionAreAnsweredOneAfterTheOther() throws IOException {
      try (RawClient client = connect()) {
        for (int i = 0; i < 3; i++) {
          assertEquals(HELLO, client.send(GET).receive(HELLO.length()));
        }
        assertEquals("", client.end().receiveAll());
      }
    }

    @Test
    void thatComeTogetherAreAnsweredInTheirOrder() throws IOException {
      String post = POST + "Content-Length: 5\r\n\r\nfirst";
      assertEquals(
          ok("first") + HELLO.repeat(1000) + ok("first"),
          answersTo(post + GET.repeat(1000) + post));
    }

    @Test
    void mayComeByteByByte() throws IOException {
      String post = POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
      try (RawClient client = connect()) {
        for (int i = 0; i < post.length(); i++) {
          client.send(post.substring(i, i + 1));
        }
        assertEquals(ok("abc"), client.end().receiveAll());
      }
    }

    @Test
    void forTheHeadGetNoBody() throws IOException {
      assertEquals(head(16) + HELLO, answersTo(GET.replace("GET", "HEAD") + GET));
    }

    @Test
    void mayHaveBodiesInChunks() throws IOException {
      assertEquals(
          ok("Hello, chunks!") + HELLO,
          answersTo(
              POST
                  + "Transfer-Encoding: Chunked\r\n\r\n"
                  + "7\r\nHello, \r\n000006;name=\"a value\"\r\nchunks\r\n1\r\n!\r\n"
                  + "0\r\nTrailer: of no use\r\n\r\n"
                  + GET));
    }

    @Test
    void thatWaitForAWordBeforeTheBodyGetIt() throws IOException {
      String word = "HTTP/1.1 100 Continue\r\n\r\n";
      try (RawClient client = connect()) {
        client.send(POST + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        assertEquals(word, client.receive(word.length()));
        assertEquals(ok("body"), client.send("body").end().receiveAll());
      }
    }

    @Test
    void endTheConnectionIfTheySaySo() throws IOException {
      try (RawClient client = connect()) {
        client.send(GET.replace("here", "here\r\nConnection: Keep-Alive, Close") + GET);
        String answer = client.receiveAll();
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        assertEquals(1, answer.split("HTTP/1.1 200 OK", -1).length - 1, answer);
      }
    }

    @Test
    void ofTheOldVersionEndIt() throws IOException {
      try (RawClient client = connect()) {
        String answer = client.send("GET / HTTP/1.0\r\n\r\n").receiveAll();
        assertTrue(answer.endsWith("\r\nConnection: close\r\n\r\nHello from lwt.\n"), answer);
      }
    }

    @Test
    void forWhatIsNotThereSaySoAndGoOn() throws IOException {
      String answer = answersTo(GET.replace("/ ", "/nowhere?a=b ") + GET);
      assertTrue(answer.startsWith("HTTP/1.1 404 Not Found\r\n"), answer);
      assertTrue(answer.endsWith(HELLO), answer);
    }

    @Test
    void thatEndInTheMiddleGetNothing() throws IOException {
      assertEquals("", answersTo(GET.substring(0, 20)));
      assertEquals("", answersTo(POST + "Content-Length: 5\r\n\r\nfour"));
      assertEquals(HELLO, answersTo(GET + GET.substring(0, 20)));
    }
  }

  @Nested
  class Refusals {
    static Stream<Arguments> badRequests() {
      String length = "Content-Length: ";
      String chunked = POST + "Transfer-Encoding: chunked\r\n\r\n";
      return Stream.of(
          Arguments.of("400", "hello\r\n\r\n"),
          Arguments.of("400", "\u0016\u0003\u0001\r\n\r\n"), // how TLS begins
          Arguments.of("400", "GET  / HTTP/1.1\r\nHost: here\r\n\r\n"),
          Arguments.of("400", "GET / HTTP/1.1\r\n\r\n"),
          Arguments.of("400", "GET / HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n"),
          Arguments.of("400", "GET /\u00e9 HTTP/1.1\r\nHost: here\r\n\r\n"), // not UTF-8
          Arguments.of("400", "GET / HTTP/1.1\r\nHost : here\r\n\r\n"),
          Arguments.of("400", "GET / HTTP/1.1\r\nHost: here\r\n folded: line\r\n\r\n"),
          Arguments.of("505", "GET / HTTP/3.0\r\nHost: here\r\n\r\n"),
          Arguments.of("501", "BREW / HTTP/1.1\r\nHost: here\r\n\r\n"),
          Arguments.of("400", POST + length + "-1\r\n\r\n"),
          Arguments.of("400", POST + length + "five\r\n\r\n"),
          Arguments.of("400", POST + length + "5\r\n" + length + "6\r\n\r\nhello!"),
          Arguments.of("400", POST + length + "3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
          Arguments.of("501", POST + "Transfer-Encoding: gzip\r\n\r\n"),
          Arguments.of("413", POST + length + "1048577\r\n\r\n"),
          Arguments.of("413", POST + length + "1048577\r\nExpect: 100-continue\r\n\r\n"),
          Arguments.of("413", chunked + "100001\r\n"),
          Arguments.of("413", chunked + "ffffffff\r\n"),
          Arguments.of("400", chunked + "-1\r\n"),
          Arguments.of("400", chunked + "5\r\nhello!\r\n"),
          Arguments.of("431", "GET /" + "x".repeat(9000) + " HTTP/1.1\r\n"),
          Arguments.of("431", "GET / HTTP/1.1\r\nHost: " + "x".repeat(9000)), // and no end of line
          Arguments.of("431", "GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(101)));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void nameTheStatusAndEndTheConnection(String status, String request) throws IOException {
      try (RawClient client = connect()) {
        String answer = client.send(GET + request).receiveAll();
        assertTrue(answer.startsWith(ok("Hello from lwt.\n") + "HTTP/1.1 " + status), answer);
        assertTrue(answer.endsWith("\r\nConnection: close\r\n\r\n"), answer);
      }
    }

    @Test
    void reachAClientThatGoesOnToSend() throws IOException {
      try (RawClient client = connect()) {
        client.send("hello\r\n\r\n" + "x".repeat(500_000));
        assertTrue(client.end().receiveAll().startsWith("HTTP/1.1 400 Bad Request\r\n"));
      }
    }
  }

  @Nested
  @RequiresProgram("curl")
  class Curl {
    @TempDir private Path folder;

    private Outcome curl(String... arguments) throws Exception {
      List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
      command.addAll(List.of(arguments));
      return Outcome.of(folder, command).assertStatus(0);
    }

    private static String url() {
      return "http://127.0.0.1:" + server.port() + "/";
    }

    /** Bytes that are sent and come back. */
    private byte[] upload(int size) throws IOException {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      Files.write(folder.resolve("up"), bytes);
      return bytes;
    }

    @Test
    void keepsTheConnection() throws Exception {
      Outcome outcome = curl("--write-out", "%{num_connects}\n", url(), url(), url());
      assertEquals("Hello from lwt.\n1\nHello from lwt.\n0\nHello from lwt.\n0\n", outcome.out());
    }

    @Test
    void asksForTheHead() throws Exception {
      assertTrue(curl("--head", url()).out().startsWith("HTTP/1.1 200 OK\r\n"));
    }

    @Test
    void uploadsInChunks() throws Exception {
      byte[] bytes = upload(400_000);
      Outcome outcome =
          curl(
              "--verbose",
              "--header",
              "Transfer-Encoding: chunked",
              "--header",
              "Expect:",
              "--data-binary",
              "@up",
              "--output",
              "down",
              url());
      assertTrue(outcome.err().contains("Transfer-Encoding: chunked"), outcome.err());
      assertFalse(outcome.err().contains("Content-Length: 400000\r\nContent-Type: a"));
      assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("down")));
    }

    @Test
    void waitsForTheWordBeforeItUploads() throws Exception {
      byte[] bytes = upload(1 << 20);
      // A minute: it would send without the word after a second.
      Outcome outcome =
          curl(
              "--verbose",
              "--expect100-timeout",
              "60",
              "--header",
              "Expect: 100-continue",
              "--data-binary",
              "@up",
              "--output",
              "down",
              url());
      assertTrue(outcome.err().contains("< HTTP/1.1 100 Continue"), outcome.err());
      assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("down")));
    }

    @Test
    void isToldThatItSendsTooMuch() throws Exception {
      upload((1 << 20) + 1);
      Outcome outcome = curl("--data-binary", "@up", "--write-out", "%{http_code}", url());
      assertEquals("413", outcome.out());
    }
  }

  @Test
  @Tag("slow") // two seconds
  @RequiresProgram("wrk")
  void noRequestOfWrkFails() throws Exception {
    List<String> command =
        List.of("wrk", "-t1", "-c50", "-d2s", "http://127.0.0.1:" + server.port());
    String out = Outcome.of(Path.of("/"), command).assertStatus(0).out();
    assertTrue(Pattern.compile("\n +[1-9]\\d* requests in ").matcher(out).find(), out);
    assertFalse(out.contains("Socket errors") || out.contains("Non-2xx"), out);
  }
}
