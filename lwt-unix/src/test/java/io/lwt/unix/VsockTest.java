package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@link SockAddr.Vsock}, as far as this kernel goes: without vsock(7) a socket is refused with EAFNOSUPPORT, which is
 * then what is tested.
 */
class VsockTest extends LoopTest {
  private static final SockAddr ANY = new SockAddr.Vsock(SockAddr.Vsock.ANY, SockAddr.Vsock.ANY);

  private static Optional<Socket> socket() {
    try {
      return Optional.of(LwtUnix.socket(SocketDomain.VSOCK, SocketType.STREAM));
    } catch (UnixException refused) {
      assertEquals(
          "socket: EAFNOSUPPORT (Address family not supported by protocol): VSOCK, STREAM",
          refused.getMessage());
      return Optional.empty();
    }
  }

  @Test
  void addressesAreWrittenAndRead() {
    Posix posix = Posix.host();
    var buffer = new AddressBuffer(Arena.ofAuto());
    for (SockAddr address : new SockAddr[] {ANY, new SockAddr.Vsock(3, 0xFEDC_BA98L)}) {
      SockAddrs.put(posix, buffer, address, "test");
      assertEquals(address, SockAddrs.get(posix, buffer));
    }
  }

  @Test
  void aListenerTellsItsAddress() {
    socket()
        .ifPresent(
            socket -> {
              LwtMain.run(socket.bind(ANY));
              socket.listen(1);
              var address = assertInstanceOf(SockAddr.Vsock.class, socket.getsockname());
              assertEquals(SockAddr.Vsock.ANY, address.cid());
              assertNotEquals(SockAddr.Vsock.ANY, address.port());
              Promise<Accepted> accepting = socket.accept();
              assertTrue(accepting.isPending());
              accepting.cancel();
              socket().ifPresent(second -> runUntilRefused(Errno.EADDRINUSE, second.bind(address)));
            });
  }

  @Test
  void otherFamiliesTakeNoSuchAddress() {
    Socket tcp = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    Promise<@Nullable Void> bound = tcp.bind(ANY);
    assertEquals(ANY.toString(), runUntilRefused(Errno.EAFNOSUPPORT, bound).argument());
    socket()
        .ifPresent(
            socket -> runUntilRefused(Errno.EAFNOSUPPORT, socket.connect(SockAddr.loopback(1))));
  }
}
