package io.lwt.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.testkit.RequiresProgram;
import io.lwt.unix.Connection;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients on channels, of a real nginx. */
@RequiresProgram("nginx")
final class NginxTest {
  private static final String LARGE = large();

  @TempDir private static Path folder;
  private static RealServer nginx;

  private static String large() {
    byte[] bytes = new byte[5_000_000];
    new Random(1).nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("large"), LARGE, ISO_8859_1);
    Files.writeString(folder.resolve("small.txt"), "small\n");
    nginx = RealServer.nginx(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    nginx.close();
  }

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  private static Promise<Response> get(String path) {
    return LwtIo.withConnection(address(), connection -> get(connection, "GET", path));
  }

  private static SockAddr address() {
    return SockAddr.loopback(nginx.port());
  }

  private static Promise<Response> get(Connection connection, String method, String path) {
    return connection
        .out()
        .write(method + " " + path + " HTTP/1.1\r\nHost: here\r\n\r\n")
        .bind(_ -> Response.read(connection, method.equals("GET")));
  }

  /** What nginx answered; the body's bytes are a character each. */
  private record Response(List<String> head, String body) {
    static Promise<Response> read(Connection connection, boolean hasBody) {
      return lines(connection, new ArrayList<>())
          .bind(
              head ->
                  connection
                      .in()
                      .readExactly(hasBody ? length(head) : 0)
                      .map(body -> new Response(head, new String(body, ISO_8859_1))));
    }

    private static Promise<List<String>> lines(Connection connection, List<String> lines) {
      return connection
          .in()
          .readLine()
          .bind(
              line -> {
                if (line.orElseThrow().isEmpty()) {
                  return Promise.of(lines);
                }
                lines.add(line.get());
                return lines(connection, lines);
              });
    }

    private static int length(List<String> head) {
      return head.stream()
          .filter(line -> line.startsWith("Content-Length: "))
          .mapToInt(line -> Integer.parseInt(line.substring(16)))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aLargeFileComesWhole() {
    Response response = LwtMain.run(get("/large"));
    assertEquals("HTTP/1.1 200 OK", response.head().getFirst());
    assertEquals(LARGE, response.body());
  }

  @Test
  void aConnectionCarriesOneRequestAfterTheOther() {
    List<Response> responses =
        LwtMain.run(
            LwtIo.withConnection(
                address(),
                connection ->
                    get(connection, "GET", "/small.txt")
                        .bind(
                            first ->
                                get(connection, "HEAD", "/large")
                                    .bind(
                                        second ->
                                            get(connection, "GET", "/small.txt")
                                                .map(third -> List.of(first, second, third))))));
    assertEquals(
        List.of("small\n", "", "small\n"), responses.stream().map(Response::body).toList());
  }

  @Test
  void whatIsSentTogetherIsAnsweredInItsOrder() {
    String request = "GET /small.txt HTTP/1.1\r\nHost: here\r\n\r\n";
    String answers =
        LwtMain.run(
            LwtIo.withConnection(
                address(),
                connection ->
                    connection
                        .out()
                        .write(
                            request.repeat(99)
                                + request.replace("here", "here\r\nConnection: close"))
                        .bind(_ -> connection.in().readAll(UTF_8))));
    assertEquals(100, answers.lines().filter("small"::equals).count());
    assertEquals(1, answers.lines().filter("Connection: close"::equals).count());
  }

  @Test
  void twentyConnectionsAtOnceGetWhatTheyAskFor() {
    List<Response> responses =
        LwtMain.run(Lwt.all(IntStream.range(0, 20).mapToObj(_ -> get("/large")).toList()));
    responses.forEach(response -> assertEquals(LARGE, response.body()));
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertEquals("HTTP/1.1 404 Not Found", LwtMain.run(get("/nowhere")).head().getFirst());
  }

  @Test
  void whatIsNoRequestIsRefused() {
    String answer =
        LwtMain.run(
            LwtIo.withConnection(
                address(),
                connection ->
                    connection
                        .out()
                        .write("hello\r\n\r\n")
                        .bind(_ -> connection.in().readAll(UTF_8))));
    assertTrue(answer.contains("400 Bad Request"), answer);
  }
}
