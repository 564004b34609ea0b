package io.lwt.unix;

import static io.lwt.unix.Datagrams.abstractName;
import static io.lwt.unix.Datagrams.bound;
import static io.lwt.unix.Datagrams.bytes;
import static io.lwt.unix.Datagrams.count;
import static io.lwt.unix.Datagrams.datagrams;
import static io.lwt.unix.Datagrams.next;
import static io.lwt.unix.Datagrams.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Socket#recv}, {@link Socket#send} and their kin: memory of all kinds, streams, and what is refused. */
class RecvSendTest {

  @Nested
  class Memory extends LoopTest {
    private final SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.DGRAM);
    private final Socket in = pair.second();
    private final Socket out = pair.first();

    @Test
    void partsOfArrays() {
      assertEquals(2, count(out.send(bytes("xabx"), 1, 2)));
      byte[] buffer = bytes("....");
      assertEquals(2, count(in.recv(buffer, 1, 3)));
      assertArrayEquals(bytes(".ab."), buffer);
      assertEquals(
          2,
          count(out.send(buffer, 1, 2).bind(_ -> in.recvFrom(buffer, 0, 4)).map(Received::size)));
      assertArrayEquals(bytes("abb."), buffer);
    }

    @Test
    void aBuffersPositionMovesWithTheSuccess() {
      for (boolean direct : new boolean[] {false, true}) {
        ByteBuffer from = direct ? ByteBuffer.allocateDirect(5) : ByteBuffer.allocate(5);
        from.put(bytes("xabcx")).position(1).limit(4);
        ByteBuffer to = direct ? ByteBuffer.allocateDirect(8) : ByteBuffer.allocate(8);
        to.position(2).limit(7);
        Promise<Integer> received = in.recv(to);
        assertEquals(2, to.position());
        assertEquals(3, count(out.send(from)));
        assertEquals(4, from.position());
        assertEquals(3, count(received));
        assertEquals(5, to.position());
        byte[] got = new byte[3];
        to.get(2, got);
        assertArrayEquals(bytes("abc"), got);
      }
    }

    @Test
    void aBufferHoldsWhatFitsOfAMessage() {
      ByteBuffer to = ByteBuffer.allocate(2);
      count(out.send(bytes("hello")));
      assertEquals(5, LwtMain.run(in.recvFrom(to)).size());
      assertEquals(2, to.position());
    }

    @Test
    void segmentsOfBothKinds() {
      try (Arena arena = Arena.ofConfined()) {
        for (MemorySegment to : List.of(arena.allocate(4), MemorySegment.ofArray(new byte[4]))) {
          MemorySegment from =
              to.isNative() ? arena.allocateFrom("abc") : MemorySegment.ofArray(bytes("abc\0"));
          assertEquals(4, count(out.send(from)));
          assertEquals(4, count(in.recv(to)));
          assertArrayEquals(bytes("abc\0"), to.toArray(ValueLayout.JAVA_BYTE));
          assertEquals(3, count(out.send(from.asSlice(1))));
          assertEquals(3, LwtMain.run(in.recvFrom(to.asSlice(1))).count());
          assertArrayEquals(bytes("abc\0"), to.toArray(ValueLayout.JAVA_BYTE));
        }
      }
    }

    @Test
    void addressesGoWithAllKinds() {
      SockAddr address = abstractName("memory");
      Socket receiver = bound(address);
      Socket sender = datagrams(SocketDomain.UNIX);
      assertEquals(2, count(sender.sendTo(bytes("xabx"), 1, 2, address)));
      assertEquals(2, count(sender.sendTo(ByteBuffer.wrap(bytes("cd")), address)));
      assertEquals(2, count(sender.sendTo(MemorySegment.ofArray(bytes("ef")), address)));
      assertEquals("abcdef", next(receiver) + next(receiver) + next(receiver));
    }

    @Test
    void memoryThatCannotBeWrittenToIsRefusedAtOnce() {
      MemorySegment readOnly = MemorySegment.ofArray(new byte[4]).asReadOnly();
      ByteBuffer readOnlyBuffer = ByteBuffer.allocate(4).asReadOnlyBuffer();
      assertThrows(IllegalArgumentException.class, () -> in.recv(readOnly));
      assertThrows(IllegalArgumentException.class, () -> in.recvFrom(readOnly));
      assertThrows(ReadOnlyBufferException.class, () -> in.recv(readOnlyBuffer));
      assertThrows(ReadOnlyBufferException.class, () -> in.recvFrom(readOnlyBuffer));
      assertEquals(4, count(out.send(readOnly)));
      assertEquals(4, count(out.send(readOnlyBuffer)));
    }

