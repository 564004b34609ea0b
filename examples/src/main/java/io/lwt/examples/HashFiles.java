package io.lwt.examples;

import io.lwt.LwtList;
import io.lwt.Promise;
import io.lwt.preemptive.LwtPreemptive;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of files, on as many threads as there are processors, while the loop prints each as soon as it is known.
 */
public final class HashFiles {
  private static final int MOST_AT_ONCE = 64;

  private HashFiles() {}

  /** Prints a line for each {@code FILE…}, as sha256sum(1) does, but in the order in which they are done. */
  public static void main(String[] args) {
    LwtMain.run(LwtList.iterN(MOST_AT_ONCE, List.of(args), HashFiles::print));
  }

  private static Promise<@Nullable Void> print(String file) {
    return LwtPreemptive.detachCpu(() -> hash(Path.of(file)))
        .bind(hash -> LwtIo.printl(hash + "  " + file));
  }

  private static String hash(Path file) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(hash);
  }
}
