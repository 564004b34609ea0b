package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.RequiresProgram;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Socket#sendMsg}, {@link Socket#recvMsg}. */
class MessagePassingTest {

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static IoVec vec(String... pieces) {
    var vec = new IoVec();
    for (String piece : pieces) {
      vec.append(bytes(piece));
    }
    return vec;
  }

  private static SocketPair pair(SocketType type) {
    return LwtUnix.socketpair(SocketDomain.UNIX, type);
  }

  private static Message received(Promise<Message> message) {
    return LwtMain.run(message);
  }

  private static Message next(Socket socket) {
    return received(socket.recvMsg(new IoVec().append(new byte[100])));
  }

  private static int count(Promise<Integer> transfer) {
    return LwtMain.run(transfer);
  }

  /** Closes our own writing end; then a read tells whether anybody else still has it. */
  private static void assertNobodyElseHas(Pipe pipe) {
    LwtMain.run(pipe.out().close());
    assertEquals(0, count(pipe.in().read(new byte[1])), "the end");
  }

  @Nested
  class Memory extends LoopTest {
    @ParameterizedTest
    @EnumSource
    void isGatheredAndScattered(SocketType type) {
      SocketPair pair = pair(type);
      assertEquals(8, count(pair.first().sendMsg(vec("abc", "", "defgh"), List.of())));
      byte[] array = new byte[4];
      ByteBuffer buffer = ByteBuffer.allocateDirect(3);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = arena.allocate(10);
        IoVec to = new IoVec().append(array, 1, 2).append(buffer).append(segment);
        Message message = received(pair.second().recvMsg(to));
        assertEquals(new Message(8, 8, SockAddr.unix(""), List.of(), false), message);
        assertArrayEquals(bytes("\0ab\0"), array);
        byte[] rest = new byte[3];
        buffer.get(0, rest);
        assertArrayEquals(bytes("cde"), rest);
        assertEquals("fgh", segment.getString(0));
      }
    }

    @ParameterizedTest
    @EnumSource
    void mayBeInManyAndLargePieces(SocketType type) {
      SocketPair pair = pair(type);
      byte[] sent = new byte[60_000];
      new java.util.Random(1).nextBytes(sent);
      try (Arena arena = Arena.ofConfined()) {
        var from = new IoVec();
        for (int i = 0; i < sent.length; i += 20) { // 3000, more than IOV_MAX
          from.append(sent, i, 20);
        }
        var to = new IoVec();
        MemorySegment large = arena.allocate(sent.length);
        for (int i = 0; i < sent.length; i += 5000) { // more than a call can guard
          to.append(large.asSlice(i, 5000));
        }
        assertEquals(sent.length, count(pair.first().sendMsg(from, List.of())));
        int done = 0;
        while (done < sent.length) {
          int count = received(pair.second().recvMsg(to)).count();
          done += count;
          to.drop(count);
          assertTrue(type == SocketType.STREAM || done == sent.length);
        }
        assertArrayEquals(sent, large.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
      }
    }

    @Test
    void ofADatagramMayBeLarge() {
      SocketPair pair = pair(SocketType.DGRAM);
      byte[] large = new byte[150_000];
      new java.util.Random(1).nextBytes(large);
      IoVec from = new IoVec().append(large, 0, 70_000).append(large, 70_000, 80_000);
      assertEquals(large.length, count(pair.first().sendMsg(from, List.of())));
      assertEquals(large.length, count(pair.first().writev(from)));
      byte[] buffer = new byte[200_000];
      IoVec to = new IoVec().append(buffer, 0, 100_000).append(buffer, 100_000, 100_000);
      assertEquals(large.length, received(pair.second().recvMsg(to)).size());
      assertArrayEquals(large, java.util.Arrays.copyOf(buffer, large.length));
      assertEquals(large.length, count(pair.second().readv(to)));
      assertArrayEquals(large, java.util.Arrays.copyOf(buffer, large.length));
    }

    @Test
    void thatIsTooSmallSaysSo() {
      SocketPair pair = pair(SocketType.DGRAM);
      count(pair.first().sendMsg(vec("hello"), List.of()));
      byte[] buffer = new byte[2];
      Message message = received(pair.second().recvMsg(new IoVec().append(buffer)));
      assertEquals(new Message(2, 5, SockAddr.unix(""), List.of(), false), message);
      assertTrue(message.isTruncated());
      assertArrayEquals(bytes("he"), buffer);
    }

    @Test
    void mayBeNone() {
      SocketPair datagrams = pair(SocketType.DGRAM);
      assertEquals(0, count(datagrams.first().sendMsg(new IoVec(), List.of())));
      assertEquals(0, received(datagrams.second().recvMsg(new IoVec())).size());
      SocketPair streams = pair(SocketType.STREAM);
      assertEquals(0, count(streams.first().sendMsg(new IoVec(), List.of())));
    }

    @Test
    void thatIsReadOnlyIsRefusedAtOnce() {
      IoVec readOnly = new IoVec().append(MemorySegment.ofArray(new byte[1]).asReadOnly());
      Socket socket = pair(SocketType.DGRAM).first();
      assertThrows(IllegalArgumentException.class, () -> socket.recvMsg(readOnly));
    }

    @ParameterizedTest
    @EnumSource
    void thatIsGoneLeavesNoDescriptorOpen(SocketType type) {
      SocketPair pair = pair(type);
      Pipe pipe = LwtUnix.pipe();
      var to = new IoVec();
      try (Arena arena = Arena.ofConfined()) {
        to.append(arena.allocate(10));
      }
      Promise<Message> message = pair.second().recvMsg(to);
      count(pair.first().sendMsg(vec("x"), List.of(pipe.out())));
      assertThrows(IllegalStateException.class, () -> received(message));
      assertNobodyElseHas(pipe);
    }
  }

