package io.lwt.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The CPU time that the threads of a process have used, from {@code /proc/PID/task/TID/schedstat}: in user mode and in
 * the kernel, to the nanosecond ({@code /proc/PID/stat} counts hundredths of a second).
 */
public final class CpuTime {
  private final Map<Path, Long> nanosOfThread;

  private CpuTime(Map<Path, Long> nanosOfThread) {
    this.nanosOfThread = nanosOfThread;
  }

  /** What this process has used so far. */
  public static CpuTime now() throws IOException {
    return of(ProcessHandle.current().pid());
  }

  /** What has been used so far. It is exact while the process is idle; of a thread that runs, a tick may be missing. */
  static CpuTime of(long pid) throws IOException {
    Map<Path, Long> nanos = new HashMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        nanos.put(thread, nanosOf(thread));
      }
    }
    return new CpuTime(nanos);
  }

  /** The nanoseconds used since an earlier time, by the threads that are still alive. */
  public long nanosSince(CpuTime earlier) {
    long sum = 0;
    for (Map.Entry<Path, Long> thread : nanosOfThread.entrySet()) {
      sum += thread.getValue() - earlier.nanosOfThread.getOrDefault(thread.getKey(), 0L);
    }
    return sum;
  }

  private static long nanosOf(Path thread) throws IOException {
    try {
      String counters = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(counters, 0, counters.indexOf(' '), 10);
    } catch (NoSuchFileException e) {
      return 0; // it has just ended
    }
  }
}
