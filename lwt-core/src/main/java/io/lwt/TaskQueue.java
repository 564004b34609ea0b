package io.lwt;

import io.lwt.TaskInbox.Task;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a scheduler runs for other threads: in the order in which it came to the inbox. Belongs to its thread. */
final class TaskQueue {
  /** How many tasks one lap runs, so that others who never stop adding some keep nobody waiting. */
  private static final int TURNS = 1000;

  private final TaskInbox inbox;

  /** Tasks that were taken and have not been begun. */
  private @Nullable Task rest;

  /** The last of these. */
  private @Nullable Task lastOfRest;

  private boolean closed;

  TaskQueue(TaskInbox inbox) {
    this.inbox = inbox;
  }

  boolean hasTasks() {
    return rest != null || inbox.hasTasks();
  }

  /** Runs what is there now, up to {@link #TURNS}; how many it ran. Wakes the driver for the others. */
  int runSome(Scheduler scheduler) {
    add(inbox.take());
    int count = run(scheduler, TURNS);
    if (rest != null) {
      inbox.wakeDriver();
    }
    return count;
  }

  /** Refuses further tasks, and runs what is there, unless that is being done. Throws the first error let through. */
  void closeAndRun(Scheduler scheduler) {
    if (closed) {
      return;
    }
    closed = true;
    add(inbox.takeAndClose());
    Throwable first = null;
    while (rest != null) {
      try {
        run(scheduler, Integer.MAX_VALUE);
      } catch (Throwable letThrough) {
        first = first == null ? letThrough : first;
      }
    }
    if (first != null) {
      throw Unchecked.sneaky(first);
    }
  }

  /** What was taken, the newest first, goes behind what was taken before. */
  private void add(@Nullable Task newest) {
    if (newest != null) {
      Task oldest = reversed(newest);
      if (rest == null) {
        rest = oldest;
      } else {
        Objects.requireNonNull(lastOfRest).next = oldest;
      }
      lastOfRest = newest;
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

  private static Task reversed(Task newest) {
    Task reversed = newest;
    Task rest = newest.next;
    newest.next = null;
    while (rest != null) {
      Task next = rest.next;
      rest.next = reversed;
      reversed = rest;
      rest = next;
    }
    return reversed;
  }
}
