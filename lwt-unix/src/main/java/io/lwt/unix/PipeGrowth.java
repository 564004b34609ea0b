package io.lwt.unix;

import io.lwt.Resolver;
import io.lwt.bindings.PipeSize;
import io.lwt.bindings.Posix;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes a pipe hold 1 MiB once two calls have moved as much as it usually holds, since fewer waits for the other side
 * are faster. At most 16 in a process: a user may have so many, and then gets small ones of two pages.
 */
final class PipeGrowth {
  private static final int USUAL_SIZE = 64 * 1024;
  private static final int LARGE_SIZE = 1 << 20;
  private static final int MOST = 16;
  private static final AtomicInteger LARGE = new AtomicInteger();

  private final Posix posix;
  private int full;
  private boolean isLarge;

  PipeGrowth(Posix posix) {
    this.posix = posix;
  }

  /** A call has moved so many bytes. */
  void moved(Descriptor pipe, long count) {
    if (count >= USUAL_SIZE && full < 2 && ++full == 2) {
      grow(pipe);
    }
  }

  private void grow(Descriptor pipe) {
    if (posix instanceof PipeSize sizes && take()) {
      isLarge = true;
      if (sizes.setPipeSize(pipe.number(), LARGE_SIZE) < 0) {
        giveBack();
      } else {
        Resolver<@Nullable Void> open = Resolver.waiter();
        pipe.whenUnusable(open.promise(), "close", _ -> giveBack());
      }
    }
  }

  private static boolean take() {
    boolean isTaken = LARGE.incrementAndGet() <= MOST;
    if (!isTaken) {
      LARGE.decrementAndGet();
    }
    return isTaken;
  }

  private void giveBack() {
    if (isLarge) {
      isLarge = false;
      LARGE.decrementAndGet();
    }
  }
}
