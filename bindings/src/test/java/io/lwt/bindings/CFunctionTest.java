package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CFunctionTest {
  private static final int OLD_ERRNO = 9999;

  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;

  @AfterEach
  void close() {
    descriptors.close();
  }

  private static void preload() {
    ThreadMemory.current().capture().set(ValueLayout.JAVA_INT, 0, OLD_ERRNO);
  }

  private static <T> T onAnotherThread(Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread.ofPlatform().start(task);
    return task.get();
  }

  @Test
  void oldErrnoMeansNothingWhenTheCallSucceeds() {
    int[] ends = descriptors.pipe();
    descriptors.close(ends[1]);
    preload();
    assertEquals(0, posix.read(ends[0], descriptors.arena.allocate(1), 1));
    preload();
    assertEquals(3, posix.descriptorFlags(ends[0]));
    preload();
    assertEquals(0, posix.getaddrinfo("127.0.0.1", "1", posix.AI_NUMERICHOST(), 0, 0, 0).errno());
  }

  @Test
  void failureCarriesItsOwnErrno() {
    preload();
    assertEquals(descriptors.failure("EBADF"), posix.close(-1));
    assertEquals(-descriptors.failure("EBADF"), ThreadMemory.current().errno());
  }

  @Test
  void errnoBelongsToItsThread() throws Exception {
    posix.close(-1);
    assertEquals(
        descriptors.failure("EAFNOSUPPORT"), onAnotherThread(() -> posix.socket(9999, 1, 0)));
    assertEquals(-descriptors.failure("EBADF"), ThreadMemory.current().errno());
  }

  @Test
  void memoryBelongsToItsThread() throws Exception {
    ThreadMemory mine = ThreadMemory.current();
    assertSame(mine, ThreadMemory.current());
    ThreadMemory other = onAnotherThread(ThreadMemory::current);
    assertNotSame(mine, other);
    assertNotEquals(mine.capture().address(), other.capture().address());
    assertNotEquals(mine.scratch().address(), other.scratch().address());
    assertSame(mine, ThreadMemory.current());
    assertNotSame(other, onAnotherThread(ThreadMemory::current));
  }

  @Test
  void resultOfAnIntIsNarrowed() {
    // labs returns more bits than an int has.
    CFunction wide = CFunction.of(CFunction.Result.LONG, "labs", 1);
    CFunction narrow = CFunction.of(CFunction.Result.PLAIN_INT, "labs", 1);
    long value = 0x7_0000_0005L;
    assertEquals(value, wide.call(value));
    assertEquals(5, narrow.call(value));
  }

  @Test
  void missingFunctionSaysSoAtEachCall() {
    SymbolLookup empty = _ -> Optional.empty();
    CFunction newer = CFunction.of(empty, INT, "epoll_pwait2", 5);
    CFunction unknown = CFunction.of(empty, INT, "frobnicate", 1);
    for (int i = 0; i < 2; i++) {
      Throwable thrown =
          assertThrows(UnsupportedOperationException.class, () -> newer.call(1, 2, 3, 4, 5));
      assertEquals(
          "this system's C library has no function epoll_pwait2: glibc has it since 2.35",
          thrown.getMessage());
      thrown = assertThrows(UnsupportedOperationException.class, () -> unknown.call(1));
      assertEquals("this system's C library has no function frobnicate", thrown.getMessage());
    }
  }
}
