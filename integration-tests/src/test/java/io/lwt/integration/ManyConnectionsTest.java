package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lwt.Loops;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.examples.EchoServer;
import io.lwt.unix.Connection;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Server;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketType;
import io.lwt.unix.UnixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of connections on one loop. */
class ManyConnectionsTest {
  /** Client's and server's sides both. */
  private static final int CONNECTIONS = 5_000;

  /** The server's sides; the clients are another process. */
  private static final int MANY_CONNECTIONS = 20_000;

  /** What the JVM and the test have open besides. */
  private static final int OTHERS = 500;

  private static final List<String> FLAGS =
      List.of("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED", "-Xmx256m");

  /** How many connect at once: fewer than a server's backlog holds. */
  private static final int STEP = 200;

  /** The server's side of each connection: done when its client has closed. */
  private final List<Promise<@Nullable Void>> served = new ArrayList<>();

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  /** Two descriptors for each connection, and some for the JVM. */
  @BeforeAll
  static void needsDescriptors() throws IOException {
    long allowed = mostDescriptors();
    boolean enough = allowed >= 2 * CONNECTIONS + OTHERS;
    String word = "the limit of open files (ulimit -Hn) is " + allowed;
    assertTrue(enough || !"true".equals(System.getenv("CI")), word + ", and CI skips nothing");
    assumeTrue(enough, word);
  }

  /** The JVM has raised the soft limit to the hard one. */
  private static long mostDescriptors() throws IOException {
    Pattern limit = Pattern.compile("Max open files +(\\S+) .*");
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .map(limit::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .mapToLong(count -> count.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(count))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Tag("slow")
  void echoesOnAllOfThemAndGivesEveryDescriptorBack() throws IOException {
    LwtMain.run(Lwt.pause());
    long before = openDescriptors();

    long most =
        LwtMain.run(
            LwtIo.establishServer(SockAddr.loopback(0), this::echoUntilEnd).bind(this::useServer));

    assertTrue(most >= before + 2 * CONNECTIONS, most + " descriptors at once");
    LwtMain.run(Lwt.pause());
    EventLoop.current().close();
    assertTrue(openDescriptors() <= before, "descriptors are left open");
  }

  /** As many as the hard limit of open files lets: the JVM has raised the soft one to it. */
  @Test
  @Tag("slow")
  void serves20000ConnectionsAtOnce(@TempDir Path folder) throws Exception {
    long allowed = mostDescriptors();
    int count = (int) Math.min(MANY_CONNECTIONS, allowed - OTHERS);
    if (count < MANY_CONNECTIONS) {
      System.err.println(
          "the limit of open files (ulimit -Hn) is " + allowed + ": " + count + " connections");
    }
    Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(listener.bind(SockAddr.loopback(0)));
    listener.listen(4096);
    int port = ((SockAddr.Inet) listener.getsockname()).port();
    List<String> command =
        Project.ofTheseTests(FLAGS, "ConnectingClients", "" + port, Integer.toString(count));
    long before = openDescriptors();
    CompletableFuture<Outcome> clients =
        CompletableFuture.supplyAsync(() -> run(folder, command, Duration.ofMinutes(2)));
    try {
      long most = LwtMain.run(serve(listener, count));
      assertTrue(most >= before + count, most + " descriptors at once");
    } finally {
      assertEquals(count + "\n", clients.get(2, TimeUnit.MINUTES).assertStatus(0).out());
    }
    EventLoop.current().close();
    assertTrue(openDescriptors() <= before, "descriptors are left open");
  }

  private static Outcome run(Path folder, List<String> command, Duration limit) {
    try {
      return Outcome.of(folder, command, limit);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Echoes on each connection until its client resets it: how many descriptors there were at once. */
  private static Promise<Long> serve(Socket listener, int count) {
    List<Promise<@Nullable Void>> served = new ArrayList<>();
    return Loops.forAsync(
            0, count, _ -> listener.accept().map(accepted -> begin(accepted.socket(), served)))
        .map(_ -> openDescriptors())
        .bind(most -> Lwt.join(served).map(_ -> most));
  }

  private static @Nullable Void begin(Socket socket, List<Promise<@Nullable Void>> served) {
    served.add(
        echoUntilReset(socket, new byte[16])
            .catching(UnixException.class, _ -> Promise.unit())
            .bind(_ -> socket.close()));
    return null;
  }

  private static Promise<@Nullable Void> echoUntilReset(Socket socket, byte[] buffer) {
    return socket
        .read(buffer)
        .bind(
            read ->
                read == 0
                    ? Promise.unit()
                    : socket.write(buffer, 0, read).bind(_ -> echoUntilReset(socket, buffer)));
  }

  private Promise<@Nullable Void> echoUntilEnd(Connection connection) {
    Promise<@Nullable Void> echoed = EchoServer.echo(connection);
    served.add(echoed);
    return echoed;
  }

  private Promise<Long> useServer(Server server) {
    List<Connection> connections = new ArrayList<>();
    return connect(server, connections)
        .bind(_ -> Lwt.join(connections.stream().map(ManyConnectionsTest::echo).toList()))
        .map(_ -> openDescriptors())
        .bind(most -> Lwt.join(connections.stream().map(Connection::close).toList()).map(_ -> most))
        .bind(most -> Lwt.join(served).map(_ -> most))
        .bind(most -> server.shutdown().map(_ -> most));
  }

  private static Promise<@Nullable Void> connect(Server server, List<Connection> connections) {
    if (connections.size() == CONNECTIONS) {
      return Promise.unit();
    }
    List<Promise<Connection>> connecting =
        Stream.generate(() -> LwtIo.openConnection(server.address())).limit(STEP).toList();
    return Lwt.all(connecting)
        .bind(
            connected -> {
              connections.addAll(connected);
              return connect(server, connections);
            });
  }

  private static Promise<@Nullable Void> echo(Connection connection) {
    String line = "hello from " + connection.socket();
    return connection
        .out()
        .write(line + "\n")
        .bind(_ -> connection.in().readLine())
        .map(
            answer -> {
              assertEquals(Optional.of(line), answer);
              return null;
            });
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }
}
