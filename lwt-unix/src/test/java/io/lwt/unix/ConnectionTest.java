package io.lwt.unix;

import static io.lwt.unix.Servers.against;
import static io.lwt.unix.Servers.ask;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.VirtualClock;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections, from the client's side: how they are made, and how they end. */
class ConnectionTest extends LoopTest {
  private static final ConnectOptions OPTIONS = ConnectOptions.DEFAULT;

  private final Faults faults = new Faults(Posix.host());
  private final List<Throwable> errors = new ArrayList<>();

  ConnectionTest() {
    EventLoop.open(faults.posix());
    Lwt.setAsyncExceptionHook(errors::add);
  }

  @AfterEach
  void nothingWasTold() {
    assertEquals(List.of(), errors);
  }

  private static Promise<?> tellPeer(Connection connection) {
    return connection.out().write(connection.peer().toString());
  }

  private static int port(Server server) {
    return ((SockAddr.Inet) server.address()).port();
  }

  /** A rejection, and as many sockets closed as were made. */
  private Throwable failureWithoutLeak(Promise<?> promise) {
    Throwable error = rejection(promise).orElseThrow();
    assertEquals(faults.calls("socket"), faults.calls("close"));
    return error;
  }

  // ---- how they are made

  @Test
  void aHostsNameIsEnough() {
    String answer =
        against(
            ConnectionTest::tellPeer,
            server ->
                LwtIo.withConnection(
                    "localhost",
                    port(server),
                    connection -> {
                      assertEquals(server.address(), connection.peer());
                      assertTrue(connection.socket().get(SocketOption.TCP_NO_DELAY));
                      String own = connection.socket().getsockname().toString();
                      return connection.in().readAll(UTF_8).map(told -> told.replace(own, "me"));
                    }));
    assertEquals("me", answer);
  }

  @Test
  void aHostWithoutAnAddressIsToldAsSuch() {
    Throwable error = failureWithoutLeak(LwtIo.openConnection("host.invalid", 80));
    assertInstanceOf(LookupException.class, error);
    assertThrows(IllegalArgumentException.class, () -> LwtIo.openConnection("localhost", 65_536));
  }

  @Test
  void theSourceCanBeChosen() {
    SockAddr source = SockAddr.inet("127.0.0.2", 0);
    for (Fn<Server, Promise<String>> connecting :
        List.<Fn<Server, Promise<String>>>of(
            server ->
                LwtIo.withConnection(
                    server.address(),
                    OPTIONS.withSource(source),
                    connection -> connection.in().readAll(UTF_8)),
            server ->
                LwtIo.withConnection(
                    "127.0.0.1",
                    port(server),
                    OPTIONS.withSource(source),
                    connection -> connection.in().readAll(UTF_8)))) {
      String peer = against(ConnectionTest::tellPeer, connecting);
      assertTrue(peer.startsWith("127.0.0.2:"), peer);
    }
  }

  @Test
  void socketsArePreparedBeforeTheyAreConnected() {
    List<Errno> before = new ArrayList<>();
    ConnectOptions options =
        OPTIONS
            .withNoDelay(false)
            .withPrepare(
                socket -> {
                  before.add(assertThrows(UnixException.class, socket::getpeername).errno());
                  socket.set(SocketOption.KEEP_ALIVE, true);
                });
    against(
        Servers::greet,
        server ->
            LwtIo.withConnection(
                server.address(),
                options,
                connection -> {
                  assertTrue(connection.socket().get(SocketOption.KEEP_ALIVE));
                  assertFalse(connection.socket().get(SocketOption.TCP_NO_DELAY));
                  return Promise.unit();
                }));
    assertEquals(List.of(Errno.ENOTCONN), before);
  }

  @Test
  void whatCannotBePreparedIsClosed() {
    var refusal = new IllegalStateException("no");
    ConnectOptions options =
        OPTIONS.withPrepare(
            _ -> {
              throw refusal;
            });
    assertSame(refusal, failureWithoutLeak(LwtIo.openConnection(SockAddr.loopback(1), options)));
    assertSame(refusal, failureWithoutLeak(LwtIo.openConnection("127.0.0.1", 1, options)));
  }

  @Test
  void connectingHasALimit() {
    faults.on("connect").everyNth(1).fail("EAGAIN");
    ConnectOptions options = OPTIONS.withTimeout(Duration.ofMillis(2));
    assertIsTooLate(failureWithoutLeak(LwtIo.openConnection(SockAddr.loopback(1), options)));
    assertIsTooLate(failureWithoutLeak(LwtIo.openConnection("127.0.0.1", 1, options)));
    faults.clear();
    against(
        Servers::greet,
        server ->
            LwtIo.withConnection(
                server.address(),
                OPTIONS.withTimeout(Duration.ofMinutes(1)),
                connection -> connection.in().readLine()));
  }

