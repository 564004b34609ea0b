package io.lwt;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** When a promise is resolved, as seen by what a test attaches to it. Tests of combinators go through all. */
enum When {
  /** Before anything is attached. */
  NOW,

  /** Afterwards. */
  LATER,

  /** Afterwards, and it is a proxy by then, as it was given by the function of a {@code bind}. */
  LATER_AS_PROXY,

  /** Afterwards, and it becomes a proxy between the two. */
  LATER_HAVING_MERGED;

  /**
   * A promise, and what resolves it.
   *
   * @param resolve does nothing if the promise is resolved already
   */
  record Source<T extends @Nullable Object>(Promise<T> promise, Runnable resolve) {}

  boolean isNow() {
    return this == NOW;
  }

  <T extends @Nullable Object> Source<T> fulfilled(T value) {
    return isNow()
        ? new Source<>(Promise.of(value), () -> {})
        : later(resolver -> resolver.fulfill(value));
  }

  <T extends @Nullable Object> Source<T> rejected(Throwable error) {
    return isNow()
        ? new Source<>(Promise.failed(error), () -> {})
        : later(resolver -> resolver.reject(error));
  }

  private <T extends @Nullable Object> Source<T> later(Consumer<Resolver<T>> resolution) {
    Resolver<T> resolver = Resolver.task();
    Resolver<@Nullable Void> merger = Resolver.waiter();
    merger.promise().bind(_ -> resolver.promise());
    if (this == LATER_AS_PROXY) {
      merger.fulfill(null);
    }
    return new Source<>(
        resolver.promise(),
        () -> {
          if (this == LATER_HAVING_MERGED) {
            merger.fulfill(null);
          }
          resolution.accept(resolver);
        });
  }
}
