package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.VirtualClock;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link LwtUnix#connect}. */
class HappyEyeballsTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());

  private static int port(Socket socket) {
    return ((SockAddr.Inet) socket.getsockname()).port();
  }

  /** An address at which nobody listens, and nobody else can meanwhile. */
  private static SockAddr refusing(String address) {
    SockAddr any = SockAddr.inet(address, 0);
    Socket bound = LwtUnix.socket(SocketDomain.of(any), SocketType.STREAM);
    LwtMain.run(bound.bind(any));
    return bound.getsockname();
  }

  /** An address that never answers: its backlog is full, and what comes is dropped. */
  private static SockAddr silent() {
    Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(listener.bind(SockAddr.inet("127.0.0.2", 0)));
    listener.listen(0);
    SockAddr address = listener.getsockname();
    LwtMain.run(LwtUnix.socket(SocketDomain.INET, SocketType.STREAM).connect(address));
    return address;
  }

  private int open() {
    return faults.calls("socket") + faults.calls("accept") - faults.calls("close");
  }

  @Test
  void familiesTakeTurns() {
    List<SockAddr> found =
        List.of(
            SockAddr.inet("::1", 1),
            SockAddr.inet("::2", 1),
            SockAddr.inet("::2", 1),
            SockAddr.inet("::3", 1),
            SockAddr.inet("127.0.0.1", 1),
            SockAddr.inet("127.0.0.2", 1));
    assertEquals(
        "[[::1]:1, 127.0.0.1:1, [::2]:1, 127.0.0.2:1, [::3]:1]",
        HappyEyeballs.byTurns(found).toString());
    assertEquals("127.0.0.2:1", HappyEyeballs.byTurns(found.reversed()).getFirst().toString());
  }

  /** With several addresses, and a time that only the test moves. */
  @Nested
  class Attempts {
    private final VirtualClock clock = new VirtualClock();

    Attempts() {
      loop.scheduler().setClock(clock);
    }

    private static Promise<Socket> connect(SockAddr... addresses) {
      return HappyEyeballs.connect("somewhere:80", HappyEyeballs.PLAIN, List.of(addresses));
    }

    @Test
    void theNextIsTriedAtOnceWhenOneIsRefused() {
      Socket listener = Loopback.listen(SockAddr.loopback(0));
      SockAddr address = listener.getsockname();
      SockAddr[] refusing = {refusing("::1"), refusing("127.0.0.1")};
      int before = open();
      Socket socket = LwtMain.run(connect(refusing[0], refusing[1], address));
      assertEquals(address, socket.getpeername());
      assertEquals(before + 1, open());
      assertEquals(0, clock.timerCount());
    }

    @Test
    void theNextIsTriedWhenOneIsSilent() {
      SockAddr silent = silent();
      SockAddr address = Loopback.listen(SockAddr.loopback(0)).getsockname();
      int before = open();
      Promise<Socket> connecting = connect(silent, address);
      clock.advance(HappyEyeballs.DELAY.minusNanos(1));
      runLaps();
      assertTrue(connecting.isPending());
      assertEquals(before + 1, open());
      clock.advance(Duration.ofNanos(1));
      assertEquals(address, LwtMain.run(connecting).getpeername());
      assertEquals(before + 1, open(), "the silent one's socket is closed");
      assertEquals(0, clock.timerCount());
    }

    @Test
    void aRefusalDoesNotWaitForASilentOne() {
      SockAddr[] silent = {silent(), silent()};
      SockAddr refusing = refusing("::1");
      SockAddr address = Loopback.listen(SockAddr.loopback(0)).getsockname();
      Promise<Socket> connecting = connect(silent[0], refusing, silent[1], address);
      clock.advance(HappyEyeballs.DELAY); // the refused one, then the second silent one
      runLaps();
      assertTrue(connecting.isPending());
      clock.advance(HappyEyeballs.DELAY);
      assertEquals(address, LwtMain.run(connecting).getpeername());
    }

    @Test
    void theFirstMayStillWin() {
      Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
      LwtMain.run(listener.bind(SockAddr.loopback(0)));
      listener.listen(8);
      SockAddr silent = silent();
      faults.on("connect").call(1).fail("EINPROGRESS"); // not begun, and begun later
      Promise<Socket> connecting = connect(listener.getsockname(), silent);
      clock.advance(HappyEyeballs.DELAY);
      int before = open();
      assertEquals(listener.getsockname(), LwtMain.run(connecting).getpeername());
      assertEquals(before - 1, open());
    }

    @Test
    void ifAllFailTheErrorNamesThemAll() {
      SockAddr[] refusing = {refusing("127.0.0.3"), refusing("127.0.0.4")};
      faults.on("socket").call(2).fail("EAFNOSUPPORT");
      int before = open();
      SockAddr other = SockAddr.inet("::1", 80);
      UnixException error =
          runUntilRefused(Errno.ECONNREFUSED, connect(refusing[0], refusing[1], other));
      assertEquals(
          "connect: ECONNREFUSED (Connection refused): somewhere:80 ("
              + refusing[0]
              + ", [::1]:80, "
              + refusing[1]
              + ")",
          error.getMessage());
      assertArrayEquals(
          new String[] {
            "connect: ECONNREFUSED (Connection refused): " + refusing[0],
            "socket: EAFNOSUPPORT (Address family not supported by protocol): INET6, STREAM",
            "connect: ECONNREFUSED (Connection refused): " + refusing[1]
          },
          Arrays.stream(error.getSuppressed()).map(Throwable::getMessage).toArray());
      assertEquals(before + 1, open(), "a socket that could not be made counts as one");
    }

    @Test
    void theErrorOfOneAddressIsItsOwn() {
      SockAddr refusing = refusing("127.0.0.1");
      UnixException error = runUntilRefused(Errno.ECONNREFUSED, connect(refusing));
      assertEquals(refusing.toString(), error.argument());
      assertEquals(0, error.getSuppressed().length);
    }

    @Test
    void aCancelClosesEverything() {
      SockAddr[] silent = {silent(), silent(), silent()};
      int before = open();
      Promise<Socket> connecting = connect(silent);
      clock.advance(HappyEyeballs.DELAY);
      assertEquals(before + 2, open());
      connecting.cancel();
      assertThrows(Canceled.class, () -> LwtMain.run(connecting));
      assertEquals(before, open());
      assertEquals(0, clock.timerCount());
    }

    @Test
    void closingTheLoopEndsIt() {
      SockAddr[] silent = {silent(), silent()};
      Promise<Socket> connecting = connect(silent);
      loop.close();
      assertInstanceOf(State.Rejected.class, connecting.state());
    }
  }

  // ---- by name, by port, by address

  @Test
  void connectsByNameAndPort() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    Socket socket = LwtMain.run(LwtUnix.connect("localhost", port(listener)));
    assertEquals(listener.getsockname(), socket.getpeername());
    assertFalse(socket.isClosed());
  }

  @Test
  void aNameThatIsUnknownIsRejected() {
    Promise<Socket> connecting = LwtUnix.connect("127.0.0.1", "no-such-service");
    assertThrows(LookupException.class, () -> LwtMain.run(connecting));
    Promise<Socket> nul = LwtUnix.connect("a\0b", 80);
    assertThrows(IllegalArgumentException.class, () -> LwtMain.run(nul));
    assertThrows(IllegalArgumentException.class, () -> LwtUnix.connect("localhost", 65536));
  }

  @Test
  void aLookupMayBeCancelled() {
    Promise<Socket> connecting = LwtUnix.connect("localhost", 80);
    connecting.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(connecting));
    assertEquals(0, faults.calls("socket"));
  }

  @Test
  void connectsToAnAddress() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    Socket socket = LwtMain.run(LwtUnix.connect(listener.getsockname()));
    assertEquals(listener.getsockname(), socket.getpeername());
  }

  @Test
  void aConnectionToAnAddressThatFailsOrIsCancelledLeavesNothingOpen() {
    SockAddr refusing = refusing("127.0.0.1");
    SockAddr silent = silent();
    int before = open();
    runUntilRefused(Errno.ECONNREFUSED, LwtUnix.connect(refusing));
    assertEquals(before, open());
    Promise<Socket> connecting = LwtUnix.connect(silent);
    connecting.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(connecting));
    assertEquals(before, open());
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullIsRefusedAtOnce() {
    assertThrows(NullPointerException.class, () -> LwtUnix.connect((@Nullable SockAddr) null));
  }
}
