package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A function that a loop has to call when the JVM ends. */
class ExitHook implements Registration {
  private final ExitHooks hooks;
  private final Callable<? extends Promise<?>> function;

  /** What it is called when something is wrong with it. */
  private final String name;

  private volatile boolean called;

  ExitHook(ExitHooks hooks, Callable<? extends Promise<?>> function, String name) {
    this.hooks = hooks;
    this.function = function;
    this.name = name;
  }

  /** Calls it; fulfilled when what it promises is resolved in whatever way. */
  final Promise<@Nullable Void> call() {
    called = true;
    return Lwt.apply(function)
        .<@Nullable Void>map(_ -> null)
        .catching(
            error -> {
              ExitHooks.report(this + " has failed", error);
              return Promise.unit();
            });
  }

  @Override
  public final void close() {
    hooks.remove(this);
  }

  /** What to say when it is not done in time, if anything; on another thread. */
  Optional<String> late(Duration limit) {
    return Optional.of(this + " was not " + (called ? "done" : "called") + " within " + limit);
  }

  @Override
  public final String toString() {
    return name;
  }
}
