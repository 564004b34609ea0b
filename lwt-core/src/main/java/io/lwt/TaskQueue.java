package io.lwt;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tasks that any thread adds and one takes, all at once. Lock-free: a stack, which is turned over when it is taken. */
final class TaskQueue {
  /** How many tasks one lap runs, so that others who never stop adding some keep nobody waiting. */
  private static final int TURNS = 1000;

  private static final Task CLOSED = new Task(() -> {});

  private final AtomicReference<@Nullable Task> top = new AtomicReference<>();

  /** Tasks that were taken and have not been begun. Set on the thread that takes them. */
  private @Nullable Task rest;

  /** The last of these. */
  private @Nullable Task lastOfRest;

  private static final class Task {
    private final Runnable runnable;
    private @Nullable Task next;

    private Task(Runnable runnable) {
      this.runnable = runnable;
    }
  }

  /**
   * Adds a task; whether there was none.
   *
   * @throws IllegalStateException if the queue is closed
   */
  boolean add(Runnable runnable) {
    Task task = new Task(runnable);
    Task before;
    do {
      before = top.get();
      if (before == CLOSED) {
        throw new IllegalStateException("execute: the event loop is closed");
      }
      task.next = before;
    } while (!top.compareAndSet(before, task));
    return before == null;
  }

  boolean hasTasks() {
    return rest != null || someWereAdded();
  }

  /** Whether tasks are left that were there when others were run. */
  boolean hasLeftSome() {
    return rest != null;
  }

  private boolean someWereAdded() {
    Task task = top.get();
    return task != null && task != CLOSED;
  }

  /** Runs what is there now, in the order in which it came, up to {@link #TURNS}, for a scheduler; how many it ran. */
  int runSome(Scheduler scheduler) {
    if (someWereAdded()) {
      take(top.getAndSet(null));
    }
    return run(scheduler, TURNS);
  }

  /** Refuses further tasks, and runs what is there. */
  void closeAndRun(Scheduler scheduler) {
    Task added = top.getAndSet(CLOSED);
    if (added != CLOSED) {
      take(added);
      run(scheduler, Integer.MAX_VALUE);
    }
  }

  /** What was added goes behind what was taken before. */
  private void take(@Nullable Task added) {
    Task first = reversed(added);
    if (rest == null) {
      rest = first;
    } else {
      Objects.requireNonNull(lastOfRest).next = first;
    }
    if (added != null) {
      lastOfRest = added;
    }
  }

  private int run(Scheduler scheduler, int turns) {
    Timing timing = scheduler.timing();
    int count = 0;
    for (Task task = rest; task != null && count < turns; task = rest) {
      rest = task.next;
      long begun = timing.begin();
      try {
        task.runnable.run();
      } catch (Throwable error) {
        scheduler.reportAsync(scheduler.filtered(error));
      }
      timing.end(begun, task.runnable);
      count++;
    }
    if (rest == null) {
      lastOfRest = null; // it may refer to much
    }
    return count;
  }

  private static @Nullable Task reversed(@Nullable Task task) {
    Task reversed = null;
    Task rest = task;
    while (rest != null) {
      Task next = rest.next;
      rest.next = reversed;
      reversed = rest;
      rest = next;
    }
    return reversed;
  }
}
