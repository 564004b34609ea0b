package io.lwt.unix;

import static io.lwt.unix.Servers.against;
import static io.lwt.unix.Servers.ask;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections and servers on real sockets: what is written arrives, and nothing stays open. */
class ServerTest {
  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());
  private final List<Throwable> errors = new ArrayList<>();

  ServerTest() {
    Lwt.setAsyncExceptionHook(errors::add);
  }

  @AfterEach
  void closeLoop() {
    loop.close();
    assertEquals(List.of(), errors);
  }

  private static Promise<String> readInto(Resolver<String> received, Connection connection) {
    return connection
        .in()
        .readAll(UTF_8)
        .map(
            all -> {
              received.fulfill(all);
              return all;
            });
  }

  @Test
  void answersLines() {
    String answer =
        against(
            connection ->
                connection
                    .in()
                    .readLine()
                    .bind(line -> connection.out().write("got " + line.orElseThrow())),
            server -> ask(server, "a line\n"));

    assertEquals("got a line", answer);
  }

  @Test
  void sendsWhatTheHandlerWroteThoughNobodyFlushed() {
    String text = "0123456789".repeat(500_000);
    String answer = against(connection -> connection.out().write(text), server -> ask(server, ""));

    assertEquals(text, answer);
  }

  @Test
  void sendsWhatTheClientWroteThoughNobodyWaited() {
    Resolver<String> received = Resolver.task();
    String text = "0123456789".repeat(2_000_000);
    String arrived =
        against(
            connection -> readInto(received, connection),
            server ->
                LwtIo.withConnection(
                        server.address(),
                        connection -> {
                          connection.out().write(text);
                          return Promise.unit();
                        })
                    .bind(_ -> received.promise()));

    assertEquals(text, arrived);
  }

  @Test
  void closingOneDirectionLeavesTheOther() {
    String answer =
        against(
            connection ->
                connection
                    .in()
                    .readAll(UTF_8)
                    .bind(all -> connection.out().write("after your end: " + all)),
            server ->
                LwtIo.withConnection(
                    server.address(),
                    connection ->
                        connection
                            .out()
                            .write("the end")
                            .bind(_ -> connection.out().close())
                            .bind(_ -> connection.in().readAll(UTF_8))));

    assertEquals("after your end: the end", answer);
  }

  @Test
  void closingTheInputLeavesTheOutput() {
    Resolver<String> received = Resolver.task();
    String text = "0123456789".repeat(100_000);
    String arrived =
        against(
            connection -> readInto(received, connection),
            server ->
                LwtIo.withConnection(
                        server.address(),
                        connection ->
                            connection.in().close().bind(_ -> connection.out().write(text)))
                    .bind(_ -> received.promise()));

    assertEquals(text, arrived);
  }

  @Test
  void connectionIsClosedOnce() {
    int closes = faults.calls("close");
    against(
        connection -> connection.close().bind(_ -> connection.close()),
        server ->
            LwtIo.openConnection(server.address())
                .bind(
                    connection ->
                        connection
                            .in()
                            .readAll(UTF_8)
                            .bind(
                                _ -> {
                                  assertSame(connection.close(), connection.close());
                                  return connection.close();
                                })));

    assertEquals(closes + 3, faults.calls("close"), "client, server, listener");
  }

  @Test
  void handlersFailureEndsItsConnectionOnly() {
    List<String> answers =
        against(
            connection ->
                connection
                    .in()
                    .readLine()
                    .bind(
                        line -> {
                          if (line.equals(Optional.of("fail"))) {
                            throw new IllegalArgumentException("asked to");
                          }
                          return connection.out().write("fine");
                        }),
            server ->
                ask(server, "fail\n")
                    .bind(first -> ask(server, "go on\n").map(second -> List.of(first, second))));

    assertEquals(List.of("", "fine"), answers);
    assertEquals("asked to", errors.removeFirst().getMessage());
  }

  @Test
  void aClientThatHasGoneIsNoFailureOfAHandlerThatDidNotNotice() {
    againstAClientThatResets(connection -> connection.out().write("too late"));
  }

  @Test
  void aClientThatHasGoneIsToldIfTheHandlerNotices() {
    againstAClientThatResets(
        connection -> connection.out().write("too late").bind(_ -> connection.out().flush()));
    UnixException error = (UnixException) errors.removeFirst();
    assertEquals(Errno.ECONNRESET, error.errno());
  }

  @Test
  void anotherErrorThatKeepsTheRestFromBeingSentIsTold() {
    againstAClientThatResets(
        connection -> {
          faults.on("send").call(1).fail("ENOBUFS");
          return connection.out().write("too late");
        });
    assertEquals(Errno.ENOBUFS, ((UnixException) errors.removeFirst()).errno());
  }

  /** The handler begins when the client has gone, and is done before this returns. */
  private void againstAClientThatResets(Fn<Connection, Promise<?>> handler) {
    Resolver<@Nullable Void> gone = Resolver.waiter();
    against(
        connection -> gone.promise().bind(_ -> handler.apply(connection)),
        server ->
            LwtIo.openConnection(server.address())
                .bind(
                    client -> {
                      client.socket().set(SocketOption.LINGER, 0);
                      return client.socket().close(); // with no end of its direction before
                    })
                .bind(
                    _ -> {
                      gone.fulfill(null);
                      return server.shutdownGracefully(Duration.ofMinutes(1));
                    }));
  }

  @Test
  void shutdownRefusesNewClientsAndLetsHandlersGoOn() {
    Resolver<@Nullable Void> go = Resolver.task();
    String answer =
        against(
            connection -> go.promise().bind(_ -> connection.out().write("still here")),
            server -> {
              Promise<String> early = ask(server, "");
              return connected(server)
                  .bind(_ -> server.shutdown())
                  .bind(
                      _ -> {
                        assertSame(server.shutdown(), server.shutdown());
                        return LwtIo.openConnection(server.address())
                            .<Void>tryBind(
                                _ -> Promise.failed(new AssertionError("connected")),
                                _ -> Promise.unit());
                      })
                  .bind(
                      _ -> {
                        go.fulfill(null);
                        return early;
                      });
            });

    assertEquals("still here", answer);
  }

  /** Fulfilled once a connection made now was accepted, and so those made before. */
  private static Promise<@Nullable Void> connected(Server server) {
    return LwtIo.openConnection(server.address())
        .bind(connection -> LwtUnix.sleep(Duration.ZERO).bind(_ -> connection.close()));
  }

  @Test
  void refusedConnectionNamesTheAddress() {
    SockAddr address =
        against(connection -> Promise.unit(), server -> Promise.of(server.address()));
    int before = faults.calls("close");

    UnixException error =
        assertThrows(UnixException.class, () -> LwtMain.run(LwtIo.openConnection(address)));
    assertEquals(Errno.ECONNREFUSED, error.errno());
    assertTrue(String.valueOf(error.getMessage()).endsWith(address.toString()), error.getMessage());
    assertEquals(before + 1, faults.calls("close"), "the socket was not closed");
  }

  @Test
  void addressInUseIsRejected() {
    UnixException error =
        assertThrows(
            UnixException.class,
            () ->
                against(
                    connection -> Promise.unit(),
                    server ->
                        LwtIo.establishServer(server.address(), connection -> Promise.unit())));

    assertEquals(Errno.EADDRINUSE, error.errno());
  }

  @Test
  void failingBodyIsNotHiddenByAFailingClose() {
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                LwtMain.run(
                    LwtIo.closingAfter(
                        () -> Promise.failed(new IllegalStateException("body")),
                        () -> Promise.failed(new IllegalStateException("close")))));

    assertEquals("body", error.getMessage());
    assertEquals("close", error.getSuppressed()[0].getMessage());
  }

  @Test
  void canceledConnectingLeavesNothingOpen() {
    int opened = faults.calls("socket");
    Promise<Connection> connecting = LwtIo.openConnection(SockAddr.inet("127.0.0.1", 9));
    connecting.cancel();
    assertInstanceOf(Promise.class, connecting);
    LwtMain.run(Lwt.pause());

    assertEquals(faults.calls("socket") - opened, faults.calls("close"));
  }

  /** Bytes that nobody reads would have the system reset the connection, and drop what it has yet to send. */
  @Test
  void whatIsWrittenArrivesThoughNotAllWasRead() {
    String text = "0123456789".repeat(300_000);
    String request = "a request that nobody reads. ".repeat(10_000);
    String answer =
        against(
            connection -> connection.in().readLine().bind(_ -> connection.out().write(text)),
            server ->
                LwtIo.withConnection(
                    server.address(),
                    connection ->
                        connection
                            .out()
                            .write("the first line\n" + request)
                            .bind(_ -> connection.out().flush())
                            .bind(_ -> connection.in().readAll(UTF_8))));

    assertTrue(text.equals(answer), "arrived: " + answer.length());
  }
}
