package io.lwt.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.Fn;
import io.lwt.Loops;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.testkit.RequiresProgram;
import io.lwt.unix.Connection;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients on channels, of a real Redis. */
@RequiresProgram("redis-server")
final class RedisTest {
  @TempDir private static Path folder;
  private static RealServer redis;

  @BeforeAll
  static void start() throws IOException {
    redis = RealServer.redis(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    redis.close();
  }

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  private static <T> T with(Fn<Client, Promise<T>> use) {
    return LwtMain.run(
        LwtIo.withConnection(
            SockAddr.loopback(redis.port()), connection -> use.apply(new Client(connection))));
  }

  /** A connection on which commands are sent and answers read. */
  private record Client(Connection connection) {
    Promise<String> ask(String... words) {
      return send(words).bind(_ -> answer());
    }

    Promise<@Nullable Void> send(String... words) {
      var command = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        command.append("$" + word.length() + "\r\n" + word + "\r\n");
      }
      return connection.out().write(command.toString().getBytes(ISO_8859_1));
    }

    /** The next answer: a text itself, anything else as its line. */
    Promise<String> answer() {
      return connection
          .in()
          .readLine()
          .map(Optional::orElseThrow)
          .bind(line -> line.startsWith("$") ? text(line) : Promise.of(line));
    }

    private Promise<String> text(String line) {
      int length = Integer.parseInt(line, 1, line.length(), 10);
      return connection
          .in()
          .readExactly(length + 2)
          .map(bytes -> new String(bytes, 0, length, ISO_8859_1));
    }

    Promise<@Nullable Void> answers(int count, List<String> read) {
      return Loops.forAsync(0, count, _ -> answer().map(read::add));
    }
  }

  @Test
  void whatIsSetComesBack() {
    assertEquals("+PONG", with(client -> client.ask("PING")));
    assertEquals("+OK", with(client -> client.ask("SET", "a key", "a value")));
    assertEquals("a value", with(client -> client.ask("GET", "a key")));
    assertEquals("-ERR unknown command", with(client -> client.ask("BREW")).substring(0, 20));
  }

  @Test
  void tenThousandCommandsAreSentWhileTheAnswersAreRead() {
    int many = 10_000;
    List<String> answers = new ArrayList<>();
    with(
        client ->
            Lwt.both(
                Loops.forAsync(0, many, _ -> client.send("INCR", "together")),
                client.answers(many, answers)));
    assertEquals(IntStream.rangeClosed(1, many).mapToObj(i -> ":" + i).toList(), answers);
  }

  @Test
  void aLargeValueComesBackWhole() {
    byte[] bytes = new byte[8 << 20];
    new Random(1).nextBytes(bytes);
    String value = new String(bytes, ISO_8859_1);
    assertEquals("+OK", with(client -> client.ask("SET", "large", value)));
    assertEquals(value, with(client -> client.ask("GET", "large")));
  }

  @Test
  void manyClientsCountTogether() {
    Promise<@Nullable Void> all =
        Lwt.join(
            IntStream.range(0, 50)
                .mapToObj(
                    _ ->
                        LwtIo.withConnection(
                            SockAddr.loopback(redis.port()),
                            connection -> {
                              var client = new Client(connection);
                              return Loops.forAsync(0, 100, _ -> client.ask("INCR", "counted"));
                            }))
                .toList());
    LwtMain.run(all);
    assertEquals("5000", with(client -> client.ask("GET", "counted")));
  }

  @Test
  void whatIsPublishedReachesWhoHasSubscribed() {
    List<String> heard = new ArrayList<>();
    with(
        listener ->
            listener
                .send("SUBSCRIBE", "news")
                .bind(_ -> listener.answers(4, heard))
                .bind(
                    _ ->
                        Lwt.both(
                            listener.answers(4, heard),
                            LwtIo.withConnection(
                                SockAddr.loopback(redis.port()),
                                speaker ->
                                    new Client(speaker).ask("PUBLISH", "news", "it works")))));
    assertEquals(
        List.of("*3", "subscribe", "news", ":1", "*3", "message", "news", "it works"), heard);
  }

  @Test
  void redisEndsTheConnectionWhenAskedTo() {
    assertEquals(
        Optional.empty(),
        with(client -> client.ask("QUIT").bind(_ -> client.connection().in().readLine())));
  }
}
