package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Fd#pread}, {@link Fd#pwrite}, {@link Fd#readv} and {@link Fd#writev} on files. */
class PositionalTransfersTest extends LoopTest {
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

  private static String pread(Fd fd, int length, long place) {
    byte[] to = new byte[length];
    return new String(to, 0, LwtMain.run(fd.pread(to, 0, length, place)), UTF_8);
  }

  @Test
  void readsFromPlacesWithoutMoving() {
    Fd fd = open(OpenFlag.RDONLY);
    assertEquals("345", pread(fd, 3, 3));
    assertEquals("01", pread(fd, 2, 0));
    assertEquals("9", pread(fd, 10, 9));
    assertEquals("", pread(fd, 10, 10));
    assertEquals("", pread(fd, 10, 1L << 40));
    assertEquals("", pread(fd, 0, 0));
    assertEquals(0L, LwtMain.run(fd.lseek(0, SeekCommand.CUR)));
  }

  @Test
  void writesToPlacesWithoutMoving() throws IOException {
    Fd fd = open(OpenFlag.RDWR);
    assertEquals(2, (int) LwtMain.run(fd.pwrite(bytes("xabx"), 1, 2, 4)));
    assertEquals(1, (int) LwtMain.run(fd.pwrite(bytes("z"), 0, 1, 12)));
    assertEquals(0L, LwtMain.run(fd.lseek(0, SeekCommand.CUR)));
    assertEquals("0123ab6789\0\0z", Files.readString(path));
  }

  @Test
  void takesBuffersAndSegments() throws IOException {
    Fd fd = open(OpenFlag.RDWR);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(4);
      assertEquals(4, (int) LwtMain.run(fd.pread(segment, 2)));
      assertEquals(4, (int) LwtMain.run(fd.pwrite(segment, 6)));
    }
    ByteBuffer buffer = ByteBuffer.allocate(6).position(1).limit(4);
    assertEquals(3, (int) LwtMain.run(fd.pread(buffer, 0)));
    assertEquals(4, buffer.position());
    buffer.flip().position(1);
    assertEquals(3, (int) LwtMain.run(fd.pwrite(buffer, 3)));
    assertEquals(4, buffer.position());
    assertEquals("0120122345", Files.readString(path));
  }

  @Test
  void severalAreMadeAtTheSameTime() throws InterruptedException {
    Fd fd = open(OpenFlag.RDONLY);
    var started = new CountDownLatch(4);
    faults.watch(
        call -> {
          if (call.name().equals("pread")) {
            started.countDown();
            awaitAll(started);
          }
        });
    List<Promise<Integer>> reads = new ArrayList<>();
    byte[] read = new byte[4];
    for (int i = 0; i < 4; i++) {
      reads.add(fd.pread(read, i, 1, 9 - i));
    }
    LwtMain.run(Lwt.all(reads));
    assertArrayEquals(bytes("9876"), read);
  }

  private static void awaitAll(CountDownLatch started) {
    try {
      started.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCancelledReadTouchesNothing() {
    Fd fd = open(OpenFlag.RDONLY);
    byte[] to = new byte[3];
    Promise<Integer> read = fd.pread(to, 0, 3, 0);
    read.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(read));
    LwtMain.run(fd.close());
    assertArrayEquals(new byte[3], to);
  }

  @Test
  void closeRejectsWhatIsUnderWayAndWaitsForIt() {
    Fd fd = open(OpenFlag.RDONLY);
    byte[] to = new byte[3];
    Promise<Integer> read = fd.pread(to, 0, 3, 0);
    Promise<?> closed = fd.close();
    assertEquals("pread", runUntilRefused(Errno.EBADF, read).call());
    LwtMain.run(closed);
    assertArrayEquals(new byte[3], to);
    assertEquals("pwrite", runUntilRefused(Errno.EBADF, fd.pwrite(to, 0, 3, 0)).call());
  }

  @Test
  void aPipeHasNoPlaces() {
    Pipe pipe = LwtUnix.pipe();
    runUntilRefused(Errno.ESPIPE, pipe.in().pread(new byte[1], 0, 1, 0));
    runUntilRefused(Errno.ESPIPE, pipe.out().pwrite(new byte[1], 0, 1, 0));
  }

  @Test
  void badBoundsAndPlacesThrow() {
    Fd fd = open(OpenFlag.RDWR);
    assertThrows(IndexOutOfBoundsException.class, () -> fd.pread(new byte[3], 2, 2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> fd.pwrite(new byte[3], -1, 2, 0));
    assertThrows(IllegalArgumentException.class, () -> fd.pread(new byte[3], 0, 2, -1));
    assertThrows(IllegalArgumentException.class, () -> fd.pwrite(new byte[3], 0, 2, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> fd.pread(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0));
  }

  @ParameterizedTest
  @CsvSource({"pread, EIO", "pwrite, ENOSPC"})
  void anErrorNamesTheCall(String call, String errno) {
    Fd fd = open(OpenFlag.RDWR);
    faults.on(call).call(1).fail(errno);
    byte[] memory = new byte[2];
    UnixException error =
        runUntilRefused(
            Errno.valueOf(errno),
            call.equals("pread") ? fd.pread(memory, 0, 2, 0) : fd.pwrite(memory, 0, 2, 0));
    assertEquals(call, error.call());
  }

  @ParameterizedTest
  @CsvSource({"pread", "pwrite"})
  void anInterruptionIsNotSeen(String call) throws IOException {
    Fd fd = open(OpenFlag.RDWR);
    faults.on(call).call(1).fail("EINTR");
    assertEquals(2, (int) LwtMain.run(fd.pwrite(bytes("ab"), 0, 2, 0)));
    assertEquals("ab2", pread(fd, 3, 0));
    assertEquals("ab23456789", Files.readString(path));
    assertEquals(1, faults.injected());
  }

  // ---- vectors

  @Test
  void vectorsGoThroughWorkersInTheirTurn() throws IOException {
    Fd fd = open(OpenFlag.RDWR);
    byte[] first = new byte[2];
    ByteBuffer second = ByteBuffer.allocateDirect(3);
    Promise<Integer> read = fd.readv(new IoVec().append(first).append(second));
    Promise<Integer> written =
        fd.writev(new IoVec().append(bytes("ab")).append(bytes("xcx"), 1, 1));
    LwtMain.run(Lwt.both(read, written));
    assertEquals(5, (int) LwtMain.run(read));
    assertArrayEquals(bytes("01"), first);
    assertEquals('4', second.get(2));
    assertEquals("01234abc89", Files.readString(path));
  }

  @Test
  void vectorsMoveAtMostOneBufferAtATime() throws IOException {
    Fd fd = open(OpenFlag.RDWR);
    var pieces = new IoVec().append(new byte[50_000]).append(new byte[50_000]);
    assertEquals(65_536, (int) LwtMain.run(fd.writev(pieces)));
    assertEquals(65_536, Files.size(path));
    LwtMain.run(fd.lseek(0, SeekCommand.SET));
    assertEquals(65_536, (int) LwtMain.run(fd.readv(pieces)));
    assertEquals(0, (int) LwtMain.run(fd.readv(pieces)));
    assertEquals(0, (int) LwtMain.run(fd.readv(new IoVec())));
  }
}
