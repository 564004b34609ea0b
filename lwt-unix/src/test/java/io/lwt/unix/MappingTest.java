package io.lwt.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtBytes#map}. */
class MappingTest extends LoopTest {
  private static final int PAGE = Posix.host().pageSize();

  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void setUp() throws IOException {
    EventLoop.open(faults.posix());
    file = Files.writeString(folder.resolve("mapped-file"), "0123456789");
  }

  private Fd open(OpenFlag... flags) {
    return LwtMain.run(LwtUnix.openfile(file.toString(), Set.of(flags), 0));
  }

  private static String text(MemorySegment segment) {
    return new String(segment.toArray(JAVA_BYTE), UTF_8);
  }

  private boolean isMapped() {
    try {
      return Files.readString(Path.of("/proc/self/maps")).contains(file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nested
  class Modes {
    @Test
    void whatIsSharedIsWrittenToTheFile() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment =
            LwtMain.run(LwtBytes.map(open(OpenFlag.RDWR), MapMode.SHARED, arena));
        assertTrue(segment.isNative());
        assertEquals("0123456789", text(segment));
        segment.set(JAVA_BYTE, 3, (byte) 'x');
      }
      assertEquals("012x456789", Files.readString(file));
    }

    @Test
    void whatIsPrivateIsNot() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = LwtMain.run(LwtBytes.map(open(), MapMode.PRIVATE, arena));
        segment.set(JAVA_BYTE, 3, (byte) 'x');
        assertEquals("012x456789", text(segment));
      }
      assertEquals("0123456789", Files.readString(file));
    }

