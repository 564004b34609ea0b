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
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtUnix#openfile}, and {@link Fd} on files. */
class FileTest extends LoopTest {
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
    return text.getBytes(UTF_8);
  }

  private Fd open(OpenFlag... flags) {
    return LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(flags), 0644));
  }

  private static String read(Fd fd, int length) {
    byte[] buffer = new byte[length];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), UTF_8);
  }

  private String contents() throws IOException {
    return Files.readString(path);
  }

  /** Whether a descriptor of a file is open. */
  private static boolean isOpen(Path file) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.anyMatch(link -> file.equals(target(link)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) { // closed meanwhile
      return null;
    }
  }

  /** Waits for a worker, one of many, to close a file. */
  private static void awaitClosed(Path file) {
    while (isOpen(file)) {
      LwtMain.run(Jobs.files().run(() -> "a turn"));
    }
  }

  /** Keeps every worker busy until it is given back. */
  private static Semaphore occupyWorkers() {
    var release = new Semaphore(0);
    var begun = new Semaphore(0);
    for (int i = 0; i < 16; i++) {
      Jobs.files()
          .execute(
              () -> {
                begun.release();
                release.acquireUninterruptibly();
              });
    }
    begun.acquireUninterruptibly(16);
    return release;
  }

  /** Has the next call of a name wait on its worker: until one is given back, and tells that it has begun. */
  private record Gate(Semaphore begun, Semaphore release) {
    static Gate before(Faults faults, String call) {
      var gate = new Gate(new Semaphore(0), new Semaphore(0));
      faults.watch(
          made -> {
            if (made.name().equals(call)) {
              gate.begun.release();
              gate.release.acquireUninterruptibly();
            }
          });
      return gate;
    }
  }

  @Nested
  class Opening {
    @Test
    void aDescriptorIsCloseOnExec() {
      Fd fd = open(OpenFlag.RDWR);
      assertEquals(io.lwt.bindings.Files.CLOSE_ON_EXEC, Posix.host().descriptorFlags(fd.number()));
    }

    @Test
    void withoutAFlagItIsForReading() {
      Fd fd = open();
      assertEquals("0123", read(fd, 4));
      runUntilRefused(Errno.EBADF, fd.write(bytes("x")));
    }

    @Test
    void aFileIsMadeWithItsPermissions() throws IOException {
      Path made = folder.resolve("made");
      Fd fd =
          LwtMain.run(
              LwtUnix.openfile(
                  made.toString(), Set.of(OpenFlag.WRONLY, OpenFlag.CREAT, OpenFlag.EXCL), 0600));
      assertEquals(3, (int) LwtMain.run(fd.write(bytes("abc"))));
      assertEquals("abc", Files.readString(made));
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(made));
      Promise<Fd> again =
          LwtUnix.openfile(made.toString(), Set.of(OpenFlag.CREAT, OpenFlag.EXCL), 0600);
      runUntilRefused(Errno.EEXIST, again);
    }

    @Test
    void truncAndAppend() throws IOException {
      Fd appended = open(OpenFlag.WRONLY, OpenFlag.APPEND);
      LwtMain.run(appended.write(bytes("abc")));
      assertEquals("0123456789abc", contents());
      LwtMain.run(open(OpenFlag.WRONLY, OpenFlag.TRUNC, OpenFlag.SYNC).write(bytes("x")));
      assertEquals("x", contents());
      LwtMain.run(appended.write(bytes("y")));
      assertEquals("xy", contents());
    }

    @Test
    void directoriesAndLinks() throws IOException {
      Path link = Files.createSymbolicLink(folder.resolve("link"), path);
      runUntilRefused(Errno.ELOOP, LwtUnix.openfile(link.toString(), Set.of(OpenFlag.NOFOLLOW), 0));
      runUntilRefused(
          Errno.ENOTDIR, LwtUnix.openfile(path.toString(), Set.of(OpenFlag.DIRECTORY), 0));
      Fd directory =
          LwtMain.run(LwtUnix.openfile(folder.toString(), Set.of(OpenFlag.DIRECTORY), 0));
      runUntilRefused(Errno.EISDIR, directory.read(new byte[1]));
    }

    @Test
    void anErrorNamesThePath() {
      String missing = folder.resolve("missing").toString();
      UnixException error = runUntilRefused(Errno.ENOENT, LwtUnix.openfile(missing, Set.of(), 0));
      assertEquals("open: ENOENT (No such file or directory): " + missing, error.getMessage());
    }

    @Test
    void badPathsReject() {
      Promise<Fd> nul = LwtUnix.openfile("a\0b", Set.of(), 0);
      var error = assertThrows(IllegalArgumentException.class, () -> LwtMain.run(nul));
      assertEquals("open: the path contains NUL: \"a\\0b\"", error.getMessage());
      runUntilRefused(Errno.ENAMETOOLONG, LwtUnix.openfile("x".repeat(5000), Set.of(), 0));
      runUntilRefused(Errno.ENOENT, LwtUnix.openfile("", Set.of(), 0));
    }

    @Test
    @SuppressWarnings("NullAway")
    void badArgumentsThrow() {
      String name = path.toString();
      for (int permissions : new int[] {-1, 010000}) {
        assertThrows(
            IllegalArgumentException.class, () -> LwtUnix.openfile(name, Set.of(), permissions));
      }
      assertThrows(NullPointerException.class, () -> LwtUnix.openfile(null, Set.of(), 0));
    }

    @Test
    void anInterruptedOpenIsMadeAgain() {
      faults.on("open").call(1).fail("EINTR");
      assertEquals("0", read(open(), 1));
      assertEquals(2, faults.calls("open"));
    }

    @Test
    void anErrorBehindTheOpenLeavesNothingOpen() {
      faults.on("fstat").call(1).fail("EIO");
      runUntilRefused(Errno.EIO, LwtUnix.openfile(path.toString(), Set.of(), 0));
      assertFalse(isOpen(path));
    }

    @Test
    void aCancelledOpenLeavesNothingOpen() {
      Gate gate = Gate.before(faults, "open");
      Promise<Fd> open = LwtUnix.openfile(path.toString(), Set.of(), 0);
      gate.begun.acquireUninterruptibly();
      open.cancel();
      gate.release.release();
      assertThrows(Canceled.class, () -> LwtMain.run(open));
      awaitClosed(path);
    }

    @Test
    void anOpenThatOutlivesItsLoopLeavesNothingOpen() {
      Gate gate = Gate.before(faults, "open");
      Promise<Fd> open = LwtUnix.openfile(path.toString(), Set.of(), 0);
      gate.begun.acquireUninterruptibly();
      EventLoop.current().close();
      gate.release.release();
      assertInstanceOf(
          IllegalStateException.class,
          assertInstanceOf(State.Rejected.class, open.state()).error());
      awaitClosed(path);
    }
  }

  @Nested
  class ReadingAndWriting {
    @Test
    void happensInTheOrderInWhichItWasAsked() throws IOException {
      Fd fd = open(OpenFlag.RDWR);
      byte[] first = new byte[3];
      byte[] second = new byte[3];
      byte[] last = new byte[20];
      Promise<?> all =
          Lwt.join(
              fd.read(first),
              fd.write(bytes("abc")),
              fd.read(second),
              fd.lseek(1, SeekCommand.SET),
              fd.read(last),
              fd.truncate(4));
      LwtMain.run(all);
      assertArrayEquals(bytes("012"), first);
      assertArrayEquals(bytes("678"), second);
      assertArrayEquals(bytes("12abc6789"), Arrays.copyOf(last, 9));
      assertEquals("012a", contents());
    }

    @Test
    void readsGiveZeroAtTheEnd() {
      Fd fd = open();
      assertEquals("0123456789", read(fd, 20));
      assertEquals("", read(fd, 20));
    }

    @Test
    void nothingAtAllIsDoneAtOnce() {
      Fd fd = open(OpenFlag.RDWR);
      assertEquals(new State.Fulfilled<>(0), fd.read(new byte[0]).state());
      assertEquals(new State.Fulfilled<>(0), fd.write(ByteBuffer.allocate(0)).state());
    }

    @Test
    void everyKindOfMemoryIsTaken() throws IOException {
      Fd fd = open(OpenFlag.RDWR);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = arena.allocate(3);
        assertEquals(3, (int) LwtMain.run(fd.read(segment)));
        assertArrayEquals(bytes("012"), segment.toArray(ValueLayout.JAVA_BYTE));
        ByteBuffer buffer = ByteBuffer.allocate(5).position(1).limit(4);
        assertEquals(3, (int) LwtMain.run(fd.read(buffer)));
        assertEquals(4, buffer.position());
        assertArrayEquals(bytes("\0" + "345\0"), buffer.array());
        ByteBuffer source = ByteBuffer.wrap(bytes("xabx")).position(1).limit(3);
        assertEquals(2, (int) LwtMain.run(fd.write(source)));
        assertEquals(3, source.position());
        assertEquals(2, (int) LwtMain.run(fd.write(arena.allocateFrom("cd").asSlice(0, 2))));
      }
      assertEquals("012345abcd", contents());
      byte[] part = bytes("-----");
      LwtMain.run(fd.lseek(0, SeekCommand.SET));
      assertEquals(2, (int) LwtMain.run(fd.read(part, 1, 2)));
      assertArrayEquals(bytes("-01--"), part);
      LwtMain.run(fd.write(bytes("<XY>"), 1, 2));
      assertEquals("01XY45abcd", contents());
      assertThrows(IndexOutOfBoundsException.class, () -> fd.read(part, 4, 2));
    }

    @Test
    void moreThanTheLoopsMemoryGoesInPieces() throws IOException {
      byte[] much = new byte[300_000];
      new java.util.Random(1).nextBytes(much);
      Fd out = open(OpenFlag.WRONLY);
      LwtMain.run(Loopback.writeAll(out, much));
      assertArrayEquals(much, Files.readAllBytes(path));
      assertEquals(
          new String(much, java.nio.charset.StandardCharsets.ISO_8859_1),
          LwtMain.run(Loopback.readAll(open(), 1 << 20)));
    }

    @Test
    void memoryThatIsGoneRejectsTheOperationAlone() {
      Fd fd = open(OpenFlag.RDWR);
      Promise<Integer> read;
      Promise<Integer> write;
      try (Arena arena = Arena.ofConfined()) {
        read = fd.read(arena.allocate(4));
        write = fd.write(arena.allocate(4));
      }
      byte[] next = new byte[2];
      Promise<Integer> after = fd.read(next);
      assertThrows(IllegalStateException.class, () -> LwtMain.run(read));
      assertThrows(IllegalStateException.class, () -> LwtMain.run(write));
      LwtMain.run(after);
      assertArrayEquals(bytes("45"), next);
    }

    @ParameterizedTest
    @CsvSource({"read, read", "write, write", "lseek, lseek", "ftruncate, ftruncate"})
    void errorsNameTheCallAndAreToldToWhoAsked(String method, String call) {
      Fd fd = open(OpenFlag.RDWR);
      faults.on(method).call(1).fail("EIO");
      byte[] buffer = new byte[1];
      Map<String, Promise<?>> promises =
          Map.of(
              "read", fd.read(buffer),
              "write", fd.write(buffer),
              "lseek", fd.lseek(0, SeekCommand.SET),
              "ftruncate", fd.truncate(10));
      promises.forEach(
          (name, promise) -> {
            if (name.equals(method)) {
              UnixException error = runUntilRefused(Errno.EIO, promise);
              assertEquals(call, error.call());
              assertEquals("fd " + fd.number(), error.argument());
            } else {
              LwtMain.run(promise);
            }
          });
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "read",
          "write",
          "lseek",
          "ftruncate",
          "fsync",
          "fdatasync",
          "fchmod",
          "fchown",
          "fstat"
        })
    void anInterruptedCallIsMadeAgain(String call) throws IOException {
      Fd fd = open(OpenFlag.RDWR);
      int before = faults.calls(call);
      faults.on(call).call(1).fail("EINTR");
      faults.on(call).call(2).fail("EINTR");
      LwtMain.run(
          Lwt.join(
              fd.write(bytes("ab")),
              fd.lseek(0, SeekCommand.SET),
              fd.read(new byte[1]),
              fd.truncate(5),
              fd.sync(),
              fd.datasync(),
              fd.chmod(0644),
              fd.chown(-1, -1),
              fd.stat()));
      assertEquals(before + 3, faults.calls(call));
      assertEquals("ab234", contents());
    }

    @Test
    void aDeviceThatCannotBeWatchedIsReadOnWorkers() {
      Fd zero = LwtMain.run(LwtUnix.openfile("/dev/zero", Set.of(OpenFlag.RDWR), 0));
      assertTrue(zero.descriptor().isFile());
      byte[] buffer = {1, 2};
      assertEquals(2, (int) LwtMain.run(zero.read(buffer)));
      assertArrayEquals(new byte[2], buffer);
      assertEquals(2, (int) LwtMain.run(zero.write(buffer)));
      LwtMain.run(zero.waitRead());
    }

    @Test
    void aFifoIsWatched() {
      String fifo = folder.resolve("fifo").toString();
      assertEquals(0, Posix.host().mkfifo(bytes(fifo), 0600));
      Promise<Fd> reader = LwtUnix.openfile(fifo, Set.of(), 0);
      Fd out = LwtMain.run(LwtUnix.openfile(fifo, Set.of(OpenFlag.WRONLY), 0));
      Fd in = LwtMain.run(reader);
      assertEquals(
          io.lwt.bindings.Files.CLOSE_ON_EXEC | io.lwt.bindings.Files.NON_BLOCKING,
          Posix.host().descriptorFlags(in.number()));
      byte[] buffer = new byte[4];
      Promise<Integer> read = in.read(buffer);
      runLaps();
      assertTrue(read.isPending());
      assertEquals(new State.Fulfilled<>(3), out.write(bytes("abc")).state());
      assertEquals(3, (int) LwtMain.run(read));
      LwtMain.run(out.close());
      assertEquals("", read(in, 4));
    }

    @ParameterizedTest
    @CsvSource({"epollAdd, ENOSPC", "setNonBlocking, EBADF"})
    void aFifoThatCannotBeWatchedIsClosed(String call, Errno errno) {
      String fifo = folder.resolve("fifo").toString();
      assertEquals(0, Posix.host().mkfifo(bytes(fifo), 0600));
      EventLoop.current().engine();
      faults.on(call).call(1).fail(errno.name());
      runUntilRefused(errno, LwtUnix.openfile(fifo, Set.of(OpenFlag.RDWR, OpenFlag.NONBLOCK), 0));
      assertFalse(isOpen(Path.of(fifo)));
    }

    @Test
    void filesAreAlwaysReady() {
      Fd fd = open();
      assertEquals(new State.Fulfilled<@Nullable Void>(null), fd.waitRead().state());
      assertEquals(new State.Fulfilled<@Nullable Void>(null), fd.waitWrite().state());
      LwtMain.run(fd.close());
      runUntilRefused(Errno.EBADF, fd.waitRead());
    }

    @Test
    void theLoopGoesOnWhileAWorkerReads() {
      Fd fd = open();
      Gate gate = Gate.before(faults, "read");
      Promise<Integer> read = fd.read(new byte[3]);
      gate.begun.acquireUninterruptibly();
      runLaps();
      assertTrue(read.isPending());
      gate.release.release();
      assertEquals(3, (int) LwtMain.run(read));
    }
  }

  @Nested
  class Cancelling {
    @Test
    void whatWaitsForItsTurnIsNeverMade() throws IOException {
      Fd fd = open(OpenFlag.RDWR);
      Semaphore workers = occupyWorkers();
      Promise<Integer> first = fd.read(new byte[1]);
      Promise<Integer> write = fd.write(bytes("abc"));
      byte[] buffer = new byte[1];
      Promise<Integer> last = fd.read(buffer);
      write.cancel();
      assertFalse(write.isPending());
      workers.release(16);
      LwtMain.run(Lwt.join(first, last));
      assertArrayEquals(bytes("1"), buffer);
      assertEquals("0123456789", contents());
      assertEquals(0, faults.calls("write"));
    }

    @Test
    void aReadUnderWayTouchesNothingAndTheNextOneWaitsForIt() {
      Fd fd = open();
      Gate gate = Gate.before(faults, "read");
      byte[] buffer = new byte[3];
      ByteBuffer position = ByteBuffer.wrap(buffer);
      Promise<Integer> read = fd.read(position);
      gate.begun.acquireUninterruptibly();
      read.cancel();
      byte[] next = new byte[3];
      Promise<Integer> after = fd.read(next);
      gate.release.release(2);
      LwtMain.run(after);
      assertArrayEquals(new byte[3], buffer);
      assertEquals(0, position.position());
      assertArrayEquals(bytes("345"), next);
    }

    @Test
    void manyCancelledReadsLeaveTheQueue() {
      Fd fd = open();
      Semaphore workers = occupyWorkers();
      fd.read(new byte[1]);
      byte[] one = new byte[1];
      for (int i = 0; i < 100_000; i++) {
        fd.read(one).cancel();
      }
      Promise<Integer> last = fd.read(one);
      workers.release(16);
      LwtMain.run(last);
      assertArrayEquals(bytes("1"), one);
      assertEquals(2, faults.calls("read"));
    }
  }

  @Nested
  class Closing {
    @Test
    void closesOnAWorker() {
      Fd fd = open();
      Thread loop = Thread.currentThread();
      var onLoop = new AtomicInteger();
      faults.watch(
          call -> {
            if (call.name().equals("close") && Thread.currentThread() == loop) {
              onLoop.incrementAndGet();
            }
          });
      LwtMain.run(fd.close());
      assertFalse(isOpen(path));
      assertEquals(0, onLoop.get());
      assertEquals(1, faults.calls("close"));
    }

    @Test
    void waitsForAWorkersCallAndRejectsWhatWasAsked() {
      Fd fd = open();
      Gate gate = Gate.before(faults, "read");
      byte[] buffer = new byte[3];
      Promise<Integer> running = fd.read(buffer);
      Promise<Integer> waiting = fd.read(buffer);
      gate.begun.acquireUninterruptibly();
      Promise<@Nullable Void> close = fd.close();
      assertFalse(running.isPending());
      runUntilRefused(Errno.EBADF, running);
      assertEquals("read", runUntilRefused(Errno.EBADF, waiting).call());
      runLaps();
      assertTrue(isOpen(path));
      assertTrue(close.isPending());
      gate.release.release();
      LwtMain.run(close);
      assertFalse(isOpen(path));
      assertArrayEquals(new byte[3], buffer);
      assertEquals(1, faults.calls("read"));
    }

    @Test
    void closeInACallbackOfAReadClosesOnce() {
      Fd fd = open();
      LwtMain.run(fd.read(new byte[1]).bind(_ -> fd.close()));
      assertEquals(1, faults.calls("close"));
      Pipe pipe = LwtUnix.pipe();
      LwtMain.run(pipe.in().stat().bind(_ -> pipe.in().close()));
      assertEquals(2, faults.calls("close"));
    }

    @Test
    void everyCallOfAClosedFileIsRefusedByItsName() {
      Fd fd = open(OpenFlag.RDWR);
      LwtMain.run(fd.close());
      Map<String, Promise<?>> calls =
          Map.of(
              "read", fd.read(new byte[1]),
              "write", fd.write(new byte[1]),
              "fstat", fd.stat(),
              "lseek", fd.lseek(0, SeekCommand.SET),
              "ftruncate", fd.truncate(0),
              "fsync", fd.sync(),
              "fdatasync", fd.datasync(),
              "fchmod", fd.chmod(0),
              "fchown", fd.chown(-1, -1));
      calls.forEach((name, call) -> assertEquals(name, runUntilRefused(Errno.EBADF, call).call()));
      runUntilRefused(Errno.EBADF, fd.read(new byte[0]));
    }

    @Test
    void theLoopsEndClosesFilesThatAWorkerReads() {
      Fd fd = open();
      Gate gate = Gate.before(faults, "read");
      Promise<Integer> read = fd.read(new byte[3]);
      gate.begun.acquireUninterruptibly();
      EventLoop.current().close();
      assertInstanceOf(State.Rejected.class, read.state());
      gate.release.release();
      awaitClosed(path);
    }

    @Test
    void anotherThreadIsRefusedAtOnce() {
      Fd fd = open();
      for (Runnable use :
          List.<Runnable>of(
              () -> fd.read(new byte[1]),
              () -> fd.write(new byte[1]),
              fd::stat,
              fd::waitRead,
              fd::sync)) {
        var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
        assertInstanceOf(IllegalStateException.class, error.getCause());
      }
    }
  }

  @Nested
  class Status {
    @Test
    void isWhatJavaSays() throws IOException {
      Files.setLastModifiedTime(
          path, FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
      Files.createLink(folder.resolve("other"), path);
      Fd fd = open();
      for (Stat stat :
          List.of(LwtMain.run(LwtUnix.stat(path.toString())), LwtMain.run(fd.stat()))) {
        assertEquals(FileKind.REGULAR, stat.kind());
        assertEquals((int) attribute("mode") & 07777, stat.permissions());
        assertEquals((int) attribute("nlink"), stat.links());
        assertEquals((int) attribute("uid"), stat.owner());
        assertEquals((int) attribute("gid"), stat.group());
        assertEquals(10, stat.size());
        assertEquals((long) attribute("ino"), stat.inode());
        assertEquals((long) attribute("dev"), stat.device());
        assertEquals((long) attribute("rdev"), stat.specialDevice());
        assertEquals(((FileTime) attribute("lastAccessTime")).toInstant(), stat.accessed());
        assertEquals(Instant.parse("2001-02-03T04:05:06.123456789Z"), stat.modified());
        assertEquals(((FileTime) attribute("ctime")).toInstant(), stat.changed());
        stat.born().ifPresent(born -> assertFalse(born.isAfter(stat.changed())));
        assertTrue(stat.blockSize() > 0);
      }
    }

    private Object attribute(String name) throws IOException {
      return Files.getAttribute(path, "unix:" + name);
    }

    @Test
    void ofDevicesLinksAndTheRest() throws IOException {
      Path link = Files.createSymbolicLink(folder.resolve("link"), path);
      Stat device = LwtMain.run(LwtUnix.stat("/dev/null"));
      assertEquals(FileKind.CHARACTER_DEVICE, device.kind());
      assertEquals(
          (long) Files.getAttribute(Path.of("/dev/null"), "unix:rdev"), device.specialDevice());
      assertEquals(FileKind.REGULAR, LwtMain.run(LwtUnix.stat(link.toString())).kind());
      Stat ofLink = LwtMain.run(LwtUnix.lstat(link.toString()));
      assertEquals(FileKind.SYMBOLIC_LINK, ofLink.kind());
      assertEquals(path.toString().length(), ofLink.size());
      assertEquals(FileKind.DIRECTORY, LwtMain.run(LwtUnix.stat(folder.toString())).kind());
      assertEquals(FileKind.FIFO, LwtMain.run(LwtUnix.pipe().in().stat()).kind());
      Socket socket = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
      assertEquals(FileKind.SOCKET, LwtMain.run(socket.stat()).kind());
      Path epoll = Path.of("/proc/self/fd").resolve(Integer.toString(anonymousDescriptor()));
      assertEquals(FileKind.UNKNOWN, LwtMain.run(LwtUnix.stat(epoll.toString())).kind());
    }

    /** The loop's epoll or eventfd: the number is not told, but is one of the low ones. */
    private int anonymousDescriptor() throws IOException {
      for (int number = 3; ; number++) {
        Path entry = Path.of("/proc/self/fd", Integer.toString(number));
        if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)
            && Files.readSymbolicLink(entry).toString().startsWith("anon_inode:")) {
          return number;
        }
      }
    }

    @Test
    void errorsNameThePathAndTheCall() {
      String missing = folder.resolve("missing").toString();
      assertEquals(
          "stat: ENOENT (No such file or directory): " + missing,
          runUntilRefused(Errno.ENOENT, LwtUnix.stat(missing)).getMessage());
      assertEquals("lstat", runUntilRefused(Errno.ENOENT, LwtUnix.lstat(missing)).call());
      faults.on("stat").call(1).fail("EINTR");
      faults.on("stat").call(2).fail("ENOSYS");
      runUntilRefused(Errno.ENOSYS, LwtUnix.stat(path.toString()));
    }

    @Test
    void namesThatAreNoUtf8() throws IOException, InterruptedException {
      new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351')\"")
          .directory(folder.toFile())
          .start()
          .waitFor();
      assertTrue(LwtMain.run(LwtUnix.fileExists(folder + "/caf\uDCE9")));
      assertFalse(LwtMain.run(LwtUnix.fileExists(folder + "/caf\u00E9")));
    }

    @Test
    void existence() {
      assertTrue(LwtMain.run(LwtUnix.fileExists(path.toString())));
      assertFalse(LwtMain.run(LwtUnix.fileExists(path + "/below")));
      faults.on("stat").call(1).fail("EIO");
      assertFalse(LwtMain.run(LwtUnix.fileExists(path.toString())));
    }
  }

  @Nested
  class Changing {
    @Test
    void truncateCutsAndAddsZeros() throws IOException {
      LwtMain.run(LwtUnix.truncate(path.toString(), 3));
      assertEquals("012", contents());
      LwtMain.run(open(OpenFlag.WRONLY).truncate(5));
      assertEquals("012\0\0", contents());
      runUntilRefused(Errno.EINVAL, LwtUnix.truncate(path.toString(), -1));
      runUntilRefused(Errno.EINVAL, open(OpenFlag.WRONLY).truncate(-1));
    }

    @Test
    void seekingTellsWhereItIs() {
      Fd fd = open();
      assertEquals(4, LwtMain.run(fd.lseek(4, SeekCommand.SET)));
      assertEquals(6, LwtMain.run(fd.lseek(2, SeekCommand.CUR)));
      assertEquals(7, LwtMain.run(fd.lseek(-3, SeekCommand.END)));
      assertEquals("789", read(fd, 9));
      assertEquals(1L << 40, LwtMain.run(fd.lseek(1L << 40, SeekCommand.SET)));
      runUntilRefused(Errno.EINVAL, fd.lseek(-1, SeekCommand.SET));
      runUntilRefused(Errno.ESPIPE, LwtUnix.pipe().in().lseek(0, SeekCommand.SET));
    }

    @Test
    void permissionsAndOwners() throws IOException {
      Fd fd = open();
      LwtMain.run(fd.chmod(0640));
      assertEquals(
          PosixFilePermissions.fromString("rw-r-----"), Files.getPosixFilePermissions(path));
      assertThrows(IllegalArgumentException.class, () -> fd.chmod(010000));
      Stat before = LwtMain.run(fd.stat());
      LwtMain.run(fd.chown(-1, before.group()));
      assertEquals(before.owner(), LwtMain.run(fd.stat()).owner());
    }

    @Test
    void syncs() {
      Fd fd = open(OpenFlag.WRONLY);
      LwtMain.run(fd.write(bytes("abc")).bind(_ -> fd.sync()).bind(_ -> fd.datasync()));
      faults.on("fsync").call(1).fail("EIO");
      assertEquals("fsync", runUntilRefused(Errno.EIO, fd.sync()).call());
      runUntilRefused(Errno.EINVAL, LwtUnix.pipe().out().datasync());
    }
  }
}
