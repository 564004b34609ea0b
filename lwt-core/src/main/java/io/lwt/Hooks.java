package io.lwt;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What is done with errors unless the user says otherwise. */
final class Hooks {
  /** All become rejections but those after which the JVM itself may not be sound. */
  static final Predicate<Throwable> DEFAULT_FILTER =
      error -> !(error instanceof OutOfMemoryError || error instanceof InternalError);

  private Hooks() {}

  /** Looked up when there is something to say: it takes long, and mostly there is nothing. */
  private static System.Logger logger() {
    return System.getLogger("io.lwt");
  }

  static void logAsync(Throwable error) {
    logger().log(Level.ERROR, "an error that nobody waits for (Lwt.setAsyncExceptionHook)", error);
  }

  /** Logs a rejection; what it has passed, if the error's stack trace does not say so. */
  static void logOrphan(Throwable error, String frames) {
    logger()
        .log(
            Level.WARNING,
            "a promise was rejected, and nobody has looked at it (Lwt.setOrphanHook)" + frames,
            error);
  }

  /** Calls a hook of the user; what it throws itself is logged. */
  static void call(Consumer<? super Throwable> hook, Throwable error) {
    try {
      hook.accept(error);
    } catch (Throwable failure) {
      logger().log(Level.ERROR, "a hook failed for " + error, failure);
    }
  }
}
