package io.lwt.unix;

import static io.lwt.unix.Servers.ask;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One server on several loops. */
class ServerGroupTest extends LoopTest {
  private static final Duration LATE = Duration.ofMinutes(5);

  private final List<Throwable> errors = new ArrayList<>();

  ServerGroupTest() {
    EventLoop.current();
    Lwt.setAsyncExceptionHook(errors::add);
  }

  @AfterEach
  void noThreadIsLeft() throws InterruptedException {
    for (Thread thread : threads()) {
      assertTrue(thread.join(Duration.ofSeconds(10)), thread + " goes on");
    }
    assertEquals(List.of(), errors);
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lwt-server-"))
        .collect(Collectors.toSet());
  }

  private static Promise<?> tellThread(Connection connection) {
    return connection.out().write(Thread.currentThread().getName());
  }

  private static ServerGroup group(int loops) {
    return LwtMain.run(
        LwtIo.establishServers(loops, SockAddr.loopback(0), ServerGroupTest::tellThread));
  }

  @Test
  void everyLoopServes() {
    ServerGroup group = group(3);
    Set<String> served = new HashSet<>();
    while (served.size() < 3) {
      served.add(LwtMain.run(ask(group.address(), "")));
    }
    assertEquals(Set.of("lwt-server-1", "lwt-server-2", "lwt-server-3"), served);
    threads().forEach(thread -> assertEquals(true, thread.isDaemon()));

    assertEquals(0, LwtMain.run(group.shutdownGracefully(LATE)));
    runUntilRefused(Errno.ECONNREFUSED, LwtIo.openConnection(group.address()));
    LwtMain.run(group.shutdown());
    assertEquals(0, LwtMain.run(group.shutdownGracefully(LATE)), "again");
  }

  @Test
  void oneLoopIsEnough() {
    ServerGroup group = group(1);
    assertEquals("lwt-server-1", LwtMain.run(ask(group.address(), "")));
    LwtMain.run(group.shutdownGracefully(LATE));
  }

  @Test
  void handlersGoOnWhenItIsShutDown() {
    ServerGroup group =
        LwtMain.run(LwtIo.establishServers(2, SockAddr.loopback(0), Servers::greet));
    Connection client = LwtMain.run(Servers.greeted(group.address()));
    LwtMain.run(group.shutdown());
    runUntilRefused(Errno.ECONNREFUSED, LwtIo.openConnection(group.address()));

    Promise<Integer> done = group.shutdownGracefully(LATE);
    LwtMain.run(client.close());
    assertEquals(0, LwtMain.run(done));
  }

  @Test
  void whatIsLeftAtTheDeadlineIsCounted() {
    ServerGroup group =
        LwtMain.run(
            LwtIo.establishServers(
                2,
                SockAddr.loopback(0),
                connection ->
                    connection.out().write("hello\n").bind(_ -> Resolver.waiter().promise())));
    List<Connection> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(LwtMain.run(Servers.greeted(group.address())));
    }
    assertEquals(5, LwtMain.run(group.shutdownGracefully(Duration.ofMillis(5))));
    for (Connection client : clients) {
      assertEquals("", LwtMain.run(client.in().readAll(UTF_8)));
      LwtMain.run(client.close());
    }
  }

  @Test
  void aHandlersFailureIsToldToTheLoopThatMadeTheGroup() {
    ServerGroup group =
        LwtMain.run(
            LwtIo.establishServers(
                2, SockAddr.loopback(0), _ -> Promise.failed(new IllegalStateException("no"))));
    LwtMain.run(ask(group.address(), ""));
    LwtMain.run(group.shutdownGracefully(LATE));
    assertEquals("no", errors.removeFirst().getMessage());
  }

  @Test
  void anErrorThatEndsALoopIsToldAndTheOthersGoOn() {
    ServerGroup group =
        LwtMain.run(
            LwtIo.establishServers(
                2,
                SockAddr.loopback(0),
                connection ->
                    connection
                        .in()
                        .readLine()
                        .bind(
                            line -> {
                              if (line.orElse("").equals("die")) {
                                throw new OutOfMemoryError("of a test");
                              }
                              return tellThread(connection);
                            })));
    rejection(ask(group.address(), "die\n"));
    while (errors.stream().noneMatch(OutOfMemoryError.class::isInstance)) {
      LwtMain.run(Lwt.pause());
    }
    errors.clear(); // that connection has failed, too
    String answer = LwtMain.run(ask(group.address(), "live\n"));
    assertEquals("lwt-server-", answer.substring(0, answer.length() - 1));
    LwtMain.run(group.shutdownGracefully(LATE));
  }

  @Test
  void anAddressInUseIsRejected() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    runUntilRefused(
        Errno.EADDRINUSE,
        LwtIo.establishServers(2, listener.getsockname(), ServerGroupTest::tellThread));
  }

  /** The second server's socket cannot be prepared: the first one is shut down again. */
  @Test
  void allOfThemOrNone() {
    List<Socket> prepared = new ArrayList<>();
    ServerOptions options =
        ServerOptions.DEFAULT.withPrepareListening(
            socket -> {
              prepared.add(socket);
              if (prepared.size() == 2) {
                throw new IllegalStateException("no");
              }
            });
    Throwable error =
        rejection(
                LwtIo.establishServers(
                    2, SockAddr.loopback(0), options, ServerGroupTest::tellThread))
            .orElseThrow();
    assertEquals("no", error.getMessage());
  }

  @Test
  void onlyInternetAddressesAreShared() {
    runUntilRefused(
        Errno.EOPNOTSUPP,
        LwtIo.establishServers(2, SockAddr.unix("/socket"), ServerGroupTest::tellThread));
    assertThrows(
        IllegalArgumentException.class,
        () -> LwtIo.establishServers(0, SockAddr.loopback(0), ServerGroupTest::tellThread));
  }
}
