package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link LwtUnix#adopt}, {@link LwtUnix#share}, {@link LwtUnix#stdin}. */
class AdoptionTest extends LoopTest {
  private static final Posix POSIX = Posix.host();

  private final Faults faults = new Faults(POSIX);
  private final EventLoop loop = EventLoop.open(faults.posix());

  /** The test's own, which nobody adopts. */
  private final Deque<Integer> open = new ArrayDeque<>();

  @TempDir private Path folder;
  private byte[] fifo = {};

  @BeforeEach
  void makeFifo() {
    fifo = folder.resolve("fifo").toString().getBytes(UTF_8);
    assertEquals(0, POSIX.mkfifo(fifo, 0600));
  }

  @AfterEach
  void closeAll() {
    open.forEach(POSIX::close);
  }

  private int own(int number) {
    assertTrue(number >= 0);
    open.push(number);
    return number;
  }

  /** A FIFO that blocks; that it is open for writing too keeps opening it from waiting. */
  private int blockingFifo() {
    int number = POSIX.open(fifo, POSIX.O_RDWR(), 0);
    assertEquals(Files.CLOSE_ON_EXEC, POSIX.descriptorFlags(number));
    return number;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String read(Fd fd) {
    byte[] buffer = new byte[100];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), UTF_8);
  }

  private static boolean isOpen(int number) {
    return POSIX.descriptorFlags(number) >= 0;
  }

  private static boolean isNonBlocking(int number) {
    return (POSIX.descriptorFlags(number) & Files.NON_BLOCKING) != 0;
  }

  // ---- adopt

  @Test
  void anAdoptedFifoIsMadeNonBlocking() {
    int number = blockingFifo();
    POSIX.setCloseOnExec(number, false);
    Fd fd = LwtUnix.adopt(number);
    assertEquals(number, fd.number());
    assertEquals(Files.CLOSE_ON_EXEC | Files.NON_BLOCKING, POSIX.descriptorFlags(number));
    Promise<Integer> read = fd.read(new byte[3]);
    assertTrue(read.isPending());
    LwtMain.run(fd.write(bytes("abc")));
    assertEquals(3, (int) LwtMain.run(read));
    LwtMain.run(fd.close());
    assertFalse(isOpen(number));
  }

  @Test
  void anAdoptedSocketIsASocket() {
    Socket listener = Loopback.listen(SockAddr.inet("::1", 0));
    int number = own(POSIX.socket(POSIX.AF_INET6(), POSIX.SOCK_STREAM(), 0));
    POSIX.setNonBlocking(number, false);
    Socket socket = assertInstanceOf(Socket.class, LwtUnix.adopt(number));
    open.clear();
    assertEquals(SocketDomain.INET6, socket.domain());
    assertEquals(SocketType.STREAM, socket.type());
    assertTrue(isNonBlocking(number));
    Promise<Accepted> accepted = listener.accept();
    LwtMain.run(socket.connect(listener.getsockname()));
    assertEquals(socket.getsockname(), LwtMain.run(accepted).peer());
  }

  @Test
  void anAdoptedFileIsAFile() throws IOException {
    Path path = java.nio.file.Files.writeString(folder.resolve("file"), "0123");
    Fd fd = LwtUnix.adopt(POSIX.open(path.toString().getBytes(UTF_8), POSIX.O_RDONLY(), 0));
    assertTrue(fd.isBlocking());
    assertEquals("0123", read(fd));
  }

  @Test
  void whatIsNotThereOrKnownAlreadyIsRefused() {
    assertEquals("fstat", refused(Errno.EBADF, () -> LwtUnix.adopt(99_999)).call());
    refused(Errno.EBADF, () -> LwtUnix.adopt(-1));
    refused(Errno.EBADF, () -> LwtUnix.share(-1));
    Pipe pipe = LwtUnix.pipe();
    assertThrows(IllegalStateException.class, () -> LwtUnix.adopt(pipe.in().number()));
    assertThrows(IllegalStateException.class, () -> LwtUnix.share(pipe.in().number()));
  }

  @Test
  void anErrorWhileAdoptingLeavesTheNumberToItsOwner() {
    int number = own(blockingFifo());
    faults.on("setCloseOnExec").call(1).fail("EBADF");
    refused(Errno.EBADF, () -> LwtUnix.adopt(number));
    assertTrue(isOpen(number));
  }

  // ---- share

  @Test
  void aSharedFifoStaysBlockingForTheOthers() {
    int number = blockingFifo();
    int others = own(POSIX.dup(number));
    Fd fd = LwtUnix.share(number);
    assertEquals(number, fd.number());
    assertFalse(fd.isBlocking());
    Promise<Integer> read = fd.read(new byte[3]);
    assertTrue(read.isPending());
    LwtMain.run(fd.write(bytes("abc")));
    assertEquals(3, (int) LwtMain.run(read));
    assertFalse(isNonBlocking(others));
    assertFalse(isNonBlocking(number));
    LwtMain.run(fd.close());
    assertFalse(isOpen(number));
    assertTrue(isOpen(others));
  }

  @Test
  void whatCannotBeOpenedAnewIsLeftToWorkersOnceItIsReady() {
    int number = blockingFifo();
    faults.on("reopenNonBlocking").call(1).fail("EACCES");
    Fd fd = LwtUnix.share(number);
    assertTrue(fd.isBlocking());
    byte[] first = new byte[1];
    byte[] second = new byte[1];
    Promise<Integer> read = fd.read(first);
    Promise<Integer> next = fd.read(second);
    runLaps();
    assertEquals(0, faults.calls("read"), "nothing to be had yet");
    LwtMain.run(fd.write(bytes("ab")));
    LwtMain.run(Lwt.both(read, next));
    assertEquals("ab", new String(first, UTF_8) + new String(second, UTF_8));
    assertFalse(isNonBlocking(number));
  }

  @Test
  void aWaitForWorkersEndsWithACancelOrAClose() {
    int number = blockingFifo();
    faults.on("reopenNonBlocking").call(1).fail("EACCES");
    Fd fd = LwtUnix.share(number);
    byte[] touched = new byte[1];
    Promise<Integer> cancelled = fd.read(touched);
    Promise<Integer> read = fd.read(new byte[1]);
    cancelled.cancel();
    LwtMain.run(fd.write(bytes("a")));
    assertEquals(1, (int) LwtMain.run(read));
    assertEquals(0, touched[0]);
    Promise<Integer> waiting = fd.read(new byte[1]);
    Promise<?> ready = fd.waitRead();
    Promise<@Nullable Void> closed = fd.close();
    assertEquals("read", runUntilRefused(Errno.EBADF, waiting).call());
    runUntilRefused(Errno.EBADF, ready);
    LwtMain.run(closed);
    assertFalse(isOpen(number));
  }

  @Test
  void anErrorOfTheEngineReachesWhoWaitsForAWorker() {
    assumeTrue(EngineChoice.ofProperty() == EngineChoice.EPOLL, "poll(2) refuses nothing later");
    int number = blockingFifo();
    faults.on("reopenNonBlocking").call(1).fail("EACCES");
    Fd fd = LwtUnix.share(number);
    faults.on("epollModify").call(1).fail("ENOMEM");
    Promise<Integer> read = fd.read(new byte[1]);
    runUntilRefused(Errno.ENOMEM, read);
    LwtMain.run(fd.write(bytes("a")));
    assertEquals("a", read(fd));
  }

  @Test
  void whatTheEngineCannotWatchIsAFile() {
    byte[] device = bytes("/dev/null");
    Fd fd = LwtUnix.share(POSIX.open(device, POSIX.O_RDWR(), 0));
    assertTrue(fd.isBlocking());
    assertEquals("", read(fd));
    assertEquals(3, (int) LwtMain.run(fd.write(bytes("abc"))));
  }

  @Test
  void aSharedSocketThatBlocksDoesNotBlockTheLoop() {
    Loopback connection = Loopback.tcp();
    int number = POSIX.dup(connection.server().number());
    POSIX.setNonBlocking(number, false);
    Socket shared = assertInstanceOf(Socket.class, LwtUnix.share(number));
    Promise<String> read = Loopback.readAll(shared, 3);
    assertTrue(read.isPending());
    LwtMain.run(Loopback.writeAll(connection.client(), bytes("abcde")));
    assertEquals(5, (int) LwtMain.run(shared.write(bytes("reply"))));
    assertEquals("reply", read(connection.client()));
    byte[] block = new byte[1 << 20];
    while (!shared.write(block).isPending()) {}
    while (!shared.writev(new IoVec().append(block)).isPending()) {}
    LwtMain.run(connection.client().close());
    assertFalse(isNonBlocking(number));
  }

  @Test
  void vectorsOnASharedSocketDoNotBlockEither() {
    Loopback connection = Loopback.tcp();
    int number = POSIX.dup(connection.server().number());
    POSIX.setNonBlocking(number, false);
    Fd shared = LwtUnix.share(number);
    byte[] first = new byte[2];
    byte[] second = new byte[2];
    Promise<Integer> read = shared.readv(new IoVec().append(first).append(second));
    assertTrue(read.isPending());
    LwtMain.run(shared.writev(new IoVec().append(bytes("ab")).append(bytes("cd"))));
    assertEquals("abcd", read(connection.client()));
    LwtMain.run(connection.client().write(bytes("xyz")));
    assertEquals(3, (int) LwtMain.run(read));
    assertEquals("xyz\0", new String(first, UTF_8) + new String(second, UTF_8));
  }

  @Test
  void callsThatWouldBlockOnASharedSocketAreRefused() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    int number = POSIX.dup(listener.number());
    POSIX.setNonBlocking(number, false);
    Socket shared = assertInstanceOf(Socket.class, LwtUnix.share(number));
    assertThrows(UnsupportedOperationException.class, () -> LwtMain.run(shared.accept()));
    assertThrows(
        UnsupportedOperationException.class,
        () -> LwtMain.run(shared.connect(SockAddr.loopback(1))));
    POSIX.setNonBlocking(number, true);
    Promise<Accepted> accepted = shared.accept();
    Socket client = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(client.connect(listener.getsockname()));
    assertEquals(client.getsockname(), LwtMain.run(accepted).peer());
  }

  // ---- standard descriptors

  @Test
  void standardDescriptorsAreTheSameEachTime() {
    Fd error = LwtUnix.stderr();
    assertEquals(2, error.number());
    assertSame(error, LwtUnix.stderr());
    assertSame(error, LwtUnix.share(2));
    assertEquals(0, LwtUnix.stdin().number());
    assertEquals(1, LwtUnix.stdout().number());
    int before = POSIX.descriptorFlags(2);
    loop.close();
    assertEquals(before, POSIX.descriptorFlags(2));
    assertTrue(isOpen(0) && isOpen(1));
  }

  @Test
  void aStandardDescriptorOutlivesTheLoop() {
    int number = own(blockingFifo());
    Fd fd = Adoption.standard(loop, number);
    assertFalse(fd.isBlocking());
    LwtMain.run(fd.write(bytes("abc")));
    assertEquals("abc", read(fd));
    loop.close();
    assertEquals(Files.CLOSE_ON_EXEC, POSIX.descriptorFlags(number));
  }

  @Test
  void aStandardDescriptorThatIsClosedLeadsToTheNullDevice() throws IOException {
    int number = own(blockingFifo());
    Fd fd = Adoption.standard(loop, number);
    LwtMain.run(fd.close());
    Path link = Path.of("/proc/self/fd/" + number);
    assertEquals(Path.of("/dev/null"), java.nio.file.Files.readSymbolicLink(link));
    assertEquals(0, POSIX.descriptorFlags(number), "programs that are started have it too");
    runUntilRefused(Errno.EBADF, fd.read(new byte[1]));
  }

  @Test
  void aStandardDescriptorCanBeReplaced() throws IOException {
    int number = own(blockingFifo());
    Fd fd = Adoption.standard(loop, number);
    Pipe pipe = LwtUnix.pipe();
    LwtMain.run(pipe.out().dupTo(fd));
    assertEquals(number, fd.number());
    assertEquals(Files.NON_BLOCKING, POSIX.descriptorFlags(number));
    LwtMain.run(fd.write(bytes("abc")));
    assertEquals("abc", read(pipe.in()));
  }

  @Test
  void closingAStandardDescriptorWithoutANullDeviceIsAnError() {
    int number = own(blockingFifo());
    Fd fd = Adoption.standard(loop, number);
    faults.on("open").call(1).fail("EMFILE");
    assertEquals("close", runUntilRefused(Errno.EMFILE, fd.close()).call());
  }
}
