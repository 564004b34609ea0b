package io.lwt.unix;

import static io.lwt.unix.Servers.greeted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Server#shutdownGracefully}: who is waited for, for how long, and what becomes of the rest. */
class ServerShutdownTest extends LoopTest {
  private static final Duration SOON = Duration.ofMillis(5);
  private static final Duration LATE = Duration.ofMinutes(5);

  private final List<Throwable> errors = new ArrayList<>();

  ServerShutdownTest() {
    EventLoop.current();
    Lwt.setAsyncExceptionHook(errors::add);
  }

  @AfterEach
  void nothingWasTold() {
    assertEquals(List.of(), errors);
  }

  private static Server server(Fn<? super Connection, ? extends Promise<?>> handler) {
    return LwtMain.run(LwtIo.establishServer(SockAddr.loopback(0), handler));
  }

  @Test
  void withoutConnectionsItIsDoneAtOnce() {
    Server server = server(Servers::greet);
    assertEquals(0, LwtMain.run(server.shutdownGracefully(LATE)));
    assertEquals(0, LwtMain.run(server.shutdownGracefully(Duration.ZERO)), "again");
    runUntilRefused(Errno.ECONNREFUSED, LwtIo.openConnection(server.address()));
  }

  @Test
  void handlersMayEnd() {
    Resolver<@Nullable Void> go = Resolver.task();
    Server server =
        server(
            connection ->
                connection
                    .out()
                    .write("hello\n")
                    .bind(_ -> go.promise())
                    .bind(_ -> connection.out().write("good-bye")));
    Connection client = LwtMain.run(greeted(server.address()));
    Promise<Integer> done = server.shutdownGracefully(LATE);
    runLaps();
    assertTrue(done.isPending());
    assertEquals(1, server.connections());

    go.fulfill(null);
    assertEquals(0, LwtMain.run(done));
    assertEquals("good-bye", LwtMain.run(client.in().readAll(UTF_8)));
    LwtMain.run(client.close());
  }

  @Test
  void handlersThatGoOnAreCancelledAndTheirConnectionsClosed() {
    Promise<Object> endless = Resolver.task().promise();
    Server server = server(connection -> connection.out().write("hello\n").bind(_ -> endless));
    Connection first = LwtMain.run(greeted(server.address()));
    Connection second = LwtMain.run(greeted(server.address()));

    assertEquals(2, LwtMain.run(server.shutdownGracefully(SOON)));
    assertEquals(0, server.connections());
    assertInstanceOf(State.Rejected.class, endless.state());
    assertEquals("", LwtMain.run(first.in().readAll(UTF_8)));
    LwtMain.run(Lwt.join(first.close(), second.close()));
  }

  /** A handler that a cancel does not end: the shutdown ends all the same. */
  @Test
  void handlersThatCannotBeCancelledAreLeftAlone() {
    Resolver<Object> endless = Resolver.waiter();
    Server server =
        server(connection -> connection.out().write("hello\n").bind(_ -> endless.promise()));
    Connection client = LwtMain.run(greeted(server.address()));

    assertEquals(1, LwtMain.run(server.shutdownGracefully(SOON)));
    assertEquals("", LwtMain.run(client.in().readAll(UTF_8)));
    endless.reject(new IllegalStateException("nobody is told"));
    LwtMain.run(client.close());
  }

  @Test
  void aPeerThatReadsNothingDoesNotHoldItUp() {
    Server server = server(connection -> connection.out().write("x".repeat(20_000_000)));
    Connection client = LwtMain.run(LwtIo.openConnection(server.address()));
    LwtMain.run(client.socket().waitRead());

    assertEquals(1, LwtMain.run(server.shutdownGracefully(SOON)));
    LwtMain.run(client.close());
  }

  /** The handler is done, and what it has written waits for the peer. */
  @Test
  void neitherDoesOneThatDoesNotReadTheEnd() {
    Server server =
        server(
            connection -> {
              connection.out().write("x".repeat(20_000_000));
              return Promise.unit();
            });
    Connection client = LwtMain.run(LwtIo.openConnection(server.address()));
    LwtMain.run(client.socket().waitRead());

    assertEquals(1, LwtMain.run(server.shutdownGracefully(SOON)));
    LwtMain.run(client.close());
  }

  @Test
  void aCancelEndsTheWaitOnly() {
    Server server = server(Servers::greet);
    Connection client = LwtMain.run(greeted(server.address()));
    Promise<Integer> done = server.shutdownGracefully(LATE);
    done.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(done));
    assertEquals(1, server.connections());
    assertFalse(client.isClosed());

    Promise<Integer> again = server.shutdownGracefully(LATE);
    LwtMain.run(client.close());
    assertEquals(0, LwtMain.run(again));
  }

  @Test
  void shutdownCannotBeCancelled() {
    Server server = server(Servers::greet);
    server.shutdown().cancel();
    LwtMain.run(server.shutdown());
  }

  @Test
  void closingTheLoopEndsItWithoutAWord() {
    Server server = server(Servers::greet);
    EventLoop.current().close();
    nothingWasTold();
    runUntilRefused(Errno.ECONNREFUSED, LwtIo.openConnection(server.address()));
  }
}
