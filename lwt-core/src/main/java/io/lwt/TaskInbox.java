package io.lwt;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that any thread adds, and one takes, all at once. Lock-free: a stack, which is turned over when it is taken.
 *
 * <p>Other threads touch nothing else of a scheduler, to whose fields its own thread writes all the time: two
 * processors that write to the same memory wait for each other longer than a task takes.
 */
final class TaskInbox implements Executor {
  private static final Task CLOSED = new Task(() -> {});

  private final AtomicReference<@Nullable Task> top = new AtomicReference<>();
  private volatile Scheduler.@Nullable Driver driver;

  /** A task, and the next one. */
  static final class Task {
    final Runnable runnable;
    @Nullable Task next;

    private Task(Runnable runnable) {
      this.runnable = runnable;
    }
  }

  Scheduler.@Nullable Driver driver() {
    return driver;
  }

  void setDriver(Scheduler.@Nullable Driver driver) {
    this.driver = driver;
  }

  /**
   * Adds a task, and wakes the driver if there was none.
   *
   * @throws IllegalStateException if the inbox is closed
   */
  @Override
  public void execute(Runnable runnable) {
    if (add(new Task(Objects.requireNonNull(runnable, "task")))) {
      wakeDriver();
    }
  }

  void wakeDriver() {
    Scheduler.Driver current = driver;
    if (current != null) {
      current.wakeup();
    }
  }

  /** Whether there was none. */
  private boolean add(Task task) {
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

  /** The newest, and behind it the older ones; null if there are none. There are none afterwards. */
  @Nullable Task take() {
    return hasTasks() ? top.getAndSet(null) : null;
  }

  /** As {@link #take}; and later ones are refused. */
  @Nullable Task takeAndClose() {
    return top.getAndSet(CLOSED);
  }
}
