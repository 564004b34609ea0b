package io.lwt;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs something on another thread, whose scheduler is closed afterwards, and waits for it. */
public final class OtherThread {
  public static final String NAME = "other-thread";

  private OtherThread() {}

  /** What the supplier gives there. What it throws there, this throws in a CompletionException. */
  public static <T extends @Nullable Object> T get(Supplier<T> supplier) {
    var result = new CompletableFuture<T>();
    Thread thread =
        Thread.ofPlatform()
            .name(NAME)
            .start(
                () -> {
                  try {
                    result.complete(supplier.get());
                  } catch (Throwable error) {
                    result.completeExceptionally(error);
                  } finally {
                    Scheduler.current().close();
                  }
                });
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return result.join();
  }

  public static void run(Runnable runnable) {
    get(
        () -> {
          runnable.run();
          return "";
        });
  }
}