  @Nested
  class Addresses extends LoopTest {
    private static SockAddr name(String name) {
      return new SockAddr.Abstract("lwt-msg-" + name + "-" + ProcessHandle.current().pid());
    }

    private static Socket bound(SockAddr address) {
      Socket socket = LwtUnix.socket(SocketDomain.of(address), SocketType.DGRAM);
      LwtMain.run(socket.bind(address));
      return socket;
    }

    @Test
    void goWithTheMessage() {
      Socket sender = bound(name("sender"));
      Socket receiver = bound(name("receiver"));
      Pipe pipe = LwtUnix.pipe();
      Promise<Message> waiting = receiver.recvMsg(new IoVec().append(new byte[10]));
      assertTrue(waiting.isPending());
      count(sender.sendMsgTo(vec("hi"), List.of(pipe.out()), receiver.getsockname()));
      Message message = received(waiting);
      assertEquals(sender.getsockname(), message.sender());
      assertEquals(1, message.descriptors().size());
    }

    @Test
    void ofTheInternetTakeNoDescriptors() {
      Socket udp = bound(SockAddr.loopback(0));
      List<Fd> descriptors = List.of(LwtUnix.pipe().out());
      UnixException error =
          runUntilRefused(Errno.EINVAL, udp.sendMsgTo(vec("hi"), descriptors, udp.getsockname()));
      assertEquals("sendmsg: EINVAL (Invalid argument): " + udp, error.getMessage());
      runUntilRefused(Errno.EINVAL, Loopback.tcp().client().sendMsg(vec("hi"), descriptors));
      assertEquals(2, count(udp.sendMsgTo(vec("hi"), List.of(), udp.getsockname())));
      assertEquals(new Message(2, 2, udp.getsockname(), List.of(), false), next(udp));
    }

    @Test
    void ofAnotherKindAreRefused() {
      Socket sender = bound(name("sender"));
      UnixException error =
          runUntilRefused(
              Errno.EAFNOSUPPORT, sender.sendMsgTo(vec("x"), List.of(), SockAddr.loopback(1)));
      assertEquals("sendmsg", error.call());
      assertEquals("127.0.0.1:1", error.argument());
    }

