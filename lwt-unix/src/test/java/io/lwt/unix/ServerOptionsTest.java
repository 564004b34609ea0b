package io.lwt.unix;

import static io.lwt.unix.Servers.against;
import static io.lwt.unix.Servers.ask;
import static io.lwt.unix.Servers.greeted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.CapturedLog;
import io.lwt.testkit.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a server can be told, and what it does when the system refuses. */
class ServerOptionsTest extends LoopTest {
  private static final ServerOptions OPTIONS = ServerOptions.DEFAULT;

  private final Faults faults = new Faults(Posix.host());
  private final List<Throwable> errors = new ArrayList<>();

  ServerOptionsTest() {
    EventLoop.open(faults.posix());
    Lwt.setAsyncExceptionHook(errors::add);
  }

  private static <T> T first(List<T> list) {
    assertEquals(1, list.size(), list.toString());
    return list.getFirst();
  }

  @Test
  void noMoreConnectionsThanTheLimitAreAccepted() {
    Server server =
        LwtMain.run(
            LwtIo.establishServer(
                SockAddr.loopback(0), OPTIONS.withMaxConnections(2), Servers::greet));
    Connection first = LwtMain.run(greeted(server.address()));
    Connection second = LwtMain.run(greeted(server.address()));
    int accepts = faults.calls("accept");

    Connection third = LwtMain.run(LwtIo.openConnection(server.address()));
    Promise<Optional<String>> greeting = third.in().readLine();
    runLaps();
    assertEquals(2, server.connections());
    assertEquals(accepts, faults.calls("accept"));
    assertTrue(greeting.isPending());

    LwtMain.run(first.close());
    assertEquals(Optional.of("hello"), LwtMain.run(greeting));
    assertEquals(2, server.connections());
    LwtMain.run(Lwt.join(second.close(), third.close(), server.shutdown()));
  }

  @Test
  void aServerAtItsLimitCanBeShutDown() {
    Server server =
        LwtMain.run(
            LwtIo.establishServer(
                SockAddr.loopback(0), OPTIONS.withMaxConnections(1), Servers::greet));
    Connection connection = LwtMain.run(greeted(server.address()));

    LwtMain.run(server.shutdown());
    LwtMain.run(connection.close());
    runLaps();
    assertEquals(List.of(), errors);
  }

  @Test
  void socketsArePrepared() {
    List<Boolean> listening = new ArrayList<>();
    ServerOptions options =
        OPTIONS
            .withBacklog(1)
            .withPrepareListening(
                socket -> {
                  listening.add(socket.get(SocketOption.LISTENS));
                  socket.set(SocketOption.KEEP_ALIVE, true);
                })
            .withPrepareAccepted(socket -> socket.set(SocketOption.PRIORITY, 3));
    String answer =
        against(
            options,
            connection ->
                connection
                    .out()
                    .write(
                        connection.socket().get(SocketOption.PRIORITY)
                            + ", "
                            + connection.socket().get(SocketOption.KEEP_ALIVE)),
            server -> ask(server, ""));

    assertEquals("3, true", answer);
    assertEquals(List.of(false), listening);
  }

  @Test
  void smallWritesAreNotDelayedUnlessAskedFor() {
    for (boolean noDelay : List.of(true, false)) {
      String answer =
          against(
              OPTIONS.withNoDelay(noDelay),
              connection ->
                  connection.out().write("" + connection.socket().get(SocketOption.TCP_NO_DELAY)),
              server -> ask(server, ""));
      assertEquals(String.valueOf(noDelay), answer);
    }
    assertTrue(OPTIONS.noDelay());
  }

  @Test
  void ifTheListeningSocketCannotBePreparedThereIsNoServer() {
    var refusal = new IllegalStateException("no");
    int closed = faults.calls("close");
    Optional<Throwable> error =
        rejection(
            LwtIo.establishServer(
                SockAddr.loopback(0),
                OPTIONS.withPrepareListening(
                    _ -> {
                      throw refusal;
                    }),
                Servers::greet));

    assertSame(refusal, error.orElseThrow());
    assertEquals(closed + 1, faults.calls("close"));
  }

  @Test
  void aConnectionThatCannotBePreparedHasFailed() {
    var refusal = new IllegalStateException("no");
    List<Throwable> told = new ArrayList<>();
    ServerOptions options =
        OPTIONS
            .withPrepareAccepted(
                _ -> {
                  throw refusal;
                })
            .withOnFailure((_, error) -> told.add(error));

    assertEquals("", against(options, Servers::greet, server -> ask(server, "")));
    assertSame(refusal, first(told));
  }

  @Test
  void failuresAreToldWithThePeer() {
    List<SockAddr> peers = new ArrayList<>();
    List<Throwable> told = new ArrayList<>();
    var failure = new IllegalStateException("handler");
    ServerOptions options =
        OPTIONS.withOnFailure(
            (peer, error) -> {
              peers.add(peer);
              told.add(error);
              throw new IllegalStateException("the one who is told");
            });
    SockAddr client =
        against(
            options,
            _ -> Promise.failed(failure),
            server ->
                LwtIo.withConnection(
                    server.address(),
                    connection ->
                        connection
                            .in()
                            .readAll(UTF_8)
                            .map(_ -> connection.socket().getsockname())));

    assertEquals(client, first(peers));
    assertSame(failure, first(told));
    assertEquals("the one who is told", first(errors).getMessage());
  }

