package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and writes of files, and their like. */
class FileTransfersTest extends FileLoopTest {
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
      gate.begun().acquireUninterruptibly();
      runLaps();
      assertTrue(read.isPending());
      gate.release().release();
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
      gate.begun().acquireUninterruptibly();
      read.cancel();
      byte[] next = new byte[3];
      Promise<Integer> after = fd.read(next);
      gate.release().release(2);
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
      gate.begun().acquireUninterruptibly();
      Promise<@Nullable Void> close = fd.close();
      assertFalse(running.isPending());
      runUntilRefused(Errno.EBADF, running);
      assertEquals("read", runUntilRefused(Errno.EBADF, waiting).call());
      runLaps();
      assertTrue(isOpen(path));
      assertTrue(close.isPending());
      gate.release().release();
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
      gate.begun().acquireUninterruptibly();
      EventLoop.current().close();
      assertInstanceOf(State.Rejected.class, read.state());
      gate.release().release();
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
}