    @Test
    void ofAFullReceiverAreTriedAgain() {
      Socket receiver = bound(name("full"));
      Socket other = LwtUnix.socket(SocketDomain.UNIX, SocketType.DGRAM);
      Promise<Integer> sent = other.sendTo(bytes("x"), receiver.getsockname());
      int filled = 0;
      while (!sent.isPending()) {
        filled++;
        sent = other.sendTo(bytes("x"), receiver.getsockname());
      }
      sent.cancel();
      LwtMain.run(other.close());
      Socket sender = LwtUnix.socket(SocketDomain.UNIX, SocketType.DGRAM);
      Promise<Integer> waiting = sender.sendMsgTo(vec("y"), List.of(), receiver.getsockname());
      for (int i = 0; i < filled; i++) {
        next(receiver);
      }
      assertEquals(1, count(waiting));
    }
  }

  @Nested
  class Descriptors extends LoopTest {
    @ParameterizedTest
    @EnumSource
    void areUsedByWhoReceivesThem(SocketType type) {
      SocketPair pair = pair(type);
      Pipe pipe = LwtUnix.pipe();
      assertEquals(1, count(pair.first().sendMsg(vec("x"), List.of(pipe.out()))));
      Message message = next(pair.second());
      assertEquals(1, message.count());
      assertFalse(message.descriptorsTruncated());
      Fd out = message.descriptors().getFirst();
      assertNotEquals(pipe.out().number(), out.number());
      LwtMain.run(pipe.out().close());
      assertEquals(3, count(out.write(bytes("abc"))));
      LwtMain.run(out.close());
      assertEquals("abc", LwtMain.run(Loopback.readAll(pipe.in(), 10)));
    }

    @Test
    void areWhatTheyWere(@TempDir Path folder) {
      SocketPair pair = pair(SocketType.STREAM);
      Path path = folder.resolve("file");
      Set<OpenFlag> flags = Set.of(OpenFlag.RDWR, OpenFlag.CREAT);
      Fd file = LwtMain.run(LwtUnix.openfile(path.toString(), flags, 0600));
      Socket listener = Loopback.listen(SockAddr.loopback(0));
      Pipe pipe = LwtUnix.pipe();
      count(pair.first().sendMsg(vec("x"), List.of(file, listener, pipe.in())));
      List<Fd> got = next(pair.second()).descriptors();
      assertEquals(3, got.size());
      assertEquals(2, count(got.get(0).write(bytes("hi"))));
      assertEquals(2, LwtMain.run(file.stat()).size());
      Socket socket = assertInstanceOf(Socket.class, got.get(1));
      assertEquals(SocketDomain.INET, socket.domain());
      assertEquals(listener.getsockname(), socket.getsockname());
      assertFalse(got.get(2) instanceof Socket);
      for (Fd fd : got) {
        int own = Posix.host().descriptorFlags(fd.number());
        assertTrue((own & Files.CLOSE_ON_EXEC) != 0);
        assertTrue(fd == got.get(0) || (own & Files.NON_BLOCKING) != 0);
      }
      LwtMain.run(got.get(0).close());
      LwtMain.run(file.close());
    }

    @Test
    void ofASocketThatIsReceivedAccept() {
      SocketPair pair = pair(SocketType.SEQPACKET);
      Socket listener = Loopback.listen(SockAddr.loopback(0));
      count(pair.first().sendMsg(new IoVec(), List.of(listener)));
      Socket received = (Socket) next(pair.second()).descriptors().getFirst();
      LwtMain.run(listener.close());
      Loopback connection = Loopback.connect(received);
      count(connection.client().write(bytes("abc")));
      assertEquals(3, count(connection.server().read(new byte[10])));
    }

    @ParameterizedTest
    @EnumSource
    void mayBe253(SocketType type) {
      SocketPair pair = pair(type);
      Fd one = LwtUnix.pipe().out();
      assertEquals(1, count(pair.first().sendMsg(vec("x"), Collections.nCopies(253, one))));
      Message message = next(pair.second());
      assertEquals(253, message.descriptors().size());
      assertFalse(message.descriptorsTruncated());
      List<Fd> tooMany = Collections.nCopies(254, one);
      var error =
          assertThrows(
              IllegalArgumentException.class, () -> pair.first().sendMsg(vec("x"), tooMany));
      assertEquals("a message takes 253 descriptors at most, not 254", error.getMessage());
    }

