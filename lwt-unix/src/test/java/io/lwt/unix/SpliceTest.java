package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtUnix#splice}. */
class SpliceTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void setUp() throws IOException {
    EventLoop.open(faults.posix());
    path = folder.resolve("file");
    Files.writeString(path, "0123456789");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String read(Fd fd, int length) {
    byte[] buffer = new byte[length];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), ISO_8859_1);
  }

  private static void write(Fd fd, String text) {
    assertEquals(text.length(), (int) LwtMain.run(fd.write(bytes(text))));
  }

  private Fd file() {
    return LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(OpenFlag.RDWR), 0));
  }

  private static byte[] large() {
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** Moves everything, and then closes what was written to. */
  private static Promise<@Nullable Void> spliceAll(Fd from, Fd to) {
    return LwtUnix.splice(from, to, 1 << 20)
        .bind(count -> count == 0 ? to.close() : spliceAll(from, to));
  }

  private static long fill(Fd fd) {
    long filled = 0;
    Promise<Integer> write = fd.write(new byte[1 << 16]);
    while (!write.isPending()) {
      filled += LwtMain.run(write);
      write = fd.write(new byte[1 << 16]);
    }
    write.cancel();
    return filled;
  }

  private static void drain(Fd fd, long count) {
    for (long left = count; left > 0; ) {
      left -= LwtMain.run(fd.read(new byte[(int) left]));
    }
  }

  // ---- streams

  /** From a socket through a pipe to a socket, as a proxy does. */
  private static String proxied(byte[] bytes) {
    Loopback front = Loopback.tcp();
    Loopback back = Loopback.tcp();
    Pipe pipe = LwtUnix.pipe();
    Promise<@Nullable Void> sent =
        Loopback.writeAll(front.client(), bytes).bind(_ -> front.client().close());
    Promise<String> received = Loopback.readAll(back.server(), 10_000);
    Promise<?> moved =
        Lwt.join(sent, spliceAll(front.server(), pipe.out()), spliceAll(pipe.in(), back.client()));
    return LwtMain.run(Lwt.both(received, moved)).first();
  }

  @Test
  void everythingArrivesFromSocketToSocket() {
    byte[] bytes = large();
    assertEquals(new String(bytes, ISO_8859_1), proxied(bytes));
  }

  @ParameterizedTest
  @CsvSource({"EINTR, 1", "EINTR, 2", "EAGAIN, 2", "EAGAIN, 3"})
  void whatMayHappenAtAnyTimeIsNotSeen(String errno, int nth) {
    if (errno.equals("EINTR")) {
      faults.on("splice").call(1).fail(errno);
    }
    faults.on("splice").everyNth(nth + 1).fail(errno);
    byte[] bytes = large();
    assertEquals(new String(bytes, ISO_8859_1), proxied(bytes));
    assertTrue(faults.injected() > 1);
  }

  @Test
  void whatIsThereIsMovedAtOnce() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    write(from.out(), "hello");
    assertEquals(new State.Fulfilled<>(4L), LwtUnix.splice(from.in(), to.out(), 4).state());
    assertEquals("hell", read(to.in(), 10));
    assertEquals("o", read(from.in(), 10));
  }

  @Test
  void waitsForWhatIsReadAndForItsEnd() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    Promise<Long> moving = LwtUnix.splice(from.in(), to.out(), 10);
    Promise<Long> next = LwtUnix.splice(from.in(), to.out(), 10);
    runLaps();
    assertTrue(moving.isPending());
    write(from.out(), "abc");
    assertEquals(3, (long) LwtMain.run(moving));
    runLaps();
    assertTrue(next.isPending());
    LwtMain.run(from.out().close());
    assertEquals(0, (long) LwtMain.run(next));
    assertEquals("abc", read(to.in(), 10));
  }

  @Test
  void waitsForRoom() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    write(from.out(), "abc");
    long filled = fill(to.out());
    Promise<Long> moving = LwtUnix.splice(from.in(), to.out(), 10);
    runLaps();
    assertTrue(moving.isPending());
    drain(to.in(), filled);
    assertEquals(3, (long) LwtMain.run(moving));
    assertEquals("abc", read(to.in(), 10));
  }

  @Test
  void takesItsTurnAmongReadsAndWrites() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    byte[] first = new byte[1];
    Promise<Integer> readBefore = from.in().read(first);
    Promise<Integer> writtenBefore = to.out().write(bytes("<"));
    Promise<Long> moving = LwtUnix.splice(from.in(), to.out(), 2);
    Promise<Integer> writtenBehind = to.out().write(bytes(">"));
    byte[] last = new byte[10];
    Promise<Integer> readBehind = from.in().read(last);
    write(from.out(), "abcd");
    LwtMain.run(Lwt.join(readBefore, writtenBefore, moving, writtenBehind, readBehind));
    assertEquals("a", new String(first, ISO_8859_1));
    assertEquals("<bc>", read(to.in(), 10));
    assertEquals("d", new String(last, 0, 1, ISO_8859_1));
  }

  @Test
  void aWriteThatWaitsComesFirst() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    write(from.out(), "abc");
    long filled = fill(to.out());
    Promise<Integer> written = to.out().write(bytes("<"));
    Promise<Long> moving = LwtUnix.splice(from.in(), to.out(), 10);
    runLaps();
    drain(to.in(), filled);
    LwtMain.run(Lwt.join(written, moving));
    assertEquals("<abc", read(to.in(), 10));
  }

  @Test
  void twoThatCrossAreBothDone() {
    Loopback connection = Loopback.tcp();
    Pipe there = LwtUnix.pipe();
    Pipe back = LwtUnix.pipe();
    write(there.out(), "there");
    Promise<Long> sending = LwtUnix.splice(there.in(), connection.client(), 10);
    Promise<Long> receiving = LwtUnix.splice(connection.client(), back.out(), 10);
    write(connection.server(), "back");
    LwtMain.run(Lwt.join(sending, receiving));
    assertEquals("there", read(connection.server(), 10));
    assertEquals("back", read(back.in(), 10));
  }

  @Test
  void aCancelLetsOthersGoOn() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    Promise<Long> moving = LwtUnix.splice(from.in(), to.out(), 10);
    Promise<Integer> writtenBehind = to.out().write(bytes("x"));
    byte[] last = new byte[10];
    Promise<Integer> readBehind = from.in().read(last);
    runLaps();
    assertTrue(writtenBehind.isPending());
    moving.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(moving));
    assertEquals(1, (int) LwtMain.run(writtenBehind));
    write(from.out(), "abc");
    assertEquals(3, (int) LwtMain.run(readBehind));
    assertEquals("x", read(to.in(), 10));
  }

  @Test
  void aCancelBecauseTheTargetIsFullLetsReadsGoOn() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    write(from.out(), "abc");
    fill(to.out());
    Promise<Long> moving = LwtUnix.splice(from.in(), to.out(), 10);
    Promise<Integer> readBehind = from.in().read(new byte[10]);
    runLaps();
    assertTrue(readBehind.isPending());
    moving.cancel();
    assertEquals(3, (int) LwtMain.run(readBehind));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingEitherRejectsItAndLetsOthersGoOn(boolean closeSource) {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    Promise<Long> moving = LwtUnix.splice(from.in(), to.out(), 10);
    Promise<Integer> written = to.out().write(bytes("x"));
    Promise<Integer> read = from.in().read(new byte[10]);
    Fd closed = closeSource ? from.in() : to.out();
    closed.close();
    assertEquals(
        "splice: EBADF (Bad file descriptor): " + closed,
        runUntilRefused(Errno.EBADF, moving).getMessage());
    runUntilRefused(Errno.EBADF, closeSource ? read : written);
    if (closeSource) {
      LwtMain.run(written);
    } else {
      write(from.out(), "abc");
      LwtMain.run(read);
    }
    assertEquals(
        closed.toString(),
        runUntilRefused(Errno.EBADF, LwtUnix.splice(from.in(), to.out(), 1)).argument());
  }

  @Test
  void anErrorNamesBothAndWhatIsBehindGoesOn() {
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    write(from.out(), "abc");
    faults.on("splice").call(1).fail("ENOMEM");
    UnixException error = runUntilRefused(Errno.ENOMEM, LwtUnix.splice(from.in(), to.out(), 1));
    assertEquals(
        "splice: ENOMEM (Cannot allocate memory): " + from.in() + " -> " + to.out(),
        error.getMessage());
    assertEquals(3, (long) LwtMain.run(LwtUnix.splice(from.in(), to.out(), 10)));
    LwtMain.run(to.in().close());
    write(from.out(), "abc");
    runUntilRefused(Errno.EPIPE, LwtUnix.splice(from.in(), to.out(), 10));
    assertEquals("abc", read(from.in(), 10));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDescriptorThatCannotBeWatchedRejectsIt(int call) {
    EventLoop.current().engine();
    Pipe from = LwtUnix.pipe();
    Pipe to = LwtUnix.pipe();
    faults.on("epollAdd").call(call).fail("ENOSPC");
    runUntilRefused(Errno.ENOSPC, LwtUnix.splice(from.in(), to.out(), 10));
    write(from.out(), "abc");
    assertEquals(3, (long) LwtMain.run(LwtUnix.splice(from.in(), to.out(), 10)));
  }

  @Test
  void oneOfTheTwoIsAPipe() {
    Loopback connection = Loopback.tcp();
    runUntilRefused(Errno.EINVAL, LwtUnix.splice(connection.client(), connection.server(), 1));
    Fd file = file();
    runUntilRefused(Errno.EINVAL, LwtUnix.splice(file, file, 1));
    Pipe pipe = LwtUnix.pipe();
    assertThrows(IllegalArgumentException.class, () -> LwtUnix.splice(pipe.in(), pipe.out(), -1));
  }

  // ---- files

  @Test
  void aFileIsReadWhereItStandsAndInItsTurn() {
    Pipe pipe = LwtUnix.pipe();
    Fd file = file();
    byte[] rest = new byte[10];
    Promise<Long> sought = file.lseek(2, SeekCommand.SET);
    Promise<Long> moving = LwtUnix.splice(file, pipe.out(), 3);
    Promise<Integer> reading = file.read(rest);
    LwtMain.run(Lwt.join(sought, moving, reading));
    assertEquals("234", read(pipe.in(), 10));
    assertEquals("56789", new String(rest, 0, 5, ISO_8859_1));
    assertEquals(0, (long) LwtMain.run(LwtUnix.splice(file, pipe.out(), 3)));
  }

  @Test
  void aFileIsWrittenWhereItStands() throws IOException {
    Pipe pipe = LwtUnix.pipe();
    Fd file = file();
    Promise<Long> moving = LwtUnix.splice(pipe.in(), file, 100);
    runLaps();
    assertTrue(moving.isPending());
    LwtMain.run(file.lseek(4, SeekCommand.SET)); // the file is free meanwhile
    write(pipe.out(), "abc");
    assertEquals(3, (long) LwtMain.run(moving));
    assertEquals("0123abc789", Files.readString(path));
    LwtMain.run(pipe.out().close());
    assertEquals(0, (long) LwtMain.run(LwtUnix.splice(pipe.in(), file, 100)));
  }

  @Test
  void aLargeUploadArrivesWhole() throws IOException {
    byte[] bytes = large();
    Loopback connection = Loopback.tcp();
    Pipe pipe = LwtUnix.pipe();
    Fd file = file();
    LwtMain.run(
        Lwt.join(
            Loopback.writeAll(connection.client(), bytes).bind(_ -> connection.client().close()),
            spliceAll(connection.server(), pipe.out()),
            spliceAll(pipe.in(), file)));
    assertEquals(new String(bytes, ISO_8859_1), Files.readString(path, ISO_8859_1));
  }

  @Test
  void closingTheFileRejectsWhatWaitsForThePipe() {
    Pipe pipe = LwtUnix.pipe();
    Fd file = file();
    Promise<Long> moving = LwtUnix.splice(pipe.in(), file, 100);
    LwtMain.run(file.close());
    assertEquals(file.toString(), runUntilRefused(Errno.EBADF, moving).argument());
    write(pipe.out(), "abc");
    assertEquals("abc", read(pipe.in(), 10));
  }

  @Test
  void aCancelBeforeItsTurnTakesNothing() {
    var release = new Semaphore(0);
    faults.watch(
        made -> {
          if (made.name().equals("fsync")) {
            release.acquireUninterruptibly();
          }
        });
    Pipe pipe = LwtUnix.pipe();
    Fd file = file();
    write(pipe.out(), "abc");
    Promise<@Nullable Void> sync = file.sync();
    Promise<Long> moving = LwtUnix.splice(pipe.in(), file, 100);
    Promise<Integer> reading = pipe.in().read(new byte[10]);
    runLaps();
    moving.cancel();
    assertEquals(3, (int) LwtMain.run(reading));
    release.release();
    LwtMain.run(sync);
    assertEquals(0, faults.calls("splice"));
  }
}
