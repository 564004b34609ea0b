package io.lwt.unix;

import io.lwt.AsyncTrace;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Reports descriptors that nobody has closed and nobody can close any more, with where they were opened: while places
 * are traced ({@link AsyncTrace#FULL}). They stay open until their loop is closed, since something may still be under
 * way on them.
 */
final class ForgottenFd implements Runnable {
  private final Descriptor descriptor;
  private final String place;

  private ForgottenFd(Descriptor descriptor, String place) {
    this.descriptor = descriptor;
    this.place = place;
  }

  /** Watches a descriptor that was just opened. */
  static void watch(Fd fd) {
    Optional<StackTraceElement> place = AsyncTrace.place();
    if (place.isPresent()) {
      Descriptor descriptor = fd.descriptor();
      Garbage.when(fd, new ForgottenFd(descriptor, place.get().toString()));
    }
  }

  /** On the cleaner's thread: the loop looks, unless it is closed, and so the descriptor too. */
  @Override
  public void run() {
    descriptor.loop().executeUnlessClosed(this::report);
  }

  private void report() {
    if (!descriptor.isClosed()) {
      System.getLogger("io.lwt")
          .log(
              Level.WARNING,
              descriptor
                  + " was not closed, and nothing refers to it any more; opened at "
                  + place);
    }
  }
}
