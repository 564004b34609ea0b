package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCopiesTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  @TempDir private Path folder;

  @AfterEach
  void close() {
    descriptors.close();
  }

  private int open(String name, String contents) throws IOException {
    Path path = folder.resolve(name);
    Files.writeString(path, contents);
    return descriptors.add(
        posix.open(path.toString().getBytes(UTF_8), posix.O_RDWR(), 0),
        io.lwt.bindings.Files.CLOSE_ON_EXEC);
  }

  private String read(int fd) {
    MemorySegment buffer = descriptors.arena.allocate(100);
    long count = posix.read(fd, buffer, 100);
    assertTrue(count >= 0);
    return UTF_8.decode(buffer.asSlice(0, count).asByteBuffer()).toString();
  }

  @Test
  void sendfileSendsFromAnOffset() throws IOException {
    int file = open("file", "0123456789");
    int[] ends = descriptors.pipe();
    assertEquals(3, posix.sendfile(ends[1], file, 2, 3));
    assertEquals("234", read(ends[0]));
    assertEquals(2, posix.sendfile(ends[1], file, 8, 100));
    assertEquals("89", read(ends[0]));
    assertEquals(0, posix.sendfile(ends[1], file, 10, 100));
    assertEquals(0, posix.lseek(file, 0, posix.SEEK_CUR()));
  }

  @Test
  void spliceGoesFromPipeToPipe() {
    int[] from = descriptors.pipe();
    int[] to = descriptors.pipe();
    assertEquals(descriptors.failure("EAGAIN"), posix.splice(from[0], to[1], 100));
    assertEquals(5, posix.write(from[1], descriptors.arena.allocateFrom("hello"), 5));
    assertEquals(4, posix.splice(from[0], to[1], 4));
    assertEquals("hell", read(to[0]));
    assertEquals(1, posix.splice(from[0], to[1], 100));
    descriptors.close(from[1]);
    assertEquals(0, posix.splice(from[0], to[1], 100));
  }

  @Test
  void spliceMovesOnInAFile() throws IOException {
    int file = open("file", "0123456789");
    int[] ends = descriptors.pipe();
    assertEquals(4, posix.splice(file, ends[1], 4));
    assertEquals(6, posix.splice(file, ends[1], 100));
    assertEquals("0123456789", read(ends[0]));
    assertEquals(descriptors.failure("EINVAL"), posix.splice(file, file, 1));
  }

  @Test
  void copyFileRangeLeavesPositionsAlone() throws IOException {
    int from = open("from", "0123456789");
    int to = open("to", "abcdef");
    assertEquals(3, posix.copyFileRange(from, 5, to, 1, 3));
    assertEquals("a567ef", read(to));
    assertEquals(0, posix.copyFileRange(from, 10, to, 0, 3));
    assertEquals("0123456789", read(from));
    int[] ends = descriptors.pipe();
    assertEquals(descriptors.failure("EINVAL"), posix.copyFileRange(from, 0, ends[1], 0, 1));
  }
}
