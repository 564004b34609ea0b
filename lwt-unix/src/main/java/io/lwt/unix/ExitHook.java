package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A function that a loop has to call when the JVM ends. */
final class ExitHook implements Registration {
  private final ExitHooks hooks;
  private final Callable<? extends Promise<?>> function;

  /** What it is called when something is wrong with it. */
  private final Object name;

  ExitHook(ExitHooks hooks, Callable<? extends Promise<?>> function, Object name) {
    this.hooks = hooks;
    this.function = function;
    this.name = name;
  }

  /** Calls it; fulfilled when what it promises is resolved in whatever way. */
  Promise<@Nullable Void> call() {
    return Lwt.apply(function)
        .<@Nullable Void>map(_ -> null)
        .catching(
            error -> {
              ExitHooks.report(this + " has failed", error);
              return Promise.unit();
            });
  }

  @Override
  public void close() {
    hooks.remove(this);
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
