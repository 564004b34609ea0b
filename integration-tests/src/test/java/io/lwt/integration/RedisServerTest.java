package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.testkit.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server among the examples that speaks Redis' protocol, as Redis' own programs see it, and by its bytes. */
final class RedisServerTest {
  private static RunningExample server;

  @BeforeAll
  static void start() throws IOException {
    server = new RunningExample("RedisServer");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** Lines as the protocol ends them. */
  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private static void assertAnswers(String expected, String commands) throws IOException {
    try (var client = new RawClient(server.portNumber())) {
      assertEquals(expected, client.send(commands).end().receiveAll());
    }
  }

  @Nested
  class Bytes {
    @Test
    void ofWordsInALine() throws IOException {
      assertAnswers(lines("+PONG", "$2", "hi", "+PONG"), lines("PING", "", "  ping  hi ", "PiNg"));
    }

    @Test
    void ofCountedStrings() throws IOException {
      String anyBytes = "\u00ff\r\n\u0000";
      String set = lines("*3", "$3", "SET", "$3", "raw", "$4", anyBytes);
      String get = lines("*2", "$3", "GET", "$3", "raw");
      String getNothing = lines("*2", "$3", "GET", "$0", "");
      assertAnswers(lines("+OK", "$4", anyBytes, "$-1"), set + lines("*0") + get + getNothing);
    }

    @Test
    void ofManyCommandsAtOnce() throws IOException {
      int many = 10_000;
      var expected = new StringBuilder();
      for (int i = 1; i <= many; i++) {
        expected.append(":" + i + "\r\n");
      }
      assertAnswers(expected.toString(), "INCR many\r\n".repeat(many));
    }

    @Test
    void ofWhatAClientGetsWrong() throws IOException {
      String notANumber = "-ERR value is not an integer or out of range";
      assertAnswers(
          lines(
              "-ERR unknown command 'F?O'",
              "-ERR wrong number of arguments for 'get' command",
              "-ERR wrong number of arguments for 'del' command",
              "+OK",
              notANumber,
              "+OK",
              notANumber,
              "+PONG"),
          lines(
              "F\u0001O",
              "GET",
              "DEL",
              "SET word x",
              "INCR word",
              "SET last 9223372036854775807",
              "INCR last",
              "PING"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "*x\r\n",
          "*-1\r\n",
          "*1000000000\r\n",
          "*1\r\nPING\r\n",
          "*1\r\n$x\r\n",
          "*1\r\n$-2\r\n",
          "*1\r\n$1000000000\r\n",
          "\u00ff\r\n"
        })
    void ofNoCommandEndTheConnection(String bytes) throws IOException {
      try (var client = new RawClient(server.portNumber())) {
        String answer = client.send("PING\r\n" + bytes).receiveAll();
        assertTrue(answer.startsWith("+PONG\r\n-ERR Protocol error: "), answer);
      }
    }

    @Test
    void ofALineWithoutEndEndTheConnection() throws IOException {
      assertAnswers("-ERR Protocol error: too big inline request\r\n", "x".repeat(65 * 1024));
    }

    @Test
    void ofHalfACommandGetNothing() throws IOException {
      assertAnswers("+PONG\r\n", "PING\r\n*2\r\n$3\r\nGET\r\n$10\r\nhalf");
    }
  }

  @Nested
  @RequiresProgram("redis-cli")
  class Cli {
    private static String ask(String... command) throws Exception {
      List<String> words = new ArrayList<>(List.of("redis-cli", "--no-raw", "-p", server.port()));
      words.addAll(List.of(command));
      return Outcome.of(Path.of("/"), words).assertStatus(0).out();
    }

    @Test
    void setsAndGets() throws Exception {
      assertEquals("PONG\n", ask("PING"));
      assertEquals("OK\n", ask("SET", "a key", "a value"));
      assertEquals("\"a value\"\n", ask("GET", "a key"));
      assertEquals("(integer) 1\n", ask("EXISTS", "a key", "no key"));
      assertEquals("(integer) 1\n", ask("DEL", "a key", "no key"));
      assertEquals("(nil)\n", ask("GET", "a key"));
      assertEquals("(error) ERR unknown command 'FLUSHALL'\n", ask("FLUSHALL"));
    }

    @Test
    void increments() throws Exception {
      assertEquals(
          "(integer) 1\n(integer) 2\n(integer) 3\n",
          ask("-r", "3", "INCR", "counted by redis-cli"));
    }

    @Test
    void sendsALotAtOnce(@TempDir Path folder) throws Exception {
      Path commands =
          Files.writeString(folder.resolve("commands"), "SET piped value\r\n".repeat(10_000));
      String pipe = "redis-cli -p " + server.port() + " --pipe <" + commands;
      String out = Outcome.of(folder, List.of("sh", "-c", pipe)).assertStatus(0).out();
      assertTrue(out.endsWith("errors: 0, replies: 10000\n"), out);
    }
  }

  @Test
  @RequiresProgram("redis-benchmark")
  void redisBenchmarkHasAllItsRequestsAnswered() throws Exception {
    for (String depth : List.of("1", "16")) {
      List<String> command = new ArrayList<>(List.of("redis-benchmark", "-p", server.port()));
      command.addAll(List.of("-t", "ping,set,get,incr", "-n", "20000", "-P", depth, "--csv"));
      Outcome outcome = Outcome.of(Path.of("/"), command).assertStatus(0);
      List<String> tests =
          outcome.out().lines().skip(1).map(line -> line.split(",", -1)[0]).toList();
      assertEquals(
          List.of("\"PING_INLINE\"", "\"PING_MBULK\"", "\"SET\"", "\"GET\"", "\"INCR\""), tests);
      assertEquals("", outcome.err());
    }
  }
}
