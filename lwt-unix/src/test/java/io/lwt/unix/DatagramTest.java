package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.VirtualClock;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages: {@link Socket#recvFrom}, {@link Socket#sendTo}, and their kin without addresses. */
class DatagramTest {

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static Socket datagrams(SocketDomain domain) {
    return LwtUnix.socket(domain, SocketType.DGRAM);
  }

  private static Socket bound(SockAddr address) {
    Socket socket = datagrams(SocketDomain.of(address));
    LwtMain.run(socket.bind(address));
    return socket;
  }

  private static Socket udp() {
    return bound(SockAddr.loopback(0));
  }

  private static SockAddr abstractName(String name) {
    return new SockAddr.Abstract("lwt-" + name + "-" + ProcessHandle.current().pid());
  }

  private static Faults faultyLoop() {
    var faults = new Faults(Posix.host());
    EventLoop.open(faults.posix());
    return faults;
  }

  private static int count(Promise<Integer> transfer) {
    return LwtMain.run(transfer);
  }

  /** The next message, which has to fit into 100 bytes. */
  private static String next(Socket socket) {
    byte[] buffer = new byte[100];
    return new String(buffer, 0, count(socket.recv(buffer)), UTF_8);
  }

  @Nested
  class Families extends LoopTest {
    private static void assertCarries(Socket one, Socket other) {
      byte[] buffer = new byte[100];
      Promise<Received> received = other.recvFrom(buffer);
      assertTrue(received.isPending());
      assertEquals(8, count(one.sendTo(bytes("question"), other.getsockname())));
      assertEquals(new Received(8, 8, one.getsockname()), LwtMain.run(received));
      assertEquals("question", new String(buffer, 0, 8, UTF_8));
      assertEquals(
          6,
          count(
              other.sendTo(
                  bytes("answer"),
                  ((State.Fulfilled<Received>) received.state()).value().sender())));
      assertEquals("answer", next(one));
    }

    @Test
    void ipv4() {
      assertCarries(udp(), udp());
    }

    @Test
    void ipv6() {
      assertCarries(bound(SockAddr.inet("::1", 0)), bound(SockAddr.inet("::1", 0)));
    }

    @Test
    void ipv4OfAnIpv6Socket() {
      Socket ipv4 = udp();
      Socket ipv6 = datagrams(SocketDomain.INET6);
      assertEquals(2, count(ipv6.sendTo(bytes("hi"), ipv4.getsockname())));
      assertEquals("hi", next(ipv4));
    }

    @Test
    void unixPaths(@TempDir Path folder) {
      assertCarries(
          bound(SockAddr.unix(folder.resolve("a").toString())),
          bound(SockAddr.unix(folder.resolve("b").toString())));
    }

    @Test
    void abstractNames() {
      assertCarries(bound(abstractName("a")), bound(abstractName("b")));
    }

    @Test
    void aSenderMayHaveNoName() {
      Socket receiver = bound(abstractName("receiver"));
      count(datagrams(SocketDomain.UNIX).sendTo(bytes("who?"), receiver.getsockname()));
      Received received = LwtMain.run(receiver.recvFrom(new byte[10]));
      assertEquals(new Received(4, 4, SockAddr.unix("")), received);
    }

    @Test
    void seqpacket() {
      Socket listener = LwtUnix.socket(SocketDomain.UNIX, SocketType.SEQPACKET);
      LwtMain.run(listener.bind(abstractName("seqpacket")));
      listener.listen(1);
      Loopback connection = Loopback.connect(listener);
      assertEquals(SocketType.SEQPACKET, connection.server().type());
      connection.client().send(bytes("one"));
      connection.client().send(bytes("two"));
      assertEquals("one", next(connection.server()));
      assertEquals("two", next(connection.server()));
      LwtMain.run(connection.client().close());
      assertEquals("", next(connection.server()), "the end");
    }
  }

  @Nested
  class Connected extends LoopTest {
    @Test
    void needsNoAddress() {
      Socket server = udp();
      Socket client = udp();
      LwtMain.run(client.connect(server.getsockname()));
      assertEquals(4, count(client.send(bytes("sent"))));
      assertEquals(7, count(client.write(bytes("written"))));
      assertEquals("sent", next(server));
      assertEquals("written", next(server));
      assertEquals(server.getsockname(), client.getpeername());
    }

    @Test
    void hearsOnlyItsPeer() {
      Socket server = udp();
      Socket client = udp();
      LwtMain.run(client.connect(server.getsockname()));
      count(udp().sendTo(bytes("stranger"), client.getsockname()));
      count(server.sendTo(bytes("peer"), client.getsockname()));
      assertEquals("peer", next(client));
    }

    @Test
    void learnsThatNobodyReceives() {
      Socket nobody = udp();
      Socket client = udp();
      LwtMain.run(client.connect(nobody.getsockname()));
      LwtMain.run(nobody.close());
      Promise<Integer> answer = client.recv(new byte[10]);
      assertTrue(answer.isPending());
      count(client.send(bytes("hello?")));
      assertEquals("recv", runUntilRefused(Errno.ECONNREFUSED, answer).call());
    }
  }

  @Nested
  class Boundaries extends LoopTest {
    private final Socket receiver = udp();
    private final Socket sender = udp();
    private final SockAddr address = receiver.getsockname();

    private void send(String... messages) {
      for (String message : messages) {
        assertEquals(message.length(), count(sender.sendTo(bytes(message), address)));
      }
    }

    @Test
    void anEmptyMessageIsOne() {
      send("", "after", "");
      assertEquals(0, count(receiver.recv(new byte[10])));
      assertEquals("after", next(receiver));
      assertEquals(
          new Received(0, 0, sender.getsockname()), LwtMain.run(receiver.recvFrom(new byte[10])));
    }

    @Test
    void anEmptyMessageWakesWhoWaits() {
      Promise<Received> received = receiver.recvFrom(new byte[10]);
      send("");
      assertEquals(0, LwtMain.run(received).size());
    }

    @Test
    void anEmptyBufferTakesAMessage() {
      send("lost", "next");
      assertEquals(new Received(0, 4, sender.getsockname()), received(new byte[0]));
      assertEquals("next", next(receiver));
      Promise<Integer> waiting = receiver.recv(new byte[0]);
      assertTrue(waiting.isPending());
      send("lost too");
      assertEquals(0, count(waiting));
    }

    private Received received(byte[] buffer, MessageFlag... flags) {
      return LwtMain.run(receiver.recvFrom(buffer, flags));
    }

    @Test
    void aMessageThatWasCutSaysSo() {
      send("hello", "after");
      byte[] buffer = new byte[2];
      Received received = received(buffer);
      assertEquals(new Received(2, 5, sender.getsockname()), received);
      assertTrue(received.isTruncated());
      assertArrayEquals(bytes("he"), buffer);
      byte[] room = new byte[5];
      assertFalse(received(room).isTruncated());
      assertArrayEquals(bytes("after"), room);
    }

    @Test
    void aMessageIsPeekedAt() {
      send("hello");
      byte[] buffer = new byte[10];
      assertEquals(5, received(new byte[0], MessageFlag.PEEK).size());
      assertEquals(5, count(receiver.recv(buffer, MessageFlag.PEEK)));
      assertEquals("hello", new String(buffer, 0, 5, UTF_8));
      assertEquals("hello", next(receiver));
    }

    @Test
    void aPeekWaits() {
      Promise<Received> peek = receiver.recvFrom(new byte[0], MessageFlag.PEEK);
      Promise<Received> taken = receiver.recvFrom(new byte[10]);
      assertTrue(peek.isPending());
      send("hello");
      assertEquals(5, LwtMain.run(peek).size());
      assertEquals(5, LwtMain.run(taken).count());
    }

    @Test
    void whatIsSentWithoutRoutesArrivesNextDoor() {
      assertEquals(3, count(sender.sendTo(bytes("abc"), address, MessageFlag.DONT_ROUTE)));
      assertEquals("abc", next(receiver));
    }

    @Test
    void aCancelTakesNoMessage() {
      Promise<Integer> canceled = receiver.recv(new byte[10]);
      Promise<Integer> next = receiver.recv(new byte[10]);
      canceled.cancel();
      send("abc");
      assertThrows(Canceled.class, () -> count(canceled));
      assertEquals(3, count(next));
    }

    @Test
    void aNumberThatIsTakenOverMovesWholeMessages() {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.DGRAM);
      Fd number = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
      LwtMain.run(pair.first().dupTo(number));
      assertEquals(100_000, count(number.write(new byte[100_000])));
      assertEquals(100_000, count(pair.second().recv(new byte[200_000])));
    }

    @Test
    void anEmptyMessageWaitsForRoom() {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.DGRAM);
      Promise<Integer> filling = pair.first().send(new byte[10_000]);
      int filled = 1;
      while (!filling.isPending()) {
        filled++;
        filling = pair.first().send(new byte[10_000]);
      }
      List<Promise<Integer>> empty =
          List.of(
              pair.first().send(new byte[0]),
              pair.first().write(new byte[0]),
              pair.first().write(ByteBuffer.allocate(0)),
              pair.first().write(MemorySegment.NULL),
              pair.first().writev(new IoVec()));
      empty.forEach(message -> assertTrue(message.isPending()));
      for (int i = 0; i < filled; i++) {
        assertEquals(1, count(pair.second().recv(new byte[1])));
      }
      for (Promise<Integer> message : empty) {
        assertEquals(0, count(pair.second().recv(new byte[1])));
        assertEquals(0, count(message));
      }
    }

    @Test
    void aUnixMessageMayBeLarge() {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.DGRAM);
      byte[] large = new byte[150_000];
      new java.util.Random(1).nextBytes(large);
      assertEquals(large.length, count(pair.first().send(large)));
      assertEquals(large.length, count(pair.first().write(large)));
      byte[] buffer = new byte[200_000];
      Received received = LwtMain.run(pair.second().recvFrom(buffer));
      assertEquals(large.length, received.count());
      assertArrayEquals(large, Arrays.copyOf(buffer, large.length));
      assertEquals(large.length, count(pair.second().read(buffer)));
      assertArrayEquals(large, Arrays.copyOf(buffer, large.length));
    }
  }

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

  /** Nothing tells when there is room again, since the messages are another's. */
  @Nested
  class FullReceivers extends LoopTest {
    private final Faults faults = faultyLoop();
    private final SockAddr address = abstractName("full");
    private final Socket receiver = bound(address);
    private final Socket sender = datagrams(SocketDomain.UNIX);

    /** Fills the receiver's queue with another's messages. How many there are. */
    private int fill() {
      Socket other = datagrams(SocketDomain.UNIX);
      int filled = 0;
      Promise<Integer> sent = other.sendTo(bytes("other"), address);
      while (!sent.isPending()) {
        filled++;
        sent = other.sendTo(bytes("other"), address);
      }
      sent.cancel();
      LwtMain.run(other.close());
      return filled;
    }

    private void drain(int messages) {
      for (int i = 0; i < messages; i++) {
        assertEquals("other", next(receiver));
      }
    }

    @Test
    void areTriedAgain() {
      int filled = fill();
      Promise<Integer> sent = sender.sendTo(bytes("at last"), address);
      runLaps();
      assertTrue(sent.isPending());
      drain(filled);
      assertEquals(7, count(sent));
      assertEquals("at last", next(receiver));
    }

    @Test
    void areNotTriedAllTheTime() {
      var clock = new VirtualClock();
      EventLoop.current().scheduler().setClock(clock);
      fill();
      Promise<Integer> sent = sender.sendTo(bytes("never"), address);
      int before = faults.calls("sendto") - 1;
      for (int pauses = 1; pauses <= 3; pauses++) {
        for (int laps = 0; laps < 30; laps++) {
          runLaps();
        }
        int tried = faults.calls("sendto") - before;
        int most = 3 * pauses; // one, and two for what the engine says
        assertTrue(tried >= pauses && tried <= most, () -> tried + " times, not " + most);
        clock.advance(java.time.Duration.ofMillis(1 << (pauses - 1)));
      }
      sent.cancel();
    }

    @Test
    void areSentToWithoutAPauseWhenTheyTakeWhatWasSent() {
      EventLoop.current().scheduler().setClock(new VirtualClock()); // whose time stands still
      byte[] buffer = new byte[10];
      LwtMain.run(Lwt.join(sendMany(500), receiveMany(buffer, 500)));
    }

    private Promise<@Nullable Void> sendMany(int count) {
      return count == 0
          ? Promise.unit()
          : sender.sendTo(bytes("one"), address).bind(_ -> sendMany(count - 1));
    }

    private Promise<@Nullable Void> receiveMany(byte[] buffer, int count) {
      return count == 0
          ? Promise.unit()
          : receiver.recv(buffer).bind(_ -> receiveMany(buffer, count - 1));
    }

    @Test
    void keepTheOrderOfWhatIsSent() {
      int filled = fill();
      Promise<Integer> first = sender.sendTo(bytes("first"), address);
      Promise<Integer> second = sender.sendTo(bytes("second"), address);
      drain(filled);
      count(second);
      assertFalse(first.isPending());
      assertEquals("first", next(receiver));
      assertEquals("second", next(receiver));
    }

    @Test
    void areLeftAloneAfterACancel() {
      int filled = fill();
      Promise<Integer> canceled = sender.sendTo(bytes("never"), address);
      canceled.cancel();
      Promise<Integer> next = sender.sendTo(bytes("next"), address);
      drain(filled);
      count(next);
      assertEquals("next", next(receiver));
    }

    @Test
    void areLeftAloneAfterAClose() {
      fill();
      Promise<Integer> sent = sender.sendTo(bytes("never"), address);
      sender.close();
      assertEquals("sendto", runUntilRefused(Errno.EBADF, sent).call());
      LwtMain.run(LwtUnix.sleep(java.time.Duration.ofMillis(2))); // its timer finds nothing to do
    }

    @Test
    void ofAConnectedSocketTellWhenThereIsRoom() {
      int filled = fill();
      LwtMain.run(sender.connect(address));
      Promise<Integer> sent = sender.send(bytes("at last"));
      runLaps();
      assertTrue(sent.isPending());
      drain(filled);
      assertEquals(7, count(sent));
    }
  }

  /** However much comes at once, and whatever it is read with: a change is reported once. */
  @Nested
  class EdgeTriggered extends LoopTest {
    private static final int MESSAGES = 500;

    private static String message(int number) {
      return number + "x".repeat(number * 7919 % 90);
    }

    private static Promise<@Nullable Void> sendAll(Socket socket, int from) {
      return from == MESSAGES
          ? Promise.unit()
          : socket.send(bytes(message(from))).bind(_ -> sendAll(socket, from + 1));
    }

    private static Promise<@Nullable Void> receiveAll(
        Socket socket, boolean withAddress, List<String> received) {
      byte[] buffer = new byte[100];
      Promise<Integer> next =
          withAddress ? socket.recvFrom(buffer).map(Received::count) : socket.recv(buffer);
      return next.bind(
          count -> {
            received.add(new String(buffer, 0, count, UTF_8));
            return received.size() == MESSAGES
                ? Promise.unit()
                : receiveAll(socket, withAddress, received);
          });
    }

    private static List<String> all() {
      return IntStream.range(0, MESSAGES).mapToObj(EdgeTriggered::message).toList();
    }

    @ParameterizedTest
    @CsvSource({"DGRAM, true", "DGRAM, false", "SEQPACKET, true", "SEQPACKET, false"})
    void noMessageIsMissed(SocketType type, boolean withAddress) {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, type);
      List<String> received = new ArrayList<>();
      Promise<?> done = receiveAll(pair.second(), withAddress, received);
      LwtMain.run(Lwt.join(sendAll(pair.first(), 0), done));
      assertEquals(all(), received);
    }

    @Test
    void noMessageOfAUdpSocketIsMissed() {
      Socket receiver = udp();
      Socket sender = udp();
      LwtMain.run(sender.connect(receiver.getsockname()));
      List<String> received = new ArrayList<>();
      Promise<?> done = receiveAll(receiver, true, received);
      for (int i = 0; i < MESSAGES; i++) { // in bursts that fit into the queue
        count(sender.send(bytes(message(i))));
        if (i % 50 == 49) {
          runLaps();
        }
      }
      LwtMain.run(done);
      assertEquals(all(), received);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000, 100_000})
    void noByteOfAStreamIsMissed(int size) {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
      StringBuilder read = new StringBuilder();
      Promise<?> done = receiveStream(pair.second(), new byte[size], read);
      LwtMain.run(Lwt.join(sendAll(pair.first(), 0).bind(_ -> pair.first().close()), done));
      assertEquals(String.join("", all()), read.toString());
    }

    private static Promise<@Nullable Void> receiveStream(
        Socket socket, byte[] buffer, StringBuilder read) {
      return socket
          .recv(buffer)
          .bind(
              count -> {
                read.append(new String(buffer, 0, count, UTF_8));
                return count == 0 ? Promise.unit() : receiveStream(socket, buffer, read);
              });
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
  class Faulty extends LoopTest {
    private final Faults faults = faultyLoop();
    private final Socket receiver = udp();
    private final Socket sender = udp();

    private void roundTrip() {
      byte[] buffer = new byte[10];
      Promise<Received> received = receiver.recvFrom(buffer);
      Promise<Integer> sent = sender.sendTo(bytes("abc"), receiver.getsockname());
      assertEquals(3, count(sent));
      assertEquals(3, LwtMain.run(received).count());
      assertTrue(faults.injected() > 0);
    }

    @ParameterizedTest
    @CsvSource({"recvfrom, EINTR", "recvfrom, EAGAIN", "sendto, EINTR", "sendto, EAGAIN"})
    void whatMayComeAtAnyTimeIsNotSeen(String call, String errno) {
      faults.on(call).call(1).fail(errno);
      faults.on(call).call(2).fail(errno);
      roundTrip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOBUFS", "ENOMEM", "EPERM"})
    void errorsOfSendingNameTheAddress(String errno) {
      faults.on("sendto").call(1).fail(errno);
      UnixException error =
          runUntilRefused(
              Errno.valueOf(errno), sender.sendTo(bytes("abc"), receiver.getsockname()));
      assertEquals("sendto", error.call());
      assertEquals(receiver.getsockname().toString(), error.argument());
      roundTrip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOMEM", "ECONNREFUSED"})
    void errorsOfReceivingNameTheDescriptor(String errno) {
      faults.on("recvfrom").call(1).fail(errno);
      UnixException error = runUntilRefused(Errno.valueOf(errno), receiver.recvFrom(new byte[1]));
      assertEquals("recvfrom", error.call());
      assertEquals(receiver.toString(), error.argument());
      roundTrip();
    }

    @Test
    void aPairThatCannotBeMadeSaysSo() {
      faults.on("socketpair").call(1).fail("EMFILE");
      UnixException error =
          refused(Errno.EMFILE, () -> LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM));
      assertEquals("socketpair: EMFILE (Too many open files): UNIX, STREAM", error.getMessage());
    }

    @Test
    void aSocketThatCannotBeWatchedRejectsWhatWaits() {
      faults.on("epollAdd").call(1).fail("ENOSPC");
      UnixException error = runUntilRefused(Errno.ENOSPC, receiver.recv(new byte[1]));
      assertEquals("epoll_ctl", error.call());
    }
  }
}
