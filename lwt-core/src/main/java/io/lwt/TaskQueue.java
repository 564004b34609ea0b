package io.lwt;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tasks that any thread adds and one takes, all at once. Lock-free: a stack, which is turned over when it is taken. */
final class TaskQueue {
  private static final Task CLOSED = new Task(() -> {});

  private final AtomicReference<@Nullable Task> top = new AtomicReference<>();

  /** Of the tasks that are being run, those behind the one that is. On the thread that takes them. */
  private @Nullable Task rest;

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
    Task task = top.get();
    return task != null && task != CLOSED;
  }

  /** Runs what is there now, in the order in which it came, for a scheduler; how many they were. */
  int runAll(Scheduler scheduler) {
    Task task = top.get();
    return task == null || task == CLOSED ? 0 : run(reversed(top.getAndSet(null)), scheduler);
  }

  /** Refuses further tasks, and runs what is there. */
  void closeAndRun(Scheduler scheduler) {
    Task task = top.getAndSet(CLOSED);
    if (task != CLOSED) {
      run(reversed(task), scheduler);
    }
  }

  /** Adds again what the thread that ran tasks has left without running it, before the tasks that there are. */
  void takeUp() {
    Task abandoned = rest;
    Task later = hasTasks() ? reversed(top.getAndSet(null)) : null;
    addAll(abandoned);
    addAll(later); // what others have added meanwhile comes between
  }

  private void addAll(@Nullable Task first) {
    for (Task task = first; task != null; task = task.next) {
      add(task.runnable);
    }
  }

  private int run(@Nullable Task first, Scheduler scheduler) {
    Timing timing = scheduler.timing();
    int count = 0;
    for (Task task = first; task != null; task = task.next) {
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
