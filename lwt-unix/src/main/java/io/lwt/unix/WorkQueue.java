package io.lwt.unix;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that any thread adds and any thread takes, first in, first out.
 *
 * <p>Tasks are numbered as they are added, to a stack. Who finds all taken that was ready to be taken makes what was
 * added since ready, as an array: from there on a task is taken by counting. So those who add and those who take seldom
 * write to the same memory, which costs processors more than the task itself.
 */
final class WorkQueue {
  private static final Workers.@Nullable Task[] NOTHING = {};

  /** Of so many tasks the array is not kept when all are taken. */
  private static final int LARGE = 1024;

  private final AtomicReference<Added> newest = new AtomicReference<>(new Added());

  /** How many tasks were taken. */
  private final AtomicLong taken = new AtomicLong();

  private volatile Ready ready = new Ready(0, NOTHING);

  private static final class Added {
    private Workers.@Nullable Task task;
    private @Nullable Added before;
    private long number;
  }

  /** Tasks in their order, of which so many came before. */
  private static final class Ready {
    private final long start;
    private final Workers.@Nullable Task[] tasks;

    private Ready(long start, Workers.@Nullable Task[] tasks) {
      this.start = start;
      this.tasks = tasks;
    }

    private long end() {
      return start + tasks.length;
    }

    /** For the one who has counted so far. It is not kept here. */
    private Workers.Task take(long number) {
      int index = (int) (number - start);
      Workers.Task task = Objects.requireNonNull(tasks[index]);
      tasks[index] = null;
      return task;
    }
  }

  void add(Workers.Task task) {
    var added = new Added();
    added.task = task;
    Added before;
    do {
      before = newest.get();
      added.before = before;
      added.number = before.number + 1;
    } while (!newest.compareAndSet(before, added));
  }

  /** How many tasks were added in all. */
  long added() {
    return newest.get().number;
  }

  boolean isEmpty() {
    return taken.get() == added();
  }

  /** The next task; null if there is none. */
  Workers.@Nullable Task poll() {
    while (true) {
      Ready current = ready; // before the count, which so is never below its start
      long number = taken.get();
      if (number < current.end()) {
        if (taken.compareAndSet(number, number + 1)) {
          Workers.Task task = current.take(number);
          if (number + 1 == current.end() && current.tasks.length > LARGE) {
            drop(current);
          }
          return task;
        }
      } else if (number == added()) {
        return null;
      } else {
        makeReady();
      }
    }
  }

  /** All of it is taken. */
  private synchronized void drop(Ready empty) {
    if (ready == empty) {
      ready = new Ready(empty.end(), NOTHING);
    }
  }

  /** Makes what was added ready, once all is taken that was. */
  private synchronized void makeReady() {
    long start = ready.end();
    if (taken.get() == start) {
      Added last = newest.get();
      Workers.@Nullable Task[] tasks = new Workers.Task[(int) (last.number - start)];
      Added next = last;
      for (int i = tasks.length - 1; i >= 0; i--) {
        tasks[i] = Objects.requireNonNull(next).task;
        next = next.before;
      }
      last.task = null; // it stays, for the next one
      last.before = null;
      ready = new Ready(start, tasks);
    }
  }
}