    @ParameterizedTest
    @EnumSource(
        value = SocketType.class,
        names = {"DGRAM", "SEQPACKET"})
    void needNoBytes(SocketType type) {
      SocketPair pair = pair(type);
      assertEquals(0, count(pair.first().sendMsg(new IoVec(), List.of(LwtUnix.pipe().out()))));
      Message message = next(pair.second());
      assertEquals(0, message.count());
      assertEquals(1, message.descriptors().size());
    }

    @Test
    void needAByteOfAStream() {
      Socket socket = pair(SocketType.STREAM).first();
      List<Fd> descriptors = List.of(LwtUnix.pipe().out());
      assertThrows(IllegalArgumentException.class, () -> socket.sendMsg(new IoVec(), descriptors));
    }

    @Test
    void thatAreClosedAreRefused() {
      SocketPair pair = pair(SocketType.STREAM);
      Pipe pipe = LwtUnix.pipe();
      LwtMain.run(pipe.out().close());
      UnixException error =
          runUntilRefused(
              Errno.EBADF, pair.first().sendMsg(vec("x"), List.of(pipe.in(), pipe.out())));
      assertEquals("sendmsg: EBADF (Bad file descriptor): " + pipe.out(), error.getMessage());
      assertEquals(1, count(pair.first().sendMsg(vec("y"), List.of(pipe.in()))));
      assertEquals(1, next(pair.second()).descriptors().size());
    }

    @Test
    void thatAreClosedWhileTheMessageWaitsAreRefused() {
      SocketPair pair = pair(SocketType.DGRAM);
      Promise<Integer> filling = pair.first().send(new byte[30_000]);
      int filled = 0;
      while (!filling.isPending()) {
        filled++;
        filling = pair.first().send(new byte[30_000]);
      }
      Pipe pipe = LwtUnix.pipe();
      Promise<Integer> refused = pair.first().sendMsg(vec("x"), List.of(pipe.out()));
      Promise<Integer> sent = pair.first().sendMsg(vec("y"), List.of(pipe.in()));
      LwtMain.run(pipe.out().close());
      Pipe other = LwtUnix.pipe(); // has the number
      assertTrue(refused.isPending());
      for (int i = 0; i <= filled; i++) {
        LwtMain.run(pair.second().recv(new byte[1]));
      }
      runUntilRefused(Errno.EBADF, refused);
      assertEquals(1, count(sent));
      assertEquals(1, next(pair.second()).descriptors().size());
      assertNobodyElseHas(other);
    }

    @Test
    void areNotHeldByAMessageThatWasCancelled() {
      SocketPair pair = pair(SocketType.STREAM);
      Pipe pipe = LwtUnix.pipe();
      Promise<Message> canceled = pair.second().recvMsg(vec("."));
      Promise<Message> next = pair.second().recvMsg(vec("."));
      canceled.cancel();
      count(pair.first().sendMsg(vec("x"), List.of(pipe.out())));
      assertThrows(Canceled.class, () -> received(canceled));
      LwtMain.run(received(next).descriptors().getFirst().close());
      assertNobodyElseHas(pipe);
    }

    @Test
    void areClosedWithTheLoop() {
      SocketPair pair = pair(SocketType.STREAM);
      Fd sent = LwtUnix.pipe().out();
      count(pair.first().sendMsg(vec("x"), List.of(sent)));
      Fd received = next(pair.second()).descriptors().getFirst();
      count(pair.first().sendMsg(vec("never received"), List.of(sent)));
      EventLoop.current().close();
      assertTrue(received.isClosed());
    }

