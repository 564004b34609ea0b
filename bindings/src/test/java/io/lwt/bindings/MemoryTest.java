package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  @TempDir private Path folder;
  private Path file = Path.of("");
  private int fd;

  @BeforeEach
  void open() throws IOException {
    file = java.nio.file.Files.writeString(folder.resolve("file"), "0123456789");
    int flags = posix.O_RDWR();
    fd =
        descriptors.add(posix.open(file.toString().getBytes(UTF_8), flags, 0), Files.CLOSE_ON_EXEC);
  }

  @AfterEach
  void close() {
    descriptors.close();
  }

  @Test
  void whatIsSharedIsTheFile() throws IOException {
    long address = posix.mmap(fd, 0, 10, true, true);
    assertTrue(address > 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = posix.mapped(address, 10, true, arena);
      assertEquals('3', segment.get(ValueLayout.JAVA_BYTE, 3));
      segment.set(ValueLayout.JAVA_BYTE, 3, (byte) 'x');
    }
    assertEquals("012x456789", java.nio.file.Files.readString(file));
  }

  @Test
  void theMappingEndsWithItsArena() throws IOException {
    long address = posix.mmap(fd, 0, 10, false, true);
    MemorySegment segment;
    try (Arena arena = Arena.ofConfined()) {
      segment = posix.mapped(address, 10, false, arena);
      assertTrue(segment.isReadOnly());
      assertTrue(isMapped());
    }
    assertFalse(isMapped());
    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
  }

  private boolean isMapped() throws IOException {
    return java.nio.file.Files.readString(Path.of("/proc/self/maps")).contains(file.toString());
  }

  @Test
  void errorsAreTold() {
    int page = posix.pageSize();
    assertEquals(0, page & (page - 1));
    assertEquals(descriptors.failure("EINVAL"), posix.mmap(fd, 1, 10, false, true));
    assertEquals(descriptors.failure("EBADF"), posix.mmap(-1, 0, 10, false, true));
    assertEquals(descriptors.failure("EINVAL"), posix.munmap(1, 10));
    int pipe = descriptors.pipe()[0];
    assertEquals(descriptors.failure("ENODEV"), posix.mmap(pipe, 0, 10, false, true));
  }
}
