package io.lwt.benchmarks.directory;

import io.lwt.Promise;
import io.lwt.unix.Directory;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the names in a directory cost here. */
final class LwtNames {
  private LwtNames() {}

  /** Usage: FOLDER WARMUP PASSES stream|entries. Prints nanoseconds per name. */
  public static void main(String[] args) {
    ToLongFunction<String> count =
        args[3].equals("stream") ? LwtNames::countNames : LwtNames::countEntries;
    passes(args[0], Integer.parseInt(args[1]), count);
    long start = System.nanoTime();
    long names = passes(args[0], Integer.parseInt(args[2]), count);
    System.out.printf("%.2f%n", (double) (System.nanoTime() - start) / names);
  }

  private static long passes(String folder, int passes, ToLongFunction<String> count) {
    long names = 0;
    for (int pass = 0; pass < passes; pass++) {
      names += count.applyAsLong(folder);
    }
    return names;
  }

  private static long countNames(String folder) {
    long[] names = new long[1];
    LwtMain.run(LwtUnix.filesOfDirectory(folder).iter(_ -> names[0]++));
    return names[0];
  }

  private static long countEntries(String folder) {
    long[] names = new long[1];
    LwtMain.run(
        LwtUnix.opendir(folder)
            .bind(directory -> countRest(directory, names).bind(_ -> directory.close())));
    return names[0];
  }

  private static Promise<@Nullable Void> countRest(Directory directory, long[] names) {
    return directory
        .next()
        .bind(
            entry -> {
              if (entry.isEmpty()) {
                return Promise.unit();
              }
              names[0]++;
              return countRest(directory, names);
            });
  }
}
