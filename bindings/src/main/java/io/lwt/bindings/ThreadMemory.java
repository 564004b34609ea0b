package io.lwt.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The native memory of one thread: where errno is captured, and a little room for what a call writes or reads through a
 * pointer. It lives as long as its thread, so its address may be passed as a number during a call.
 */
final class ThreadMemory {
  /** What the largest user needs: the array of {@link Vectors}; with room to spare. */
  static final int SCRATCH_SIZE = 256;

  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

  private static final ThreadLocal<ThreadMemory> OWN =
      new ThreadLocal<>() {
        @Override
        protected ThreadMemory initialValue() {
          return new ThreadMemory();
        }
      };

  /**
   * The memory of the thread that came first, so that a program with one loop asks no ThreadLocal. Another thread takes
   * its place only after it has ended: two busy loops do not fight over it. Races are harmless: the owner is checked.
   */
  private static @Nullable ThreadMemory first;

  private final Thread owner = Thread.currentThread();
  private final MemorySegment capture;
  private final MemorySegment scratch;

  private ThreadMemory() {
    Arena arena = Arena.ofAuto();
    capture = arena.allocate(Linker.Option.captureStateLayout());
    scratch = arena.allocate(SCRATCH_SIZE, Long.BYTES);
  }

  /** The current thread's. */
  @SuppressWarnings("ReferenceEquality") // identity of threads is meant
  static ThreadMemory current() {
    ThreadMemory candidate = first;
    return candidate != null && candidate.owner == Thread.currentThread() ? candidate : own();
  }

  private static ThreadMemory own() {
    ThreadMemory own = OWN.get();
    ThreadMemory former = first;
    if (former == null || !former.owner.isAlive()) {
      first = own;
    }
    return own;
  }

  /** Where a call leaves errno. */
  MemorySegment capture() {
    return capture;
  }

  /** The errno of the last call that failed; of one that did not, it means nothing. */
  int errno() {
    return capture.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /** Memory whose contents mean nothing after the method that wrote them has returned. */
  MemorySegment scratch() {
    return scratch;
  }
}