  private static void assertIsTooLate(Throwable error) {
    assertEquals(
        "connecting to 127.0.0.1:1: not done within PT0.002S",
        assertInstanceOf(LwtTimeoutException.class, error).getMessage());
  }

  @Test
  void aPeerThatIsGoneAtOnceIsNoLeak() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    int port = ((SockAddr.Inet) listener.getsockname()).port();
    int before = faults.calls("socket") - faults.calls("close");
    faults.on("getpeername").call(1).fail("ENOTCONN");
    runUntilRefused(Errno.ENOTCONN, LwtIo.openConnection("127.0.0.1", port));
    assertEquals(before, faults.calls("socket") - faults.calls("close"));
  }

  @Test
  void aSocketThatIsConnectedIsEnough() {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    Connection first = Connection.of(pair.first());
    Connection second = Connection.of(pair.second());
    Promise<String> received = second.in().readAll(UTF_8);
    LwtMain.run(first.out().write("through a pair").bind(_ -> first.close()));
    assertEquals("through a pair", LwtMain.run(received));
    LwtMain.run(second.close());
    assertTrue(pair.first().isClosed() && pair.second().isClosed());

    Socket alone = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    refused(Errno.ENOTCONN, () -> Connection.of(alone));
  }

  // ---- how they end

  @Test
  void whoeverClosesFirstTheOtherSeesNoError() {
    for (boolean clientFirst : List.of(true, false)) {
      List<Connection> accepted = new ArrayList<>();
      Server server =
          LwtMain.run(
              LwtIo.establishServer(
                  SockAddr.loopback(0),
                  connection -> {
                    accepted.add(connection);
                    return Servers.greet(connection)
                        .<Object>map(_ -> "")
                        .catching(_ -> Promise.of(""));
                  }));
      Connection client = LwtMain.run(Servers.greeted(server.address()));
      Connection served = accepted.getFirst();
      LwtMain.run((clientFirst ? client : served).close());
      LwtMain.run((clientFirst ? served : client).close());
      LwtMain.run(server.shutdown());
    }
  }

  @Test
  void theHandlersChannelsAreOpenWhileItRunsAndClosedAfterIt() {
    List<Connection> accepted = new ArrayList<>();
    against(
        connection -> {
          accepted.add(connection);
          assertFalse(connection.in().isClosed() || connection.out().isClosed());
          return Promise.unit();
        },
        server -> ask(server, ""));
    assertTrue(accepted.getFirst().in().isClosed() && accepted.getFirst().out().isClosed());
    assertTrue(accepted.getFirst().socket().isClosed());
  }

  @Test
  void aHandlerMayCloseThem() {
    String answer =
        against(
            connection ->
                connection
                    .out()
                    .write("bye")
                    .bind(_ -> connection.in().close())
                    .bind(_ -> connection.out().close())
                    .bind(_ -> connection.close()),
            server -> ask(server, ""));
    assertEquals("bye", answer);
  }

  @Test
  void theBodyMayCloseThem() {
    List<Connection> opened = new ArrayList<>();
    against(
        Servers::greet,
        server ->
            LwtIo.withConnection(
                server.address(),
                connection -> {
                  opened.add(connection);
                  return connection.in().close().bind(_ -> connection.close());
                }));
    assertTrue(opened.getFirst().socket().isClosed());
  }

  /** Lwt's with_close_connection: the error of the body is that of the whole, once. */
  @Test
  void theBodysErrorIsToldOnce() {
    var failure = new IllegalStateException("body");
    Optional<Throwable> error =
        against(
            Servers::greet,
            server ->
                LwtIo.withConnection(
                        server.address(),
                        connection -> connection.close().bind(_ -> Promise.<Object>failed(failure)))
                    .<Optional<Throwable>>map(_ -> Optional.empty())
                    .catching(seen -> Promise.of(Optional.of(seen))));
    assertSame(failure, error.orElseThrow());
    assertEquals(0, failure.getSuppressed().length);
  }

  @Test
  void theHandlerNeedNotWaitForWhatItWrites() {
    String text = "0123456789".repeat(2_000_000);
    String answer =
        against(
            connection -> {
              connection.out().write(text);
              return Promise.unit();
            },
            server -> ask(server, ""));
    assertTrue(text.equals(answer), "arrived: " + answer.length());
  }

  @Test
  void anAbortDropsWhatWasNotSent() {
    Server server =
        LwtMain.run(
            LwtIo.establishServer(
                SockAddr.loopback(0), connection -> connection.in().readAll(UTF_8)));
    Connection client = LwtMain.run(LwtIo.openConnection(server.address()));
    Promise<Optional<String>> reading = client.in().readLine();
    Promise<?> writing = client.out().write("x".repeat(50_000_000));
    assertTrue(writing.isPending());
    Promise<?> closing = client.close();
    assertTrue(closing.isPending());

    assertSame(closing, client.abort());
    assertTrue(client.socket().isClosed() && client.isClosed());
    assertTrue(rejection(reading).isPresent());
    assertTrue(rejection(writing).isPresent());
    rejection(closing);
    LwtMain.run(server.shutdownGracefully(Duration.ofMinutes(1)));
  }

  @Test
  void aCanceledBodyClosesTheConnection() {
    List<Connection> opened = new ArrayList<>();
    Server server = LwtMain.run(LwtIo.establishServer(SockAddr.loopback(0), Servers::greet));
    Promise<String> reading =
        LwtIo.withConnection(
            server.address(),
            connection -> {
              opened.add(connection);
              return connection.in().readAll(UTF_8);
            });
    while (opened.isEmpty()) {
      LwtMain.run(Lwt.pause());
    }
    reading.cancel();
    assertInstanceOf(io.lwt.Canceled.class, rejection(reading).orElseThrow());
    assertTrue(opened.getFirst().socket().isClosed());
    LwtMain.run(server.shutdownGracefully(Duration.ofMinutes(1)));
  }

  // ---- what was sent and nobody has read

  /** A pair of connections, one of which has sent more than the other one has read. */
  private static List<Connection> withUnreadInput() {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    Connection sender = Connection.of(pair.first());
    LwtMain.run(sender.out().write("unread").bind(_ -> sender.out().flush()));
    return List.of(sender, Connection.of(pair.second()));
  }

  @Test
  void theOtherSideSeesAnEndAndNoReset() {
    List<Connection> pair = withUnreadInput();
    Promise<?> closing = pair.get(1).out().write("answer").bind(_ -> pair.get(1).close());
    assertEquals("answer", LwtMain.run(pair.get(0).in().readAll(UTF_8)));
    LwtMain.run(pair.get(0).close());
    LwtMain.run(closing);
  }

  /** It is dropped, and when no more has come for a while the socket is closed. */
  @Test
  void whatStaysSilentIsNotWaitedFor() {
    EventLoop.current().scheduler().setClock(VirtualClock.autoAdvancing());
    List<Connection> pair = withUnreadInput();
    LwtMain.run(pair.get(1).out().write("answer").bind(_ -> pair.get(1).close()));
    LwtMain.run(pair.get(0).abort());
  }

  @Test
  @Tag("slow")
  void neitherIsWhatGoesOnForEver() {
    List<Connection> pair = withUnreadInput();
    Connection sender = pair.get(0);
    Promise<?> sending = LwtIo.zero().transferTo(sender.out());
    Promise<?> closing = pair.get(1).out().write("answer").bind(_ -> pair.get(1).close());
    LwtMain.run(closing);
    assertTrue(rejection(sending).isPresent());
    LwtMain.run(sender.abort());
  }

  @Test
  void anAbortDoesNotReadIt() {
    List<Connection> pair = withUnreadInput();
    LwtMain.run(pair.get(1).out().write("answer").bind(_ -> pair.get(1).out().flush()));
    Promise<?> closing = pair.get(1).close();
    assertTrue(closing.isPending());
    LwtMain.run(pair.get(1).abort());
    assertTrue(pair.get(1).socket().isClosed());
    LwtMain.run(pair.get(0).abort());
  }

  @Test
  void theSocketIsClosedThoughItsDirectionCannotBeEnded() {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    Connection connection = Connection.of(pair.first());
    faults.on("shutdown").call(1).fail("ENOBUFS");
    runUntilRefused(Errno.ENOBUFS, connection.close());
    assertTrue(pair.first().isClosed());
    LwtMain.run(pair.second().close());
  }

  /** Whoever has written nothing has nothing to lose. */
  @Test
  void withoutOutputTheSocketIsClosedAtOnce() {
    List<Connection> pair = withUnreadInput();
    pair.get(1).close();
    assertTrue(pair.get(1).socket().isClosed());
    LwtMain.run(pair.get(0).abort());
  }
}
