package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtUnix#sendfile} and {@link LwtUnix#copyFileRange}. */
class SendfileTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());
  @TempDir private Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void setUp() throws IOException {
    path = folder.resolve("file");
    Files.writeString(path, "0123456789");
  }

  private static Fd open(Path path, OpenFlag... flags) {
    return LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(flags), 0600));
  }

  private Fd file() {
    return open(path, OpenFlag.RDWR);
  }

  private static String read(Fd fd, int length) {
    byte[] buffer = new byte[length];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), ISO_8859_1);
  }

  private static long run(Promise<Long> promise) {
    return LwtMain.run(promise);
  }

  /** A random file larger than what goes at once. */
  private byte[] large() throws IOException {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    Files.write(path, bytes);
    return bytes;
  }

  /** Sends all of a file, in as many calls as it takes, and then closes. */
  private static Promise<@Nullable Void> sendAll(Fd to, Fd file, long offset) {
    return LwtUnix.sendfile(to, file, offset, Long.MAX_VALUE)
        .bind(count -> count == 0 ? to.close() : sendAll(to, file, offset + count));
  }

  /** Fills a pipe, which the loop does not know of: how many bytes it took. */
  private static long fill(Fd fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment zeros = arena.allocate(1 << 16);
      long filled = 0;
      long count = Posix.host().write(fd.number(), zeros, zeros.byteSize());
      while (count > 0) {
        filled += count;
        count = Posix.host().write(fd.number(), zeros, zeros.byteSize());
      }
      return filled;
    }
  }

  private static void drain(Fd fd, long count) {
    for (long left = count; left > 0; ) {
      left -= LwtMain.run(fd.read(new byte[(int) left]));
    }
  }

  /** Counts the answers to calls of a name. */
  private Semaphore answers(String call) {
    var answers = new Semaphore(0);
    faults.watch(
        made -> {
          if (made.name().equals(call)) {
            answers.release();
          }
        });
    return answers;
  }

  /** Runs the loop until a call on a worker has been answered. */
  private static void runUntil(Semaphore answer) {
    LwtMain.run(
        Jobs.names()
            .run(
                () -> {
                  answer.acquireUninterruptibly();
                  return "answered";
                }));
    runLaps();
  }

  @Nested
  class Sendfile {
    @Test
    void sendsAPartToASocket() {
      Loopback connection = Loopback.tcp();
      Fd file = file();
      assertEquals(3, run(LwtUnix.sendfile(connection.client(), file, 2, 3)));
      assertEquals("234", read(connection.server(), 10));
      assertEquals("01", read(file, 2), "the file stays where it stands");
    }

    @Test
    void endsWithTheFile() {
      Pipe pipe = LwtUnix.pipe();
      Fd file = file();
      assertEquals(2, run(LwtUnix.sendfile(pipe.out(), file, 8, 100)));
      assertEquals("89", read(pipe.in(), 10));
      assertEquals(0, run(LwtUnix.sendfile(pipe.out(), file, 10, 100)));
      assertEquals(0, run(LwtUnix.sendfile(pipe.out(), file, 0, 0)));
    }

    @Test
    void aLargeFileArrivesWhole() throws IOException {
      byte[] bytes = large();
      Loopback connection = Loopback.tcp();
      Promise<String> received = Loopback.readAll(connection.server(), 100_000);
      LwtMain.run(sendAll(connection.client(), file(), 0));
      assertEquals(new String(bytes, ISO_8859_1), LwtMain.run(received));
    }

    @Test
    void aLargeFileArrivesWholeThroughAPipe() throws IOException {
      byte[] bytes = large();
      Pipe pipe = LwtUnix.pipe();
      Promise<String> received = Loopback.readAll(pipe.in(), 10_000);
      LwtMain.run(sendAll(pipe.out(), file(), 0));
      assertEquals(new String(bytes, ISO_8859_1), LwtMain.run(received));
    }

    @Test
    void aFileIsWrittenInItsTurn() throws IOException {
      Path copy = folder.resolve("copy");
      Fd target = open(copy, OpenFlag.WRONLY, OpenFlag.CREAT);
      LwtMain.run(
          Lwt.join(
              target.write(new byte[] {'<'}),
              LwtUnix.sendfile(target, file(), 5, 3),
              target.write(new byte[] {'>'})));
      assertEquals("<567>", Files.readString(copy));
    }

    @Test
    void writesBeforeAndBehindKeepTheirPlaces() {
      Pipe pipe = LwtUnix.pipe();
      Fd file = file();
      Promise<?> all =
          Lwt.join(
              pipe.out().write(new byte[] {'<'}),
              LwtUnix.sendfile(pipe.out(), file, 0, 3),
              pipe.out().write(new byte[] {'|'}),
              LwtUnix.sendfile(pipe.out(), file, 7, 3),
              pipe.out().write(new byte[] {'>'}));
      LwtMain.run(all);
      assertEquals("<012|789>", read(pipe.in(), 20));
    }

    @Test
    void waitsForRoomAndTheLoopGoesOn() {
      Pipe pipe = LwtUnix.pipe();
      long filled = fill(pipe.out());
      Semaphore answers = answers("sendfile");
      Promise<Long> sending = LwtUnix.sendfile(pipe.out(), file(), 0, 10);
      runUntil(answers);
      assertTrue(sending.isPending());
      drain(pipe.in(), filled);
      assertEquals(10, run(sending));
      assertEquals("0123456789", read(pipe.in(), 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EINTR", "EAGAIN"})
    void whatMayHappenAtAnyTimeIsNotSeen(String errno) throws IOException {
      byte[] bytes = large();
      faults.on("sendfile").everyNth(2).fail(errno);
      faults.on("sendfile").call(1).fail(errno);
      Loopback connection = Loopback.tcp();
      Promise<String> received = Loopback.readAll(connection.server(), 100_000);
      LwtMain.run(sendAll(connection.client(), file(), 0));
      assertEquals(new String(bytes, ISO_8859_1), LwtMain.run(received));
      assertTrue(faults.injected() > 1);
    }

    @Test
    void anErrorNamesBothAndWhatIsBehindGoesOn() {
      Pipe pipe = LwtUnix.pipe();
      Fd file = file();
      faults.on("sendfile").call(1).fail("EIO");
      Promise<Long> sending = LwtUnix.sendfile(pipe.out(), file, 0, 1);
      Promise<Integer> behind = pipe.out().write(new byte[] {'x'});
      UnixException error = runUntilRefused(Errno.EIO, sending);
      assertEquals(
          "sendfile: EIO (Input/output error): " + file + " -> " + pipe.out(), error.getMessage());
      assertEquals(1, (int) LwtMain.run(behind));
      assertEquals("x", read(pipe.in(), 2));
    }

    @Test
    void nobodyWhoReadsIsEpipe() {
      Pipe pipe = LwtUnix.pipe();
      LwtMain.run(pipe.in().close());
      runUntilRefused(Errno.EPIPE, LwtUnix.sendfile(pipe.out(), file(), 0, 1));
      Loopback connection = Loopback.tcp();
      connection.client().shutdown(ShutdownCommand.SEND);
      runUntilRefused(Errno.EPIPE, LwtUnix.sendfile(connection.client(), file(), 0, 1));
    }

    @Test
    void onlyAFileIsASource() {
      Pipe pipe = LwtUnix.pipe();
      Loopback connection = Loopback.tcp();
      runUntilRefused(
          Errno.ESPIPE, LwtUnix.sendfile(connection.client(), connection.server(), 0, 1));
      runUntilRefused(Errno.ESPIPE, LwtUnix.sendfile(connection.client(), pipe.in(), 0, 1));
    }

    @Test
    void aCancelWhileItWaitsLetsOthersGoOn() {
      Pipe pipe = LwtUnix.pipe();
      long filled = fill(pipe.out());
      Semaphore answers = answers("sendfile");
      Promise<Long> sending = LwtUnix.sendfile(pipe.out(), file(), 0, 10);
      Promise<Integer> behind = pipe.out().write(new byte[] {'x'});
      runUntil(answers);
      sending.cancel();
      assertThrows(Canceled.class, () -> LwtMain.run(sending));
      drain(pipe.in(), filled);
      assertEquals(1, (int) LwtMain.run(behind));
      assertEquals("x", read(pipe.in(), 20));
    }

    @Test
    void aCancelWhileAWorkerSendsLetsOthersGoOn() {
      Gate gate = new Gate("sendfile");
      Pipe pipe = LwtUnix.pipe();
      Promise<Long> sending = LwtUnix.sendfile(pipe.out(), file(), 0, 2);
      Promise<Integer> behind = pipe.out().write(new byte[] {'x'});
      gate.begun.acquireUninterruptibly();
      runLaps();
      assertTrue(behind.isPending());
      sending.cancel();
      assertEquals(1, (int) LwtMain.run(behind));
      gate.release.release();
      assertEquals("01x", read(pipe.in(), 20));
    }

    @Test
    void closingEitherRejectsWhatWaits() {
      for (boolean closeFile : new boolean[] {true, false}) {
        Pipe pipe = LwtUnix.pipe();
        fill(pipe.out());
        Fd file = file();
        Semaphore answers = answers("sendfile");
        Promise<Long> sending = LwtUnix.sendfile(pipe.out(), file, 0, 10);
        runUntil(answers);
        Fd closed = closeFile ? file : pipe.out();
        Promise<@Nullable Void> closing = closed.close();
        assertEquals(
            "sendfile: EBADF (Bad file descriptor): " + closed,
            runUntilRefused(Errno.EBADF, sending).getMessage());
        LwtMain.run(closing);
      }
    }

    @Test
    void neitherNumberIsGivenAwayWhileAWorkerUsesThem() {
      Gate gate = new Gate("sendfile");
      Pipe pipe = LwtUnix.pipe();
      Fd file = file();
      Promise<Long> sending = LwtUnix.sendfile(pipe.out(), file, 0, 2);
      gate.begun.acquireUninterruptibly();
      int before = faults.calls("close");
      Promise<@Nullable Void> closed = Lwt.join(file.close(), pipe.out().close());
      runUntilRefused(Errno.EBADF, sending);
      runLaps();
      assertEquals(before, faults.calls("close"));
      gate.release.release();
      LwtMain.run(closed);
      assertEquals(before + 2, faults.calls("close"));
    }

    @Test
    void closingTheLoopRejectsIt() {
      Gate gate = new Gate("sendfile");
      Promise<Long> sending = LwtUnix.sendfile(LwtUnix.pipe().out(), file(), 0, 2);
      gate.begun.acquireUninterruptibly();
      loop.close();
      assertInstanceOf(State.Rejected.class, sending.state());
      gate.release.release();
    }
  }

  @Nested
  class CopyFileRange {
    private Fd target() {
      return open(folder.resolve("copy"), OpenFlag.RDWR, OpenFlag.CREAT);
    }

    @Test
    void copiesBetweenOffsets() throws IOException {
      Fd target = target();
      Fd file = file();
      LwtMain.run(target.write("abcdef".getBytes(ISO_8859_1)));
      assertEquals(3, run(LwtUnix.copyFileRange(file, 5, target, 1, 3)));
      assertEquals("a567ef", Files.readString(folder.resolve("copy")));
      assertEquals("0123456789", read(file, 20), "the file stays where it stands");
      assertEquals(0, run(LwtUnix.copyFileRange(file, 10, target, 0, 3)));
    }

    @Test
    void copiesLargeFilesInPieces() throws IOException {
      byte[] bytes = large();
      Fd target = target();
      LwtMain.run(copyAll(file(), target, 0));
      assertTrue(Arrays.equals(bytes, Files.readAllBytes(folder.resolve("copy"))));
    }

    private static Promise<?> copyAll(Fd from, Fd to, long offset) {
      return LwtUnix.copyFileRange(from, offset, to, offset, 1_000_000)
          .bind(count -> count == 0 ? Promise.unit() : copyAll(from, to, offset + count));
    }

    @Test
    void anInterruptedCopyIsMadeAgain() {
      faults.on("copyFileRange").call(1).fail("EINTR");
      assertEquals(3, run(LwtUnix.copyFileRange(file(), 0, target(), 0, 3)));
      assertEquals(2, faults.calls("copyFileRange"));
    }

    @Test
    void errorsNameBoth() {
      Fd file = file();
      Fd target = target();
      faults.on("copyFileRange").call(1).fail("EXDEV");
      UnixException error =
          runUntilRefused(Errno.EXDEV, LwtUnix.copyFileRange(file, 0, target, 0, 3));
      assertEquals(
          "copy_file_range: EXDEV (Invalid cross-device link): " + file + " -> " + target,
          error.getMessage());
      runUntilRefused(Errno.EINVAL, LwtUnix.copyFileRange(file, 0, file, 1, 3));
      runUntilRefused(Errno.EINVAL, LwtUnix.copyFileRange(file, 0, LwtUnix.pipe().out(), 0, 3));
      Fd readOnly = open(path);
      runUntilRefused(Errno.EBADF, LwtUnix.copyFileRange(file, 0, readOnly, 0, 3));
    }

    @Test
    void closingEitherRejectsItAndItsNumberIsKeptUntilItIsDone() {
      for (boolean closeSource : new boolean[] {true, false}) {
        Gate gate = new Gate("copyFileRange");
        Fd file = file();
        Fd target = target();
        Promise<Long> copying = LwtUnix.copyFileRange(file, 0, target, 0, 3);
        gate.begun.acquireUninterruptibly();
        int before = faults.calls("close");
        Promise<@Nullable Void> closed = (closeSource ? file : target).close();
        runUntilRefused(Errno.EBADF, copying);
        runLaps();
        assertEquals(before, faults.calls("close"));
        gate.release.release(2);
        LwtMain.run(closed);
      }
    }
  }

  @Test
  void closingWhatIsReadRejectsWhatWaitsForItsTurn() {
    Gate gate = new Gate("fsync");
    Fd file = file();
    Fd target = open(folder.resolve("copy"), OpenFlag.RDWR, OpenFlag.CREAT);
    Promise<@Nullable Void> sync = target.sync();
    Promise<Long> sending = LwtUnix.sendfile(target, file, 0, 3);
    gate.begun.acquireUninterruptibly();
    Promise<@Nullable Void> closed = file.close();
    runUntilRefused(Errno.EBADF, sending);
    gate.release.release();
    LwtMain.run(Lwt.join(sync, closed));
    assertEquals(0, faults.calls("sendfile"));
  }

  @Test
  void whatIsAbortedIsRefused() {
    Pipe pipe = LwtUnix.pipe();
    fill(pipe.out());
    Fd file = file();
    Semaphore answers = answers("sendfile");
    Promise<Long> sending = LwtUnix.sendfile(pipe.out(), file, 0, 10);
    runUntil(answers);
    file.abort(new IllegalStateException("mine"));
    for (Promise<Long> refused : List.of(sending, LwtUnix.sendfile(pipe.out(), file, 0, 10))) {
      var error = assertThrows(IllegalStateException.class, () -> LwtMain.run(refused));
      assertEquals("mine", error.getMessage());
    }
  }

  @Test
  void aSharedSocketThatBlocksIsRefused() {
    Loopback connection = Loopback.tcp();
    int copy = Posix.host().dup(connection.client().number());
    assertEquals(0, Posix.host().setNonBlocking(copy, false)); // of the client too: it is one file
    Fd shared = LwtUnix.share(copy);
    Pipe pipe = LwtUnix.pipe();
    for (Promise<Long> refused :
        List.of(
            LwtUnix.sendfile(shared, file(), 0, 1),
            LwtUnix.splice(shared, pipe.out(), 1),
            LwtUnix.splice(pipe.in(), shared, 1))) {
      var error = assertThrows(UnsupportedOperationException.class, () -> LwtMain.run(refused));
      assertTrue(error.toString().contains(shared + " is shared and blocks"), error.toString());
    }
  }

  @Test
  void whatIsClosedIsRefused() {
    Fd closed = file();
    Fd open = file();
    LwtMain.run(closed.close());
    for (Promise<Long> refused :
        List.of(
            LwtUnix.sendfile(closed, open, 0, 1),
            LwtUnix.sendfile(open, closed, 0, 1),
            LwtUnix.copyFileRange(closed, 0, open, 0, 1),
            LwtUnix.copyFileRange(open, 0, closed, 0, 1))) {
      assertEquals(closed.toString(), runUntilRefused(Errno.EBADF, refused).argument());
    }
  }

  @Test
  void badArgumentsThrow() {
    Fd file = file();
    for (Runnable bad :
        List.<Runnable>of(
            () -> LwtUnix.sendfile(file, file, -1, 1),
            () -> LwtUnix.sendfile(file, file, 0, -1),
            () -> LwtUnix.copyFileRange(file, -1, file, 0, 1),
            () -> LwtUnix.copyFileRange(file, 0, file, -1, 1),
            () -> LwtUnix.copyFileRange(file, 0, file, 0, -1))) {
      assertThrows(IllegalArgumentException.class, bad::run);
    }
    Runnable elsewhere = () -> LwtUnix.sendfile(file, file, 0, 1);
    var error =
        assertThrows(CompletionException.class, CompletableFuture.runAsync(elsewhere)::join);
    assertInstanceOf(IllegalStateException.class, error.getCause());
  }

  /** Has the next call of a name stay on its worker, when it is made: until one is given back. */
  private final class Gate {
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore release = new Semaphore(0);

    Gate(String call) {
      faults.watch(
          made -> {
            if (made.name().equals(call)) {
              begun.release();
              release.acquireUninterruptibly();
            }
          });
    }
  }
}