  /** The client goes before it has read anything, so that what was written cannot be sent; the handler knows. */
  @Test
  void whatIsWrittenToAClientThatHasGoneIsNoFailure() {
    List<Throwable> told = new ArrayList<>();
    Server server =
        LwtMain.run(
            LwtIo.establishServer(
                SockAddr.loopback(0),
                OPTIONS.withOnFailure((_, error) -> told.add(error)),
                connection ->
                    connection
                        .out()
                        .write("x".repeat(10_000_000))
                        .catching(_ -> connection.out().write("more"))));
    Connection client = LwtMain.run(LwtIo.openConnection(server.address()));
    LwtMain.run(client.socket().waitRead());
    LwtMain.run(client.abort());
    assertEquals(0, LwtMain.run(server.shutdownGracefully(Duration.ofMinutes(1))));
    assertEquals(List.of(), told);
  }

  @Test
  void impossibleOptionsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withBacklog(0));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withMaxConnections(0));
  }

  // ---- sockets opened elsewhere

  @Test
  void aSocketThatListensIsServed() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    int listens = faults.calls("listen");
    Server server = LwtMain.run(LwtIo.establishServer(listener, OPTIONS, Servers::greet));

    assertEquals(listener.getsockname(), server.address());
    Connection client = LwtMain.run(greeted(server.address()));
    assertEquals(listens, faults.calls("listen"), "its backlog is changed");
    LwtMain.run(Lwt.join(client.close(), server.shutdown()));
    assertTrue(listener.isClosed());
  }

  @Test
  void aSocketThatIsBoundIsServed() {
    Socket bound = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(bound.bind(SockAddr.loopback(0)));
    Server server = LwtMain.run(LwtIo.establishServer(bound, OPTIONS, Servers::greet));
    Connection client = LwtMain.run(greeted(server.address()));
    LwtMain.run(Lwt.join(client.close(), server.shutdown()));
  }

  @Test
  void aSocketThatCannotListenStaysItsOwners() {
    Socket datagrams = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
    runUntilRefused(Errno.EOPNOTSUPP, LwtIo.establishServer(datagrams, OPTIONS, Servers::greet));
    assertFalse(datagrams.isClosed());
  }

  // ---- refusals of the system

  @Test
  void whenDescriptorsRunOutItWaitsAndSaysSoOnce() throws Exception {
    faults.on("accept").call(1).fail("EMFILE");
    faults.on("accept").call(2).fail("ENFILE");
    faults.on("accept").call(3).fail("EPERM");
    try (var log = new CapturedLog()) {
      assertEquals(
          "hello", against(connection -> connection.out().write("hello"), s -> ask(s, "")));
      String message = first(log.messages());
      assertTrue(message.startsWith("the server at 127.0.0.1:"), message);
      assertTrue(message.contains("EMFILE"), message);
    }
    assertTrue(faults.calls("accept") < 10, "spins: " + faults.calls("accept") + " calls");
    assertEquals(List.of(), errors);
  }

  @Test
  void aConnectionThatBreaksBeforeItIsAcceptedIsPassedOver() {
    faults.on("accept").call(1).fail("ECONNABORTED");
    assertEquals("hello", against(c -> c.out().write("hello"), server -> ask(server, "")));
    assertEquals(List.of(), errors);
  }

  @Test
  void aServerThatWaitsToTryAgainCanBeShutDown() throws ReflectiveOperationException {
    faults.on("accept").everyNth(1).fail("EMFILE");
    try (var _ = new CapturedLog()) {
      Server server =
          LwtMain.run(LwtIo.establishServer(SockAddr.loopback(0), OPTIONS, Servers::greet));
      runLaps();
      LwtMain.run(server.shutdown());
    }
    runLaps();
    assertEquals(List.of(), errors);
  }

  @Test
  void aSharedSocketThatBlocksIsRefusedAndLeftAsItIs() {
    Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(listener.bind(SockAddr.loopback(0)));
    int number = Posix.host().dup(listener.number());
    Posix.host().setNonBlocking(number, false);
    Socket shared = assertInstanceOf(Socket.class, LwtUnix.share(number));

    UnsupportedOperationException error =
        assertThrows(
            UnsupportedOperationException.class,
            () -> LwtMain.run(LwtIo.establishServer(shared, OPTIONS, Servers::greet)));
    assertEquals(
        "accept: " + shared + " is shared and blocks; LwtUnix.adopt makes it non-blocking",
        error.getMessage());
    assertFalse(shared.get(SocketOption.LISTENS));
    assertFalse(shared.isClosed());
    runLaps();
    assertEquals(List.of(), errors);
  }

  @Test
  void aSocketOfNoUseEndsTheServer() {
    faults.on("accept").call(1).fail("EINVAL");
    Server server =
        LwtMain.run(LwtIo.establishServer(SockAddr.loopback(0), OPTIONS, Servers::greet));
    SockAddr address = server.address();
    runLaps();

    UnixException told = (UnixException) first(errors);
    assertEquals(Errno.EINVAL, told.errno());
    runUntilRefused(Errno.ECONNREFUSED, LwtIo.openConnection(address));
  }
}
