package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
