package io.lwt;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whether something that goes on for long keeps memory. */
public final class HeapUse {
  private static final long TOLERANCE = 16 << 20;

  private HeapUse() {}

  /** The bytes in use when everything that nobody holds is gone. */
  public static long now() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Fails if there is more in use than the tolerance above what there was before. */
  public static void assertNotAbove(long before) {
    long now = now();
    assertTrue(now - before < TOLERANCE, () -> "heap in use grew from " + before + " to " + now);
  }
}
