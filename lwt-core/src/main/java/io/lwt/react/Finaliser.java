package io.lwt.react;

import io.lwt.Scheduler;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs an action once, on the scheduler's thread, when a node is stopped or has been collected. */
final class Finaliser implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Cleaner.Cleanable cleanable;
  private final AtomicReference<@Nullable Runnable> action;

  Finaliser(Node<?> node, Runnable action) {
    this.action = new AtomicReference<>(action);
    cleanable = register(node, Scheduler.current(), this.action);
  }

  /** In a static method, since what the cleaner keeps must not lead to the node. */
  private static Cleaner.Cleanable register(
      Node<?> node, Scheduler scheduler, AtomicReference<@Nullable Runnable> action) {
    return CLEANER.register(
        node,
        () -> {
          Runnable f = action.getAndSet(null);
          if (f != null) {
            execute(scheduler, f);
          }
        });
  }

  private static void execute(Scheduler scheduler, Runnable f) {
    try {
      scheduler.execute(f);
    } catch (IllegalStateException _) {
      // The scheduler is closed, and what belonged to it is over.
    }
  }

  @Override
  public void run() {
    Runnable f = action.getAndSet(null);
    if (f != null) {
      cleanable.clean();
      Step.guard(f);
    }
  }
}
