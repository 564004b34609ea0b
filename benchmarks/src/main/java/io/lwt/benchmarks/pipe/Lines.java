package io.lwt.benchmarks.pipe;

import io.lwt.benchmarks.load.CpuTime;
import java.io.IOException;

/** Counts the lines that a program reads, and measures what they cost when it is warm. */
final class Lines {
  private final long warmup;
  private final long last;
  private long count;
  private long characters;
  private CpuTime begin = CpuTime.now();

  /** As many as the arguments name: WARMUP LINES. */
  Lines(String[] args) throws IOException {
    warmup = Long.parseLong(args[0]);
    last = warmup + Long.parseLong(args[1]);
  }

  /** A line was read: whether another one is wanted. */
  boolean read(String line) throws IOException {
    characters += line.length();
    count++;
    if (count == warmup) {
      begin = CpuTime.now();
    }
    return count < last;
  }

  /** Prints the nanoseconds of CPU time per line, of all threads. */
  void print() throws IOException {
    if (count < last || characters != count * Compare.LINE.length()) {
      throw new IOException(count + " lines, " + characters + " characters");
    }
    System.out.printf("%.2f%n", (double) CpuTime.now().nanosSince(begin) / (last - warmup));
  }
}
