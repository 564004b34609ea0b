package io.lwt.benchmarks.load;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the CPU time that a server uses. */
final class CpuMeter implements Meter {
  private final long pid;
  private @Nullable CpuTime before;
  private long nanos;

  CpuMeter(long pid) {
    this.pid = pid;
  }

  @Override
  public void start() throws IOException {
    before = CpuTime.of(pid);
  }

  @Override
  public void stop() throws IOException {
    if (before == null) {
      throw new IllegalStateException("not started");
    }
    nanos = CpuTime.of(pid).nanosSince(before);
  }

  /** How much it was, of all threads, in nanoseconds. */
  long nanos() {
    return nanos;
  }
}
