package io.lwt.unix;

import static io.lwt.unix.Datagrams.abstractName;
import static io.lwt.unix.Datagrams.bound;
import static io.lwt.unix.Datagrams.bytes;
import static io.lwt.unix.Datagrams.count;
import static io.lwt.unix.Datagrams.datagrams;
import static io.lwt.unix.Datagrams.faultyLoop;
import static io.lwt.unix.Datagrams.next;
import static io.lwt.unix.Datagrams.udp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.VirtualClock;
import io.lwt.testkit.Faults;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages: {@link Socket#recvFrom}, {@link Socket#sendTo}, and their kin without addresses. */
class DatagramTest {

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
      Fd number = LwtUnix.socket(SocketDomain.UNIX, SocketType.DGRAM);
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