    @Test
    void memoryThatIsGoneRejectsTheOperationAlone() {
      Promise<Integer> received;
      try (Arena arena = Arena.ofConfined()) {
        received = in.recv(arena.allocate(10));
      }
      count(out.send(bytes("abc")));
      assertThrows(IllegalStateException.class, () -> count(received));
      assertEquals("abc", next(in));
    }
  }

  @Nested
  class Streams extends LoopTest {
    @Test
    void areReceivedInPartsToTheirEnd() {
      Loopback connection = Loopback.tcp();
      count(connection.client().send(bytes("abcde")));
      byte[] buffer = new byte[3];
      assertEquals(3, count(connection.server().recv(buffer, MessageFlag.PEEK)));
      Received received = LwtMain.run(connection.server().recvFrom(buffer));
      assertEquals(new Received(3, 3, SockAddr.unix("")), received);
      assertEquals("de", next(connection.server()));
      LwtMain.run(connection.client().close());
      assertEquals("", next(connection.server()));
    }

    @Test
    void haveNothingForNoBytes() {
      Loopback connection = Loopback.tcp();
      assertEquals(0, count(connection.server().recv(new byte[0])));
      assertEquals(0, count(connection.server().send(new byte[0])));
    }

    @Test
    void areSentInParts() {
      Loopback connection = Loopback.tcp();
      byte[] much = new byte[8 << 20];
      int taken = count(connection.client().send(much));
      assertTrue(taken > 0 && taken < much.length, () -> taken + " bytes");
    }

    @Test
    void waitForRoom() {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
      byte[] block = new byte[1 << 16];
      int filled = 0;
      Promise<Integer> sent = pair.first().send(block);
      while (!sent.isPending()) {
        filled += count(sent);
        sent = pair.first().send(block);
      }
      Promise<Integer> waiting = sent;
      int left = filled;
      while (left > 0) {
        left -= count(pair.second().recv(block));
      }
      assertTrue(count(waiting) > 0);
    }

    @Test
    void tellOfAClosedPeerWithoutASignal() {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
      LwtMain.run(pair.second().close());
      runUntilRefused(Errno.EPIPE, pair.first().send(new byte[1]));
    }

    @ParameterizedTest
    @EnumSource(
        value = SocketDomain.class,
        names = {"UNIX", "INET"})
    void haveAnUrgentByte(SocketDomain domain) {
      Socket in;
      Socket out;
      if (domain == SocketDomain.UNIX) {
        SocketPair pair = LwtUnix.socketpair(domain, SocketType.STREAM);
        in = pair.first();
        out = pair.second();
      } else {
        Loopback connection = Loopback.tcp();
        in = connection.client();
        out = connection.server();
      }
      byte[] urgent = new byte[1];
      runUntilRefused(Errno.EINVAL, in.recv(urgent, MessageFlag.OUT_OF_BAND));
      Promise<Integer> read = in.recv(new byte[10]);
      assertTrue(read.isPending());
      assertEquals(3, count(out.send(bytes("abc"), MessageFlag.OUT_OF_BAND)));
      assertEquals(1, count(in.recv(urgent, MessageFlag.OUT_OF_BAND)), "before the read");
      assertArrayEquals(bytes("c"), urgent);
      assertEquals(2, count(read));
    }

    @Test
    void receivingCostsOneCallAMessage() {
      var faults = new Faults(Posix.host());
      EventLoop.current().close();
      EventLoop.open(faults.posix());
      Loopback connection = Loopback.tcp();
      byte[] buffer = new byte[10];
      for (int i = 0; i < 10; i++) {
        Promise<Integer> received = connection.server().recv(buffer);
        count(connection.client().send(bytes("abc")));
        assertEquals(3, count(received));
      }
      assertEquals(11, faults.calls("recvfrom"), "the first found nothing");
      assertEquals(10, faults.calls("sendto"));
    }
  }

  @Nested
  class Refusals extends LoopTest {
    private final byte[] some = new byte[10];
    private final Socket udp = udp();
    private final Socket unix = datagrams(SocketDomain.UNIX);

    @Test
    void addressesOfAnotherKind() {
      UnixException error =
          runUntilRefused(Errno.EAFNOSUPPORT, udp.sendTo(some, SockAddr.unix("/tmp/none")));
      assertEquals(
          "sendto: EAFNOSUPPORT (Address family not supported by protocol): unix:/tmp/none",
          error.getMessage());
      runUntilRefused(Errno.EAFNOSUPPORT, udp.sendTo(some, SockAddr.inet("::1", 1)));
      runUntilRefused(Errno.EAFNOSUPPORT, unix.sendTo(some, SockAddr.loopback(1)));
    }

    @Test
    void pathsOfNoUse() {
      runUntilRefused(Errno.ENAMETOOLONG, unix.sendTo(some, SockAddr.unix("x".repeat(200))));
      runUntilRefused(Errno.ENOENT, unix.sendTo(some, SockAddr.unix("/nowhere/s")));
      Promise<Integer> sent = unix.sendTo(some, SockAddr.unix("a\0b"));
      var error = assertThrows(IllegalArgumentException.class, () -> count(sent));
      assertTrue(error.toString().contains("sendto: the path contains NUL"), error.toString());
    }

    @Test
    void messagesThatAreTooLong() {
      SockAddr address = udp.getsockname();
      runUntilRefused(Errno.EMSGSIZE, udp.sendTo(new byte[65_508], address));
      runUntilRefused(Errno.EMSGSIZE, udp.sendTo(new byte[1 << 20], address));
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.DGRAM);
      runUntilRefused(Errno.EMSGSIZE, pair.first().send(new byte[8 << 20]));
      assertEquals(65_507, count(udp.sendTo(new byte[65_507], address)));
      assertEquals(65_507, count(udp.recv(new byte[1 << 20])));
    }

    @Test
    void nobodyToSendTo() {
      runUntilRefused(Errno.EDESTADDRREQ, udp.send(some));
      runUntilRefused(Errno.ENOTCONN, unix.send(some));
      SockAddr address = abstractName("gone");
      LwtMain.run(bound(address).close());
      runUntilRefused(Errno.ECONNREFUSED, unix.sendTo(some, address));
      Socket stream = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM).first();
      runUntilRefused(Errno.EISCONN, stream.sendTo(some, address));
    }

    @Test
    void flagsOfTheOtherDirection() {
      SockAddr address = udp.getsockname();
      MessageFlag peek = MessageFlag.PEEK;
      MessageFlag dontRoute = MessageFlag.DONT_ROUTE;
      assertThrows(IllegalArgumentException.class, () -> udp.send(some, peek));
      assertThrows(IllegalArgumentException.class, () -> udp.sendTo(some, address, peek));
      assertThrows(IllegalArgumentException.class, () -> udp.recv(some, dontRoute));
      assertThrows(IllegalArgumentException.class, () -> udp.recvFrom(some, dontRoute));
    }

    @Test
    void urgentMessages() {
      SockAddr address = udp.getsockname();
      MessageFlag urgent = MessageFlag.OUT_OF_BAND;
      runUntilRefused(Errno.EOPNOTSUPP, udp.sendTo(some, address, urgent));
      count(udp.sendTo(some, address));
      runUntilRefused(Errno.EOPNOTSUPP, udp.recv(some, urgent));
      runUntilRefused(Errno.EOPNOTSUPP, udp.recvFrom(some, urgent));
      assertEquals(10, count(udp.recv(some)));
    }

    @Test
    void closedSockets() {
      SockAddr address = udp.getsockname();
      Promise<Integer> waiting = udp.recv(some);
      LwtMain.run(udp.close());
      assertEquals("recv", runUntilRefused(Errno.EBADF, waiting).call());
      assertEquals("recv", runUntilRefused(Errno.EBADF, udp.recv(some)).call());
      assertEquals("recvfrom", runUntilRefused(Errno.EBADF, udp.recvFrom(some)).call());
      assertEquals("send", runUntilRefused(Errno.EBADF, udp.send(some)).call());
      UnixException error = runUntilRefused(Errno.EBADF, udp.sendTo(some, address));
      assertEquals("sendto: EBADF (Bad file descriptor): " + udp, error.getMessage());
      runUntilRefused(Errno.EBADF, udp.recv(some, MessageFlag.OUT_OF_BAND));
      Socket stream = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
      LwtMain.run(stream.close());
      runUntilRefused(Errno.EBADF, stream.recv(new byte[0]));
      runUntilRefused(Errno.EBADF, stream.send(new byte[0]));
    }

    @Test
    void badBounds() {
      SockAddr address = udp.getsockname();
      for (int[] range : new int[][] {{-1, 1}, {0, 11}, {10, 1}, {5, -1}}) {
        int offset = range[0];
        int length = range[1];
        for (Runnable use :
            List.<Runnable>of(
                () -> udp.recv(some, offset, length),
                () -> udp.recvFrom(some, offset, length),
                () -> udp.send(some, offset, length),
                () -> udp.sendTo(some, offset, length, address))) {
          assertThrows(IndexOutOfBoundsException.class, use::run);
        }
      }
    }

    @Test
    void anotherThread() {
      SockAddr address = udp.getsockname();
      for (Runnable use :
          List.<Runnable>of(
              () -> udp.recv(some),
              () -> udp.recvFrom(some),
              () -> udp.send(some),
              () -> udp.sendTo(some, address))) {
        var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
        assertInstanceOf(IllegalStateException.class, error.getCause());
      }
    }
  }
}
