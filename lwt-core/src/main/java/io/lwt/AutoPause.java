package io.lwt;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** See {@link Lwt#autoPause}. */
final class AutoPause implements Supplier<Promise<@Nullable Void>> {
  private final Scheduler scheduler;
  private final Clock clock;
  private final long interval;
  private long next;

  AutoPause(Scheduler scheduler, long interval) {
    this.scheduler = scheduler;
    this.interval = interval;
    clock = scheduler.clock();
    next = clock.nanoTime() + interval;
  }

  @Override
  public Promise<@Nullable Void> get() {
    scheduler.checkThread("autoPause");
    long now = clock.nanoTime();
    if (now - next < 0) {
      return Promise.unit();
    }
    next = now + interval;
    return scheduler.pause();
  }
}