    @Test
    void arePeekedAt() {
      SocketPair pair = pair(SocketType.STREAM);
      Pipe pipe = LwtUnix.pipe();
      count(pair.first().sendMsg(vec("x"), List.of(pipe.out())));
      Message peeked = received(pair.second().recvMsg(vec("."), MessageFlag.PEEK));
      Message taken = received(pair.second().recvMsg(vec(".")));
      Fd first = peeked.descriptors().getFirst();
      Fd second = taken.descriptors().getFirst();
      assertNotEquals(first.number(), second.number());
      LwtMain.run(Lwt.join(first.close(), second.close()));
      assertNobodyElseHas(pipe);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areClosedByAReadOfTheirBytes(boolean recv) {
      SocketPair pair = pair(SocketType.STREAM);
      Pipe pipe = LwtUnix.pipe();
      count(pair.first().sendMsg(vec("ab"), List.of(pipe.out())));
      byte[] one = new byte[1];
      assertEquals(1, count(recv ? pair.second().recv(one) : pair.second().read(one)));
      assertEquals(List.of(), next(pair.second()).descriptors());
      assertNobodyElseHas(pipe);
    }

    @Test
    void separateWhatWasSentAfterThem() {
      SocketPair pair = pair(SocketType.STREAM);
      Fd fd = LwtUnix.pipe().out();
      count(pair.first().send(bytes("before")));
      count(pair.first().sendMsg(vec("with"), List.of(fd)));
      count(pair.first().sendMsg(vec("again"), List.of(fd)));
      count(pair.first().send(bytes("after")));
      Message first = next(pair.second());
      assertEquals("beforewith".length(), first.count());
      assertEquals(1, first.descriptors().size());
      Message second = next(pair.second());
      assertEquals("again".length(), second.count());
      assertEquals(1, second.descriptors().size());
      assertEquals("after".length(), next(pair.second()).count());
    }

    @Test
    @RequiresProgram("prlimit")
    void thatAreTooManyAreClosedAndThatIsSaid() throws IOException, InterruptedException {
      SocketPair pair = pair(SocketType.STREAM);
      Pipe pipe = LwtUnix.pipe();
      warmUp();
      count(pair.first().sendMsg(vec("x"), Collections.nCopies(4, pipe.out())));
      String usual = openFilesLimit();
      setOpenFilesLimit("500");
      List<Fd> filling = new ArrayList<>();
      Message message;
      try {
        runUntilFull(filling);
        closeAll(List.of(filling.removeLast(), filling.removeLast()));
        message = next(pair.second());
      } finally {
        closeAll(filling);
        setOpenFilesLimit(usual);
      }
      assertTrue(message.descriptorsTruncated());
      assertEquals(2, message.descriptors().size());
      closeAll(message.descriptors());
      assertNobodyElseHas(pipe);
    }

    /** Does what will be done without free numbers: to load classes takes some. */
    private static void warmUp() {
      SocketPair pair = pair(SocketType.STREAM);
      count(pair.first().sendMsg(vec("x"), List.of(LwtUnix.pipe().out())));
      List<Fd> received = next(pair.second()).descriptors();
      closeAll(received);
      fill(received.getFirst(), new ArrayList<>(), Errno.EBADF);
    }

    private static void closeAll(List<Fd> descriptors) {
      LwtMain.run(Lwt.join(descriptors.stream().map(Fd::close).toList()));
    }

    /** The engine's descriptors are there before, since all waiting needs them. */
    private static void runUntilFull(List<Fd> filling) {
      EventLoop.current().engine();
      filling.add(LwtUnix.socket(SocketDomain.UNIX, SocketType.DGRAM));
      fill(filling.getFirst(), filling, Errno.EMFILE);
    }

    private static void fill(Fd one, List<Fd> filling, Errno end) {
      refused(
          end,
          () -> {
            while (true) {
              filling.add(one.dup());
            }
          });
    }

    private static String openFilesLimit() throws IOException {
      try (var lines = java.nio.file.Files.lines(Path.of("/proc/self/limits"))) {
        return lines
            .filter(line -> line.startsWith("Max open files"))
            .map(line -> line.split(" {2,}", -1)[1])
            .findFirst()
            .orElseThrow();
      }
    }

    private static void setOpenFilesLimit(String limit) throws IOException, InterruptedException {
      String pid = Long.toString(ProcessHandle.current().pid());
      Process process =
          new ProcessBuilder("prlimit", "--pid", pid, "--nofile=" + limit + ":")
              .inheritIO()
              .start();
      assertEquals(0, process.waitFor());
    }
  }

  @Nested
  class Faulty extends LoopTest {
    private final Faults faults = faultyLoop();
    private final SocketPair pair = pair(SocketType.STREAM);
    private final Pipe pipe = LwtUnix.pipe();

