package io.lwt;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tasks that any thread adds and one takes, all at once. Lock-free: a stack, which is turned over when it is taken. */
final class TaskQueue {
  private static final Task CLOSED = new Task(() -> {});

  private final AtomicReference<@Nullable Task> top = new AtomicReference<>();

  static final class Task {
    private final Runnable runnable;
    @Nullable Task next;

    private Task(Runnable runnable) {
      this.runnable = runnable;
    }

    void run() {
      runnable.run();
    }

    Runnable runnable() {
      return runnable;
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

  /** Takes what is there: the first one, linked to the others in the order in which they came. */
  @Nullable Task takeAll() {
    Task task = top.get();
    return task == null || task == CLOSED ? null : reversed(top.getAndSet(null));
  }

  /** Refuses further tasks, and takes what is there. */
  @Nullable Task close() {
    Task task = top.getAndSet(CLOSED);
    return task == CLOSED ? null : reversed(task);
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
