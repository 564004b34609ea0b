package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;

  @AfterEach
  void close() {
    descriptors.close();
  }

  @Test
  void pipeCarriesBytes() {
    int[] ends = descriptors.pipe();
    MemorySegment out = descriptors.arena.allocateFrom("hello", UTF_8);
    MemorySegment in = descriptors.arena.allocate(16);
    assertEquals(5, posix.write(ends[1], out, 5));
    assertEquals(3, posix.read(ends[0], in, 3));
    assertEquals(2, posix.read(ends[0], in.asSlice(3), 13));
    assertArrayEquals("hello".getBytes(UTF_8), in.asSlice(0, 5).toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void emptyPipeWouldBlock() {
    int[] ends = descriptors.pipe();
    assertEquals(
        descriptors.failure("EAGAIN"), posix.read(ends[0], descriptors.arena.allocate(1), 1));
  }

  @Test
  void fullPipeTakesAPartThenWouldBlock() {
    int[] ends = descriptors.pipe();
    MemorySegment much = descriptors.arena.allocate(1 << 20);
    long written = posix.write(ends[1], much, much.byteSize());
    assertTrue(written > 0 && written < much.byteSize());
    assertEquals(descriptors.failure("EAGAIN"), posix.write(ends[1], much, much.byteSize()));
  }

  @Test
  void closedWriterIsTheEnd() {
    int[] ends = descriptors.pipe();
    descriptors.close(ends[1]);
    assertEquals(0, posix.read(ends[0], descriptors.arena.allocate(1), 1));
  }

  @Test
  void closedReaderIsEpipe() {
    int[] ends = descriptors.pipe();
    descriptors.close(ends[0]);
    assertEquals(
        descriptors.failure("EPIPE"), posix.write(ends[1], descriptors.arena.allocate(1), 1));
  }

  @Test
  void badDescriptorIsEbadf() {
    int ebadf = descriptors.failure("EBADF");
    MemorySegment buffer = descriptors.arena.allocate(1);
    assertEquals(ebadf, posix.read(-1, buffer, 1));
    assertEquals(ebadf, posix.write(-1, buffer, 1));
    assertEquals(ebadf, posix.close(-1));
    assertEquals(ebadf, posix.descriptorFlags(-1));
  }

  @Test
  void lengthBeyondTheBufferNeverReachesC() {
    MemorySegment buffer = descriptors.arena.allocate(4);
    assertThrows(IndexOutOfBoundsException.class, () -> posix.read(-1, buffer, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> posix.write(-1, buffer, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> posix.recv(-1, buffer, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> posix.send(-1, buffer, -1));
  }

  @Test
  void memoryThatCDoesNotSeeIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> posix.read(-1, MemorySegment.ofArray(new byte[1]), 1));
    MemorySegment freed;
    try (Arena shortLived = Arena.ofConfined()) {
      freed = shortLived.allocate(1);
    }
    assertThrows(IllegalStateException.class, () -> posix.read(-1, freed, 1));
  }

  @Test
  void vectorsAreReadAndWrittenInOrder() {
    int[] ends = descriptors.pipe();
    MemorySegment own = descriptors.arena.allocateFrom("own", UTF_8);
    MemorySegment callers = descriptors.arena.allocateFrom("caller's", UTF_8);
    var vectors = new Vectors();
    vectors.add(own.asSlice(0, 3));
    vectors.addGuarded(callers.asSlice(0, 8));
    vectors.add(own.asSlice(0, 0));
    assertEquals(2, vectors.count());
    assertEquals(11, posix.writev(ends[1], vectors));
    MemorySegment in = descriptors.arena.allocate(16);
    vectors.clear();
    for (int i = 0; i < Vectors.MAX_GUARDED; i++) {
      assertTrue(vectors.hasRoomForGuarded());
      vectors.addGuarded(in.asSlice(i * 2L, 2));
    }
    assertFalse(vectors.hasRoomForGuarded());
    assertEquals(8, posix.readv(ends[0], vectors));
    assertArrayEquals("owncalle".getBytes(UTF_8), in.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE));
    assertEquals(descriptors.failure("EBADF"), posix.readv(-1, vectors));
    assertEquals(descriptors.failure("EBADF"), posix.writev(-1, vectors));
  }

  @Test
  void aCallersMemoryMustBeAlive() {
    int[] ends = descriptors.pipe();
    var vectors = new Vectors();
    try (Arena arena = Arena.ofConfined()) {
      vectors.addGuarded(arena.allocate(8));
    }
    assertThrows(IllegalStateException.class, () -> posix.writev(ends[1], vectors));
  }

  @Test
  void readinessIsToldAtOnce() {
    int[] ends = descriptors.pipe();
    assertEquals(0, posix.readiness(ends[0]));
    assertEquals(Files.WRITABLE, posix.readiness(ends[1]));
    posix.write(ends[1], descriptors.arena.allocate(1), 1);
    assertEquals(Files.READABLE, posix.readiness(ends[0]));
    descriptors.close(ends[1]);
    assertEquals(Files.READABLE, posix.readiness(ends[0]) & Files.READABLE);
    assertEquals(descriptors.failure("EBADF"), posix.readiness(99_999));
  }

  @Test
  void flagsCanBeSet() {
    int[] ends = descriptors.pipe();
    assertEquals(0, posix.setNonBlocking(ends[0], false));
    assertEquals(Files.CLOSE_ON_EXEC, posix.descriptorFlags(ends[0]));
    assertEquals(0, posix.setCloseOnExec(ends[0], false));
    assertEquals(0, posix.descriptorFlags(ends[0]));
    assertEquals(0, posix.setNonBlocking(ends[0], true));
    assertEquals(0, posix.setCloseOnExec(ends[0], true));
    assertEquals(Files.CLOSE_ON_EXEC | Files.NON_BLOCKING, posix.descriptorFlags(ends[0]));
    assertEquals(descriptors.failure("EBADF"), posix.setNonBlocking(-1, true));
    assertEquals(descriptors.failure("EBADF"), posix.setCloseOnExec(-1, true));
  }

  @Test
  void aDescriptorIsDuplicated() {
    int[] ends = descriptors.pipe();
    int copy = descriptors.add(posix.dup(ends[1]));
    int[] others = descriptors.pipe();
    assertEquals(others[1], posix.dup3(copy, others[1], false));
    assertEquals(Files.NON_BLOCKING, posix.descriptorFlags(others[1]));
    assertEquals(others[1], posix.dup3(copy, others[1], true));
    assertEquals(Files.NON_BLOCKING | Files.CLOSE_ON_EXEC, posix.descriptorFlags(others[1]));
    MemorySegment memory = descriptors.arena.allocate(4);
    assertEquals(1, posix.write(copy, memory, 1));
    assertEquals(1, posix.write(others[1], memory, 1));
    assertEquals(2, posix.read(ends[0], memory, 4));
    assertEquals(descriptors.failure("EBADF"), posix.dup(-1));
    assertEquals(descriptors.failure("EINVAL"), posix.dup3(copy, copy, true));
  }

  @Test
  void placesInAFileAreReadAndWritten(@TempDir Path folder) {
    byte[] path = folder.resolve("f").toString().getBytes(UTF_8);
    int flags = posix.O_RDWR() | posix.O_CREAT();
    int fd = descriptors.add(posix.open(path, flags, 0600), Files.CLOSE_ON_EXEC);
    MemorySegment memory = descriptors.arena.allocateFrom("abc", UTF_8);
    assertEquals(3, posix.pwrite(fd, memory, 3, 4));
    assertEquals(2, posix.pread(fd, memory, 4, 5));
    assertEquals('b', memory.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(0, posix.lseek(fd, 0, posix.SEEK_CUR()));
    assertEquals(descriptors.failure("EBADF"), posix.pread(-1, memory, 1, 0));
    assertEquals(descriptors.failure("EINVAL"), posix.reopenNonBlocking(fd));
  }

  @Test
  void aPipeIsOpenedAnew() {
    int[] ends = descriptors.pipe();
    posix.setNonBlocking(ends[0], false);
    int reopened = descriptors.add(posix.reopenNonBlocking(ends[0]));
    assertEquals(Files.CLOSE_ON_EXEC, posix.descriptorFlags(ends[0]));
    MemorySegment memory = descriptors.arena.allocate(4);
    assertEquals(descriptors.failure("EAGAIN"), posix.read(reopened, memory, 4));
    assertEquals(1, posix.write(ends[1], memory, 1));
    assertEquals(1, posix.read(reopened, memory, 4));
    assertEquals(descriptors.failure("EBADF"), posix.reopenNonBlocking(-1));
  }

  @Test
  void namesInADirectoryAreOpenedAndRemoved(@TempDir Path folder) throws IOException {
    byte[] path = folder.toString().getBytes(UTF_8);
    byte[] name = "name".getBytes(UTF_8);
    int flags = posix.O_RDONLY() | posix.O_DIRECTORY();
    int directory =
        descriptors.add(posix.openAt(posix.AT_FDCWD(), path, flags, 0), Files.CLOSE_ON_EXEC);
    int create = posix.O_WRONLY() | posix.O_CREAT();
    descriptors.add(posix.openAt(directory, name, create, 0600), Files.CLOSE_ON_EXEC);
    assertEquals(descriptors.failure("ENOTDIR"), posix.rmdirAt(directory, name));
    assertEquals(0, posix.unlinkAt(directory, name));
    assertEquals(descriptors.failure("ENOENT"), posix.unlinkAt(directory, name));

    java.nio.file.Files.createDirectory(folder.resolve("name"));
    assertEquals(descriptors.failure("EISDIR"), posix.unlinkAt(directory, name));
    assertEquals(0, posix.rmdirAt(directory, name));
    assertEquals(descriptors.failure("EBADF"), posix.openAt(-1, name, flags, 0));
  }

  // ---- locks

  /** Another open file of the same path. */
  private int open(Path path) {
    int flags = posix.O_RDWR() | posix.O_CREAT();
    byte[] bytes = path.toString().getBytes(UTF_8);
    return descriptors.add(posix.open(bytes, flags, 0600), Files.CLOSE_ON_EXEC);
  }

  @Test
  void locksOfOneOpenFileAreInTheWayOfAnothers(@TempDir Path folder) {
    int first = open(folder.resolve("file"));
    int second = open(folder.resolve("file"));
    int inTheWay = descriptors.failure("EAGAIN");
    FileLock[] found = new FileLock[1];

    assertEquals(0, posix.setLock(first, posix.F_RDLCK(), 10, 5));
    assertEquals(0, posix.setLock(second, posix.F_RDLCK(), 0, 0));
    assertEquals(inTheWay, posix.setLock(second, posix.F_WRLCK(), 14, 1));
    assertEquals(0, posix.getLock(second, posix.F_WRLCK(), 0, 0, found));
    assertEquals(new FileLock(posix.F_RDLCK(), 10, 5, -1), found[0]);

    assertEquals(0, posix.setLock(first, posix.F_UNLCK(), 10, 5));
    assertEquals(0, posix.setLock(second, posix.F_WRLCK(), 1L << 40, 0));
    assertEquals(0, posix.getLock(first, posix.F_RDLCK(), Long.MAX_VALUE - 1, 1, found));
    assertEquals(new FileLock(posix.F_WRLCK(), 1L << 40, 0, -1), found[0]);
    assertEquals(0, posix.getLock(second, posix.F_WRLCK(), 0, 0, found));
    assertEquals(posix.F_UNLCK(), found[0].type());
  }

  @Test
  void aDuplicateHasTheLocksToo(@TempDir Path folder) {
    int fd = open(folder.resolve("file"));
    int other = open(folder.resolve("file"));
    int duplicate = descriptors.add(posix.dup(fd), Files.CLOSE_ON_EXEC);
    assertEquals(0, posix.setLock(fd, posix.F_WRLCK(), 0, 0));
    assertEquals(0, posix.setLock(duplicate, posix.F_WRLCK(), 0, 0));
    descriptors.close(fd);
    int inTheWay = descriptors.failure("EAGAIN");
    assertEquals(inTheWay, posix.setLock(other, posix.F_RDLCK(), 0, 1));
    descriptors.close(duplicate);
    assertEquals(0, posix.setLock(other, posix.F_RDLCK(), 0, 1));
  }

  @Test
  void badLocksAreRefused() {
    int ebadf = descriptors.failure("EBADF");
    int reader = descriptors.pipe()[0];
    assertEquals(ebadf, posix.setLock(-1, posix.F_RDLCK(), 0, 0));
    assertEquals(ebadf, posix.getLock(-1, posix.F_RDLCK(), 0, 0, new FileLock[1]));
    assertEquals(ebadf, posix.setLock(reader, posix.F_WRLCK(), 0, 0));
    assertEquals(ebadf, posix.dup(-1));
  }
}
