package io.lwt.process;

import io.lwt.bindings.PipeSize;
import io.lwt.bindings.Posix;
import io.lwt.unix.Fd;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pipes that were made to hold more than the usual 64 KiB, as fewer and longer reads of them are faster. A user may
 * have so many, and then no more large ones, and small ones of two pages: so it is done only where it is of use.
 */
final class LargePipes {
  private static final int SIZE = 1 << 20;
  private static final int MOST = 16;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private LargePipes() {}

  /** Makes a pipe larger, if there are not too many large ones in this process, until it is closed. */
  static boolean grow(Posix posix, Fd pipe) {
    if (posix instanceof PipeSize sizes && take()) {
      if (sizes.setPipeSize(pipe.number(), SIZE) >= 0) {
        return true;
      }
      giveBack();
    }
    return false;
  }

  private static boolean take() {
    if (COUNT.incrementAndGet() <= MOST) {
      return true;
    }
    giveBack();
    return false;
  }

  /** A large pipe is closed. */
  static void giveBack() {
    COUNT.decrementAndGet();
  }

  static int count() {
    return COUNT.get();
  }
}
