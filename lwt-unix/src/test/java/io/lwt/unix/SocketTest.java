package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Socket}, on this host. */
class SocketTest extends LoopTest {

  private static Socket tcp() {
    return LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
  }

  private static Socket unix() {
    return LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String roundTrip(Loopback connection, String text) {
    Promise<@Nullable Void> echo = Loopback.echo(connection.server());
    Promise<String> answer =
        Loopback.writeAll(connection.client(), bytes(text))
            .bind(
                _ -> {
                  connection.client().shutdown(ShutdownCommand.SEND);
                  return Loopback.readAll(connection.client(), 10);
                });
    return LwtMain.run(Lwt.both(answer, echo)).first();
  }

  @Test
  void carriesWhatIsWrittenAndItsEnd() {
    assertEquals("hello, you there", roundTrip(Loopback.tcp(), "hello, you there"));
  }

  @Test
  void everyDescriptorIsNonBlockingAndCloseOnExecFromBirth() {
    Loopback connection = Loopback.tcp();
    for (Socket socket : List.of(connection.listener(), connection.client(), connection.server())) {
      assertEquals(
          Files.CLOSE_ON_EXEC | Files.NON_BLOCKING, Posix.host().descriptorFlags(socket.number()));
    }
  }

  @Test
  void tellsItsAddresses() {
    Loopback connection = Loopback.tcp();
    assertEquals(connection.client().getsockname(), connection.server().getpeername());
    assertEquals(connection.listener().getsockname(), connection.client().getpeername());
    assertEquals(SocketDomain.INET, connection.server().domain());
    assertEquals(SocketType.STREAM, connection.server().type());
  }

  @Test
  void acceptTellsThePeer() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    Socket client = tcp();
    Promise<@Nullable Void> connected = client.connect(listener.getsockname());
    Accepted accepted = LwtMain.run(listener.accept());
    LwtMain.run(connected);
    assertEquals(client.getsockname(), accepted.peer());
  }

  // ---- families