    @Test
    void whatIsReadOnlyShowsTheFile() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = LwtMain.run(LwtBytes.map(open(), MapMode.READ_ONLY, arena));
        assertTrue(segment.isReadOnly());
        Files.writeString(file, "abcdefghij", java.nio.file.StandardOpenOption.WRITE);
        assertEquals("abcdefghij", text(segment));
      }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyFileIsAnEmptySegment(MapMode mode) throws IOException {
      Files.writeString(file, "");
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = LwtMain.run(LwtBytes.map(open(OpenFlag.RDWR), mode, arena));
        assertEquals(0, segment.byteSize());
        assertEquals(mode == MapMode.READ_ONLY, segment.isReadOnly());
      }
      assertEquals(0, faults.calls("mmap"));
    }
  }

  @Nested
  class Parts {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 4095, 4096, 4097, 8192, 10_000})
    void beginAnywhere(int offset) throws IOException {
      byte[] bytes = new byte[3 * PAGE];
      new java.util.Random(offset).nextBytes(bytes);
      Files.write(file, bytes);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment =
            LwtMain.run(LwtBytes.map(open(), MapMode.READ_ONLY, offset, 2000, arena));
        MemorySegment expected = MemorySegment.ofArray(bytes).asSlice(offset, 2000);
        assertEquals(-1, expected.mismatch(segment));
        assertThrows(IndexOutOfBoundsException.class, () -> segment.get(JAVA_BYTE, 2000));
      }
      assertFalse(isMapped());
    }

    @Test
    void beyondTheEndMakeTheFileLongerIfTheyAreShared() throws IOException {
      faults.on("ftruncate").call(1).fail("EINTR");
      try (Arena arena = Arena.ofConfined()) {
        Fd fd = open(OpenFlag.RDWR);
        MemorySegment segment = LwtMain.run(LwtBytes.map(fd, MapMode.SHARED, 8, 4, arena));
        assertEquals("89\0\0", text(segment));
        segment.set(JAVA_BYTE, 3, (byte) 'x');
      }
      assertEquals("0123456789\0x", Files.readString(file));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SHARED")
    void beyondTheEndAreRefusedIfTheyAreNot(MapMode mode) {
      try (Arena arena = Arena.ofConfined()) {
        UnixException error =
            runUntilRefused(Errno.EINVAL, LwtBytes.map(open(), mode, 8, 4, arena));
        assertEquals("mmap", error.call());
        assertEquals("89", text(LwtMain.run(LwtBytes.map(open(), mode, 8, 2, arena))));
      }
    }

    @Test
    void badBoundsThrow() {
      Fd fd = open();
      Arena arena = Arena.ofAuto();
      for (long[] bounds : new long[][] {{-1, 1}, {0, -1}, {1, Long.MAX_VALUE}}) {
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> LwtBytes.map(fd, MapMode.READ_ONLY, bounds[0], bounds[1], arena));
      }
    }

    @Test
    void devicesHaveNoEnd() {
      Fd zero = LwtMain.run(LwtUnix.openfile("/dev/zero", Set.of(OpenFlag.RDWR), 0));
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment =
            LwtMain.run(LwtBytes.map(zero, MapMode.PRIVATE, 10, 2L * PAGE, arena));
        assertEquals(2L * PAGE, segment.byteSize());
        assertEquals(0, segment.get(JAVA_BYTE, 2L * PAGE - 1));
        runUntilRefused(Errno.EINVAL, LwtBytes.map(zero, MapMode.PRIVATE, arena));
      }
    }
  }

  @Nested
  class TheArena {
    @Test
    void endsTheMapping() {
      MemorySegment segment;
      try (Arena arena = Arena.ofConfined()) {
        Fd fd = open();
        segment = LwtMain.run(LwtBytes.map(fd, MapMode.READ_ONLY, 5, 5, arena));
        LwtMain.run(fd.close());
        assertTrue(isMapped());
        assertEquals("56789", text(segment));
      }
      assertFalse(isMapped());
      assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
    }

    @Test
    void mayBeSharedWithWorkers() {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment segment = LwtMain.run(LwtBytes.map(open(), MapMode.READ_ONLY, arena));
        assertEquals("0123456789", LwtMain.run(Jobs.files().run(() -> text(segment))));
      }
      assertFalse(isMapped());
    }

    @Test
    void thatIsClosedLeavesNothingMapped() {
      Arena arena = Arena.ofConfined();
      Promise<MemorySegment> map = LwtBytes.map(open(), MapMode.READ_ONLY, arena);
      arena.close();
      assertThrows(IllegalStateException.class, () -> LwtMain.run(map));
      assertFalse(isMapped());
    }

    @Test
    void ofAnotherThreadLeavesNothingMapped() {
      Arena others = CompletableFuture.supplyAsync(Arena::ofConfined).join();
      Promise<MemorySegment> map = LwtBytes.map(open(), MapMode.READ_ONLY, others);
      assertThrows(WrongThreadException.class, () -> LwtMain.run(map));
      assertFalse(isMapped());
    }
  }

  @Nested
  class Refusals {
    @Test
    void ofTheSystemNameTheDescriptor() throws IOException {
      Arena arena = Arena.ofAuto();
      Fd reading = open();
      UnixException error =
          runUntilRefused(Errno.EACCES, LwtBytes.map(reading, MapMode.SHARED, arena));
      assertEquals("mmap", error.call());
      assertEquals(reading.toString(), error.argument());
      runUntilRefused(Errno.EACCES, LwtBytes.map(open(OpenFlag.WRONLY), MapMode.READ_ONLY, arena));
      Pipe pipe = LwtUnix.pipe();
      runUntilRefused(Errno.ENODEV, LwtBytes.map(pipe.in(), MapMode.READ_ONLY, 0, 1, arena));
      Fd directory =
          LwtMain.run(LwtUnix.openfile(folder.toString(), Set.of(OpenFlag.DIRECTORY), 0));
      runUntilRefused(Errno.ENODEV, LwtBytes.map(directory, MapMode.READ_ONLY, 0, 1, arena));
      Fd closed = open();
      LwtMain.run(closed.close());
      assertEquals(
          "mmap",
          runUntilRefused(Errno.EBADF, LwtBytes.map(closed, MapMode.READ_ONLY, arena)).call());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fstat", "mmap", "ftruncate"})
    void leaveNothingMapped(String call) {
      Fd fd = open(OpenFlag.RDWR);
      faults.on(call).call(1).fail("ENOMEM");
      Promise<?> map = LwtBytes.map(fd, MapMode.SHARED, 0, 20, Arena.ofAuto());
      UnixException error = runUntilRefused(Errno.ENOMEM, map);
      assertEquals(call.equals("ftruncate") ? "ftruncate" : "mmap", error.call());
      assertEquals(fd.toString(), error.argument());
      assertFalse(isMapped());
    }

    @Test
    void aCancelLeavesNothingMapped() {
      var begun = new Semaphore(0);
      var release = new Semaphore(0);
      faults.watch(
          call -> {
            if (call.name().equals("mmap")) {
              begun.release();
              release.acquireUninterruptibly();
            }
          });
      Fd fd = open();
      Promise<MemorySegment> map = LwtBytes.map(fd, MapMode.READ_ONLY, Arena.ofAuto());
      begun.acquireUninterruptibly();
      assertTrue(isMapped());
      map.cancel();
      release.release();
      assertThrows(Canceled.class, () -> LwtMain.run(map));
      LwtMain.run(fd.stat());
      assertFalse(isMapped());
    }

    @Test
    @SuppressWarnings("NullAway")
    void ofWhatIsNoArgument() {
      Fd fd = open();
      Arena arena = Arena.ofAuto();
      assertThrows(NullPointerException.class, () -> LwtBytes.map(fd, null, arena));
      assertThrows(NullPointerException.class, () -> LwtBytes.map(fd, MapMode.SHARED, null));
      var error =
          assertThrows(
              CompletionException.class,
              CompletableFuture.runAsync(() -> LwtBytes.map(fd, MapMode.SHARED, arena))::join);
      assertInstanceOf(IllegalStateException.class, error.getCause());
    }
  }
}
