package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link LwtUnix#socketpair}, and who is at the other end of a Unix socket. */
class SocketPairTest extends LoopTest {

  @ParameterizedTest
  @EnumSource
  void bothEndsAreNonBlockingAndCloseOnExecFromBirth(SocketType type) {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, type);
    for (Socket socket : new Socket[] {pair.first(), pair.second()}) {
      assertEquals(
          Files.CLOSE_ON_EXEC | Files.NON_BLOCKING, Posix.host().descriptorFlags(socket.number()));
      assertEquals(SocketDomain.UNIX, socket.domain());
      assertEquals(type, socket.type());
      assertEquals(SockAddr.unix(""), socket.getpeername());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOneEndWritesTheOtherReads(SocketType type) {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, type);
    for (int i = 0; i < 2; i++) {
      Socket from = i == 0 ? pair.first() : pair.second();
      Socket to = i == 0 ? pair.second() : pair.first();
      byte[] buffer = new byte[10];
      LwtMain.run(from.write(new byte[] {1, 2, 3}));
      assertEquals(3, (int) LwtMain.run(to.read(buffer)));
      assertEquals(3, buffer[2]);
    }
  }

  @Test
  void otherDomainsHaveNone() {
    UnixException error =
        refused(Errno.EOPNOTSUPP, () -> LwtUnix.socketpair(SocketDomain.INET, SocketType.STREAM));
    assertEquals("socketpair", error.call());
    assertEquals("INET, STREAM", error.argument());
  }

  // ---- credentials

  private static Credentials own() throws IOException {
    Path self = Path.of("/proc/self");
    return new Credentials(
        ProcessHandle.current().pid(),
        (int) java.nio.file.Files.getAttribute(self, "unix:uid"),
        (int) java.nio.file.Files.getAttribute(self, "unix:gid"));
  }

  @ParameterizedTest
  @EnumSource
  void theOtherEndOfAPairIsThisProcess(SocketType type) throws IOException {
    assertEquals(own(), LwtUnix.socketpair(SocketDomain.UNIX, type).first().peerCredentials());
  }

  @Test
  void bothEndsOfAConnectionAreThisProcess() throws IOException {
    Loopback connection =
        Loopback.connect(
            Loopback.listen(
                new SockAddr.Abstract("lwt-credentials-" + ProcessHandle.current().pid())));
    assertEquals(own(), connection.client().peerCredentials());
    assertEquals(own(), connection.server().peerCredentials());
  }

  @Test
  void whereThereIsNobodyItIsSaid() {
    Socket alone = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
    UnixException error = refused(Errno.ENOTCONN, alone::peerCredentials);
    assertEquals("getsockopt", error.call());
    assertEquals(alone.toString(), error.argument());
    refused(Errno.EOPNOTSUPP, Loopback.tcp().client()::peerCredentials);
    LwtMain.run(alone.close());
    refused(Errno.EBADF, alone::peerCredentials);
  }

  @Test
  void anErrorOfTheSystemIsTold() {
    EventLoop.current().close();
    var faults = new Faults(Posix.host());
    EventLoop.open(faults.posix());
    Socket socket = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM).first();
    faults.on("peerCredentials").call(1).fail("ENOPROTOOPT");
    refused(Errno.ENOPROTOOPT, socket::peerCredentials);
  }
}