    private static Faults faultyLoop() {
      var faults = new Faults(Posix.host());
      EventLoop.open(faults.posix());
      return faults;
    }

    /** A descriptor goes over the pair. */
    private Message roundTrip() {
      Promise<Message> message = pair.second().recvMsg(vec(".."));
      assertEquals(1, count(pair.first().sendMsg(vec("x"), List.of(pipe.out()))));
      return received(message);
    }

    @ParameterizedTest
    @CsvSource({"recvmsg, EINTR", "recvmsg, EAGAIN", "sendmsg, EINTR", "sendmsg, EAGAIN"})
    void whatMayComeAtAnyTimeIsNotSeen(String call, String errno) {
      faults.on(call).call(1).fail(errno);
      faults.on(call).call(2).fail(errno);
      Message message = roundTrip();
      assertEquals(2, faults.injected());
      LwtMain.run(message.descriptors().getFirst().close());
      assertNobodyElseHas(pipe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOMEM", "ENOBUFS", "ECONNRESET"})
    void errorsAreToldAndLeaveNothingOpen(String errno) {
      faults.on("recvmsg").call(1).fail(errno);
      UnixException error = runUntilRefused(Errno.valueOf(errno), pair.second().recvMsg(vec(".")));
      assertEquals("recvmsg", error.call());
      assertEquals(pair.second().toString(), error.argument());
      faults.on("sendmsg").call(1).fail(errno);
      error =
          runUntilRefused(
              Errno.valueOf(errno), pair.first().sendMsg(vec("x"), List.of(pipe.out())));
      assertEquals("sendmsg", error.call());
      assertEquals(pair.first().toString(), error.argument());
      LwtMain.run(roundTrip().descriptors().getFirst().close());
      assertNobodyElseHas(pipe);
    }

    @Test
    void aDescriptorOfAnUnknownKindIsClosed() {
      faults.on("fstat").call(1).fail("ENOMEM");
      Message message = roundTrip();
      assertEquals(List.of(), message.descriptors());
      assertTrue(message.descriptorsTruncated());
      assertNobodyElseHas(pipe);
    }

    @Test
    void aDescriptorThatCannotBeWatchedIsClosed() {
      roundTrip().descriptors().forEach(fd -> LwtMain.run(fd.close()));
      faults.on("reopenNonBlocking").call(1).fail("EMFILE");
      faults.on("epollAdd").call(1).fail("ENOSPC");
      Message message = roundTrip();
      assertEquals(List.of(), message.descriptors());
      assertTrue(message.descriptorsTruncated());
      assertNobodyElseHas(pipe);
    }
  }

  @Nested
  class Misuse extends LoopTest {
    @Test
    void ofAClosedSocketIsRejected() {
      Socket socket = pair(SocketType.STREAM).first();
      Promise<Message> waiting = socket.recvMsg(vec("."));
      LwtMain.run(socket.close());
      assertEquals("recvmsg", runUntilRefused(Errno.EBADF, waiting).call());
      assertEquals("recvmsg", runUntilRefused(Errno.EBADF, socket.recvMsg(vec("."))).call());
      assertEquals(
          "sendmsg", runUntilRefused(Errno.EBADF, socket.sendMsg(vec("."), List.of())).call());
      runUntilRefused(Errno.EBADF, socket.sendMsg(vec(), List.of()));
    }

    @Test
    void ofFlagsIsRefused() {
      Socket socket = pair(SocketType.DGRAM).first();
      assertThrows(
          IllegalArgumentException.class, () -> socket.recvMsg(vec("."), MessageFlag.DONT_ROUTE));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.sendMsg(vec("."), List.of(), MessageFlag.PEEK));
      runUntilRefused(Errno.EOPNOTSUPP, socket.recvMsg(vec("."), MessageFlag.OUT_OF_BAND));
    }

    @Test
    void onAnotherThreadIsRefused() {
      Socket socket = pair(SocketType.DGRAM).first();
      for (Runnable use :
          List.<Runnable>of(
              () -> socket.recvMsg(vec(".")), () -> socket.sendMsg(vec("."), List.of()))) {
        var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
        assertInstanceOf(IllegalStateException.class, error.getCause());
      }
    }
  }
}
