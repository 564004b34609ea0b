package io.lwt;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The tasks of {@link LwtDirect} on one scheduler: which one runs, and which can go on. */
final class DirectTasks {
  /** How often tasks may go on in one lap, so that two of them do not keep others waiting. */
  private static final int MAX_TURNS = 10_000;

  private final Scheduler scheduler;
  private Coroutine.Factory coroutines = Coroutine.best();
  private @Nullable DirectTask<?> running;

  /** What they awaited is there. */
  private final ArrayDeque<DirectTask<?>> resumed = new ArrayDeque<>();

  DirectTasks(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void setCoroutines(Coroutine.Factory coroutines) {
    this.coroutines = coroutines;
  }

  Coroutine coroutine(Runnable code) {
    return coroutines.create(scheduler, code);
  }

  /** The task whose code is running, or a callback it has called. */
  @Nullable DirectTask<?> running() {
    return running;
  }

  boolean hasResumed() {
    return !resumed.isEmpty();
  }

  /** A task can go on: it does so in the next {@link #run}. */
  void resume(DirectTask<?> task) {
    resumed.add(task);
  }

  /** See {@link Scheduler#runResumed}. */
  int run() {
    int turns = 0;
    while (turns < MAX_TURNS && !resumed.isEmpty()) {
      run(resumed.remove());
      turns++;
    }
    return turns;
  }

  private void run(DirectTask<?> task) {
    long begun = scheduler.timing().begin();
    running = task;
    try {
      task.storage = scheduler.withStorage(task.storage, () -> step(task));
    } finally {
      running = null;
    }
    scheduler.timing().end(begun, task.code());
    task.settleIfDone();
  }

  /** Which values keys have when the task has gone on to its next await. */
  private Storage step(DirectTask<?> task) {
    task.step();
    return scheduler.storage();
  }

  /** The thread that runs the task will not go on. */
  void abandonRunning() {
    running = null;
  }
}
