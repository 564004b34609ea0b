package io.lwt.benchmarks.directory;

import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;

/** What the names in a directory cost here. */
final class LwtNames {
  private LwtNames() {}

  /** Usage: FOLDER WARMUP PASSES. Prints nanoseconds per name. */
  public static void main(String[] args) {
    passes(args[0], Integer.parseInt(args[1]));
    long start = System.nanoTime();
    long names = passes(args[0], Integer.parseInt(args[2]));
    System.out.printf("%.2f%n", (double) (System.nanoTime() - start) / names);
  }

  private static long passes(String folder, int passes) {
    long names = 0;
    for (int pass = 0; pass < passes; pass++) {
      names += countNames(folder);
    }
    return names;
  }

  private static long countNames(String folder) {
    long[] names = new long[1];
    LwtMain.run(LwtUnix.filesOfDirectory(folder).iter(_ -> names[0]++));
    return names[0];
  }
}