  @Test
  void anIpv6SocketTakesIpv4Addresses() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    Socket client = LwtUnix.socket(SocketDomain.INET6, SocketType.STREAM);
    LwtMain.run(client.connect(listener.getsockname()));
    assertTrue(client.getpeername().toString().startsWith("[::ffff:127.0.0.1]:"));
  }

  @Test
  void anIpv4SocketTakesMappedAddressesOnly() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    int port = ((SockAddr.Inet) listener.getsockname()).port();
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    LwtMain.run(tcp().connect(new SockAddr.Inet(mapped, port, 0)));
    runUntilRefused(Errno.EAFNOSUPPORT, tcp().connect(SockAddr.inet("::1", port)));
    runUntilRefused(Errno.EAFNOSUPPORT, tcp().bind(SockAddr.unix("/tmp/none")));
    runUntilRefused(Errno.EAFNOSUPPORT, unix().connect(SockAddr.loopback(port)));
  }

  @Test
  void unixSocketsHavePaths(@TempDir Path folder) {
    SockAddr address = SockAddr.unix(folder.resolve("s").toString());
    Loopback connection = Loopback.connect(Loopback.listen(address));
    assertEquals(address, connection.client().getpeername());
    assertEquals(SockAddr.unix(""), connection.server().getpeername());
    assertEquals("over a path", roundTrip(connection, "over a path"));
    LwtMain.run(connection.listener().close());
  }

  @Test
  void unixSocketsHaveAbstractNames() {
    SockAddr address =
        new SockAddr.Abstract("lwt-test-" + ProcessHandle.current().pid() + "\0\uDCFF");
    Loopback connection = Loopback.connect(Loopback.listen(address));
    assertEquals(address, connection.client().getpeername());
    assertEquals("over a name", roundTrip(connection, "over a name"));
  }

  @Test
  void badPathsAreRejected() {
    Promise<?> connecting = unix().connect(SockAddr.unix("a\0b"));
    var error = assertThrows(IllegalArgumentException.class, () -> LwtMain.run(connecting));
    assertTrue(error.toString().contains("connect: the path contains NUL"), error.toString());
    Promise<?> binding = unix().bind(SockAddr.unix("a\0b"));
    assertThrows(IllegalArgumentException.class, () -> LwtMain.run(binding));
    runUntilRefused(Errno.ENAMETOOLONG, unix().connect(SockAddr.unix("x".repeat(200))));
    runUntilRefused(Errno.ENAMETOOLONG, unix().bind(SockAddr.unix("x".repeat(200))));
  }

  // ---- connecting

  @Test
  void aRefusedConnectionNamesTheAddress() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    SockAddr address = listener.getsockname();
    LwtMain.run(listener.close());
    UnixException error = runUntilRefused(Errno.ECONNREFUSED, tcp().connect(address));
    assertEquals("connect: ECONNREFUSED (Connection refused): " + address, error.getMessage());
  }

  @Test
  void aMissingPathNamesThePath() {
    UnixException error =
        runUntilRefused(Errno.ENOENT, unix().connect(SockAddr.unix("/nowhere/s")));
    assertEquals("unix:/nowhere/s", error.argument());
  }

  @Test
  void aSocketConnectsOnce() {
    Loopback connection = Loopback.tcp();
    SockAddr address = connection.listener().getsockname();
    runUntilRefused(Errno.EISCONN, connection.client().connect(address));
  }

  @Test
  void aWaitBeforeConnectingDoesNotPassForAConnection() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    SockAddr address = listener.getsockname();
    LwtMain.run(listener.close());
    Socket client = tcp();
    Promise<@Nullable Void> ready = client.waitWrite(); // the engine reports HUP
    LwtMain.run(ready);
    runUntilRefused(Errno.ECONNREFUSED, client.connect(address));
  }

  @Test
  void aCancelledConnectLeavesASocketToClose() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    Socket client = tcp();
    Promise<@Nullable Void> connecting = client.connect(listener.getsockname());
    connecting.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(connecting));
    LwtMain.run(client.close());
  }

  @Test
  void closingRejectsAConnectThatWaits(@TempDir Path folder) {
    Socket listener = fullListener(folder);
    Socket waiting = unix();
    Promise<@Nullable Void> connecting = waiting.connect(listener.getsockname());
    assertTrue(connecting.isPending());
    waiting.close();
    assertEquals("connect", runUntilRefused(Errno.EBADF, connecting).call());
    LwtMain.run(LwtUnix.sleep(java.time.Duration.ofMillis(2))); // its timer finds nothing to do
  }

  @Test
  void aFullBacklogIsTriedAgain(@TempDir Path folder) {
    Socket listener = fullListener(folder);
    Socket waiting = unix();
    Promise<@Nullable Void> connecting = waiting.connect(listener.getsockname());
    runLaps();
    assertTrue(connecting.isPending());
    LwtMain.run(listener.accept());
    LwtMain.run(connecting);
  }

  /** A socket that nobody can connect to before something is accepted. */
  private static Socket fullListener(Path folder) {
    Socket listener = unix();
    LwtMain.run(listener.bind(SockAddr.unix(folder.resolve("full").toString())));
    listener.listen(0);
    LwtMain.run(unix().connect(listener.getsockname()));
    return listener;
  }

  // ---- accepting

  @Test
  void aCancelledAcceptTakesNoConnection() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    Promise<Accepted> canceled = listener.accept();
    Promise<Accepted> next = listener.accept();
    canceled.cancel();
    Socket client = tcp();
    LwtMain.run(client.connect(listener.getsockname()));
    assertEquals(client.getsockname(), LwtMain.run(next).peer());
  }

  @Test
  void aSocketThatDoesNotListenAcceptsNothing() {
    runUntilRefused(Errno.EINVAL, tcp().accept());
    Socket datagrams = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
    runUntilRefused(Errno.EOPNOTSUPP, datagrams.accept());
  }

  @Test
  void anAddressIsBoundOnce() {
    SockAddr address = Loopback.listen(SockAddr.loopback(0)).getsockname();
    UnixException error = runUntilRefused(Errno.EADDRINUSE, tcp().bind(address));
    assertEquals("bind: EADDRINUSE (Address already in use): " + address, error.getMessage());
  }

  @Test
  void manyConnectAtOnce() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    List<Promise<String>> answers = new ArrayList<>();
    Promise<@Nullable Void> server = serve(listener, 200);
    for (int i = 0; i < 200; i++) {
      Socket client = tcp();
      String text = "client " + i;
      answers.add(
          client
              .connect(listener.getsockname())
              .bind(_ -> Loopback.writeAll(client, bytes(text)))
              .bind(
                  _ -> {
                    client.shutdown(ShutdownCommand.SEND);
                    return Loopback.readAll(client, 100);
                  }));
    }
    List<String> all = LwtMain.run(Lwt.both(Lwt.all(answers), server)).first();
    for (int i = 0; i < all.size(); i++) {
      assertEquals("client " + i, all.get(i));
    }
  }

  private static Promise<@Nullable Void> serve(Socket listener, int connections) {
    return connections == 0
        ? Promise.unit()
        : listener
            .accept()
            .bind(
                accepted ->
                    Lwt.join(
                        List.of(
                            Loopback.echo(accepted.socket()), serve(listener, connections - 1))));
  }

  // ---- the ends of streams

  @Test
  void dataAndTheEndInOneEventLoseNothing() throws IOException {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    try (var peer = peerOf(listener)) {
      Socket server = LwtMain.run(listener.accept()).socket();
      Promise<String> all = Loopback.readAll(server, 100);
      runLaps();
      peer.getOutputStream().write(bytes("the last words"));
      peer.shutdownOutput();
      assertEquals("the last words", LwtMain.run(all));
    }
  }

  @Test
  void dataAroundAnUrgentByteIsAllRead() throws IOException {
    for (boolean registered : new boolean[] {false, true}) {
      Socket listener = Loopback.listen(SockAddr.loopback(0));
      try (var peer = peerOf(listener)) {
        Socket server = LwtMain.run(listener.accept()).socket();
        Promise<String> all = registered ? Loopback.readAll(server, 100) : Promise.of("");
        runLaps();
        peer.getOutputStream().write(bytes("before"));
        peer.sendUrgentData('!');
        peer.getOutputStream().write(bytes("after"));
        peer.shutdownOutput();
        assertEquals("beforeafter", LwtMain.run(registered ? all : Loopback.readAll(server, 100)));
      }
    }
  }

  @Test
  void whatFollowsAnUrgentByteIsReadBeforeTheEndComes() throws IOException {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    try (var peer = peerOf(listener)) {
      Socket server = LwtMain.run(listener.accept()).socket();
      byte[] buffer = new byte[100];
      peer.getOutputStream().write(bytes("before"));
      assertEquals(6, (int) LwtMain.run(server.read(buffer)));
      Promise<Integer> next = server.read(buffer);
      runLaps();
      peer.getOutputStream().write(bytes("middle"));
      peer.sendUrgentData('!');
      peer.getOutputStream().write(bytes("after"));
      assertEquals(6, (int) LwtMain.run(next));
      assertEquals(5, (int) LwtMain.run(server.read(buffer)));
    }
  }

  private static java.net.Socket peerOf(Socket listener) throws IOException {
    int port = ((SockAddr.Inet) listener.getsockname()).port();
    return new java.net.Socket(InetAddress.getLoopbackAddress(), port);
  }

  @Test
  void whatWasWrittenToAClosedPeerIsRefusedWithoutASignal() {
    Loopback connection = Loopback.tcp();
    connection.server().set(SocketOption.LINGER, 0);
    LwtMain.run(connection.server().close()); // resets the connection
    runUntilRefused(Errno.ECONNRESET, connection.client().read(new byte[1]));
    runUntilRefused(Errno.EPIPE, connection.client().write(new byte[1]));
  }

  @Test
  void shutdownNeedsAConnection() {
    refused(Errno.ENOTCONN, () -> tcp().shutdown(ShutdownCommand.ALL));
    refused(Errno.ENOTCONN, () -> tcp().getpeername());
    Loopback connection = Loopback.tcp();
    connection.client().shutdown(ShutdownCommand.ALL);
    assertEquals("", LwtMain.run(Loopback.readAll(connection.server(), 10)));
    connection.server().shutdown(ShutdownCommand.RECEIVE);
  }

  // ---- lingering

  @Test
  void aLingeringCloseIsDoneOnAWorker() {
    Loopback connection = Loopback.tcp();
    connection.client().set(SocketOption.LINGER, 5);
    Promise<@Nullable Void> closed = connection.client().close();
    assertTrue(closed.isPending());
    LwtMain.run(closed);
    assertEquals("", LwtMain.run(Loopback.readAll(connection.server(), 10)));
  }

  @Test
  void anAcceptedConnectionInheritsLingering() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    listener.set(SocketOption.LINGER, 5);
    assertEquals(5, (int) Loopback.connect(listener).server().get(SocketOption.LINGER));
  }

  @Test
  void closeWaitsForACallOnAWorker(@TempDir Path folder) {
    Socket socket = unix();
    Promise<@Nullable Void> bound = socket.bind(SockAddr.unix(folder.resolve("s").toString()));
    Promise<@Nullable Void> closed = socket.close();
    assertTrue(closed.isPending());
    LwtMain.run(closed);
    LwtMain.run(bound);
  }

  // ---- misuse

  @Test
  void aClosedSocketSaysWhichCallItRefuses() {
    Socket socket = tcp();
    LwtMain.run(socket.close());
    String fd = "fd " + socket.number();
    SockAddr address = SockAddr.loopback(1);
    assertEquals(
        "connect: EBADF (Bad file descriptor): " + fd,
        runUntilRefused(Errno.EBADF, socket.connect(address)).getMessage());
    assertEquals("accept", runUntilRefused(Errno.EBADF, socket.accept()).call());
    assertEquals("bind", runUntilRefused(Errno.EBADF, socket.bind(address)).call());
    assertEquals("listen", refused(Errno.EBADF, () -> socket.listen(1)).call());
    assertEquals("getsockname", refused(Errno.EBADF, socket::getsockname).call());
    assertEquals("getpeername", refused(Errno.EBADF, socket::getpeername).call());
    assertEquals("getsockopt", refused(Errno.EBADF, () -> socket.get(SocketOption.LINGER)).call());
    assertEquals(
        "setsockopt", refused(Errno.EBADF, () -> socket.set(SocketOption.LINGER, 1)).call());
    assertEquals(
        "shutdown", refused(Errno.EBADF, () -> socket.shutdown(ShutdownCommand.ALL)).call());
  }

  @Test
  void anotherThreadIsRefusedAtOnce() {
    Socket socket = tcp();
    for (Runnable use :
        List.<Runnable>of(
            () -> socket.connect(SockAddr.loopback(1)),
            () -> socket.bind(SockAddr.loopback(1)),
            socket::accept,
            socket::getsockname,
            () -> socket.listen(1))) {
      var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
      assertInstanceOf(IllegalStateException.class, error.getCause());
    }
  }

  @Test
  void memoryOfAllKindsGoesOverASocket() {
    Loopback connection = Loopback.tcp();
    var sent = java.nio.ByteBuffer.allocateDirect(3).put(bytes("abc")).flip();
    LwtMain.run(connection.client().write(sent));
    byte[] got = new byte[3];
    assertEquals(3, (int) LwtMain.run(connection.server().read(got)));
    assertArrayEquals(bytes("abc"), got);
  }
}
