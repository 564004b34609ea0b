package io.lwt.unix;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take tasks from one queue, first in, first out.
 *
 * <p><b>At most one thread looks for work</b> at a time: it was woken or started for it, or has run out of it just now
 * and looks out for more before it sleeps. Whoever adds a task wakes a thread unless one is looking; the one that looks
 * stops doing so when it takes a task, and then wakes the next one if there is more. So a burst costs whoever adds it
 * one wake-up at most, and threads are as many as there is work for.
 *
 * <p><b>Nothing is forgotten</b>, since each looks after having said: whoever adds a task looks afterwards whether a
 * thread looks for work; a thread that stops looking, has lain down to sleep, or has ended, looks afterwards whether
 * there is a task. Whoever finds no thread to wake says so under the lock, so none lies down in between.
 *
 * <p><b>Nothing waits for threads that do not come</b>: when there is none, and the system gives none, all that waits
 * is refused by whoever found that out.
 *
 * <p>Of sleeping threads the one that lay down first is woken first: the last one may still be on its way to sleep.
 * Those above the lower bound end when they have slept for a second.
 */
final class Workers {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final ThreadFactory factory;
  private final long idleNanos;
  private final WorkQueue tasks = new WorkQueue();

  /** Whether a thread looks for work. */
  private final AtomicBoolean looking = new AtomicBoolean();

  private final Object lock = new Object();

  // Changed under the lock.
  private final Set<Worker> workers = new HashSet<>();
  private long begunByOthers;
  private long endedByOthers;
  private final ArrayDeque<Worker> sleeping = new ArrayDeque<>();
  private volatile int sleepers;
  private final AtomicInteger threads = new AtomicInteger();
  private volatile int min;
  private volatile int max;
  private int made;

  /** What a worker does: it begins, calls, and hands over, unless the task does not want to begin any more. */
  interface Task {
    /** Whether it is still to be done. Called once. */
    boolean begins();

    /** Does it. */
    void call();

    /** Called when it has been counted as done. */
    void handOver();

    /** Called instead of all that, on whatever thread: no thread does it, and none can be started. */
    void refused(RejectedExecutionException noThread);
  }

  /** Threads of that name, and at least and at most so many. */
  Workers(String name, int min, int max, ThreadFactory factory) {
    this(name, min, max, factory, IDLE_NANOS);
  }

  /** Those above the lower bound end when they have slept for so long. */
  Workers(String name, int min, int max, ThreadFactory factory, long idleNanos) {
    this.name = name;
    this.factory = factory;
    this.idleNanos = idleNanos;
    setBounds(min, max);
  }

  /** Has a thread do a task, which should not throw. */
  void execute(Task task) {
    tasks.add(task);
    wakeOne();
  }

  private boolean someWait() {
    return !tasks.isEmpty();
  }

  int threads() {
    return threads.get();
  }

  /** How many tasks were given to {@link #execute}. */
  long added() {
    return tasks.added();
  }

  /** How many tasks have been done. */
  long ended() {
    synchronized (lock) {
      return endedByOthers + workers.stream().mapToLong(worker -> worker.ended.getAcquire()).sum();
    }
  }

  /** How many tasks were begun. */
  long begun() {
    synchronized (lock) {
      return begunByOthers + workers.stream().mapToLong(worker -> worker.begun.getAcquire()).sum();
    }
  }

  int min() {
    return min;
  }

  int max() {
    return max;
  }

  /** Starts threads up to the lower bound; those above the upper one end when they have done what they are at. */
  void setBounds(int min, int max) {
    if (min < 0 || max < Math.max(min, 1)) {
      throw new IllegalArgumentException(
          "bounds of " + name + ": from " + min + " to " + max + " threads");
    }
    int missing;
    synchronized (lock) {
      this.min = min;
      this.max = max;
      missing = min - threads.get();
      for (Worker worker : sleeping) {
        LockSupport.unpark(worker.thread); // it may be one too many now
      }
    }
    for (int i = 0; i < missing; i++) {
      startBelowBound();
    }
    if (someWait()) {
      wakeOne();
    }
  }

  // ---- waking

  private void wakeOne() {
    if (!looking.get()
        && (sleepers > 0 || threads.get() < max)
        && looking.compareAndSet(false, true)) {
      Worker worker = take();
      if (worker != null) {
        worker.lookForWork();
      }
    }
  }

  /** A thread that is to look for work: one that sleeps, or a new one. Null if there is none; then nobody looks. */
  private @Nullable Worker take() {
    synchronized (lock) {
      if (sleeping.isEmpty() && threads.get() < max) {
        return add();
      }
      return takeSleeping();
    }
  }

  /** As {@link #take}, but not a new one. Under the lock. */
  private @Nullable Worker takeSleeping() {
    Worker worker = sleeping.poll();
    sleepers = sleeping.size();
    if (worker == null) {
      looking.set(false);
    }
    return worker;
  }

  private Worker add() {
    threads.incrementAndGet();
    made++;
    var worker = new Worker(name + "-" + made);
    workers.add(worker);
    return worker;
  }

  private void remove(Worker worker) {
    threads.decrementAndGet();
    workers.remove(worker);
    begunByOthers += worker.begun.getPlain();
    endedByOthers += worker.ended.getPlain();
  }

  private void startBelowBound() {
    Worker worker = null;
    synchronized (lock) {
      if (threads.get() < min) {
        worker = add();
      }
    }
    if (worker != null) {
      worker.start();
    }
  }

  /** The system gives no thread: what waits is left to the others, if there are any. */
  private void notStarted(Worker worker, OutOfMemoryError cause) {
    boolean none;
    Worker other = null;
    synchronized (lock) {
      remove(worker);
      none = threads.get() == 0;
      if (worker.looks) {
        other = takeSleeping();
      }
    }
    if (other != null) {
      other.lookForWork();
    }
    if (none) {
      refuseAll(new RejectedExecutionException(name + ": no thread can be started", cause));
    }
  }

  /**
   * Also what others have added, who saw that a thread was about to look for work; until one of them has more luck with
   * the system.
   */
  private void refuseAll(RejectedExecutionException noThread) {
    while (threads.get() == 0 && someWait()) {
      Task task = tasks.poll();
      if (task != null) {
        refuse(task, noThread);
      }
    }
  }

  private static void refuse(Task task, RejectedExecutionException noThread) {
    try {
      task.refused(noThread);
    } catch (Throwable error) {
      uncaught(error);
    }
  }

  private static void uncaught(Throwable error) {
    Thread here = Thread.currentThread();
    try {
      here.getUncaughtExceptionHandler().uncaughtException(here, error);
    } catch (Throwable ofHandler) {
      // As where a thread ends: nobody is left to be told.
    }
  }

  private final class Worker implements Runnable {
    private final Thread thread;
    private final Spin spin = new Spin();

    /** Whether this is the one that looks for work. Set by another thread while it sleeps. */
    private volatile boolean looks;

    // Set by this thread only.
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    private boolean started;
    private boolean over;

    private Worker(String name) {
      thread = factory.newThread(this);
      thread.setName(name);
    }

    /** It was taken for it: it sleeps, or is new. */
    private void lookForWork() {
      looks = true;
      if (started) {
        LockSupport.unpark(thread);
      } else {
        start();
      }
    }

    private void start() {
      started = true;
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        notStarted(this, e);
      }
    }

    @Override
    public void run() {
      while (!over) {
        Task task = tasks.poll();
        if (task == null && seesOne()) {
          task = tasks.poll();
        }
        if (task == null) {
          rest();
        } else {
          if (looks) {
            stopLooking();
          }
          carryOut(task);
          if (threads.get() > max) {
            endIfTooMany();
          }
        }
      }
      if (someWait()) { // added by who still counted on this thread
        wakeOne();
      }
    }

    private boolean seesOne() {
      if (!looks && looking.compareAndSet(false, true)) {
        looks = true;
      }
      return looks
          && spin.sees(
              Workers.this::someWait, idleNanos, Spin.hasRoomBeside(threads.get() - sleepers));
    }

    /** What was added before it stopped, another one is to take. */
    private void stopLooking() {
      looks = false;
      looking.set(false);
      if (someWait()) {
        wakeOne();
      }
    }

    /** An interrupt that was meant for the task does not reach the next one. */
    private void carryOut(Task task) {
      try {
        if (task.begins()) {
          call(task);
          task.handOver();
        }
      } catch (Throwable error) {
        uncaught(error);
      }
      Thread.interrupted();
    }

    private void call(Task task) {
      begun.setRelease(begun.getPlain() + 1);
      try {
        task.call();
      } finally {
        ended.setRelease(ended.getPlain() + 1);
      }
    }

    private void endIfTooMany() {
      synchronized (lock) {
        if (threads.get() > max) {
          end();
        }
      }
    }

    private void end() {
      over = true;
      remove(this);
    }

    private void rest() {
      boolean looked = looks; // from when it is among the sleeping ones, others may set it
      synchronized (lock) {
        sleeping.add(this);
        sleepers = sleeping.size();
      }
      if (looked) {
        stopLooking();
      } else if (someWait()) { // added while another thread looked, which has stopped since
        wakeOne();
      }
      sleep();
    }

    private void sleep() {
      long start = System.nanoTime();
      while (!looks && !endsForWantOfWork(System.nanoTime() - start)) {
        if (threads.get() > min) {
          LockSupport.parkNanos(Workers.this, idleNanos);
        } else {
          LockSupport.park(Workers.this);
        }
        Thread.interrupted(); // else it would not sleep any more
      }
    }

    /** Whether it ends, which it does not if it was taken meanwhile. */
    private boolean endsForWantOfWork(long slept) {
      synchronized (lock) {
        boolean wanted = threads.get() <= min || (threads.get() <= max && slept < idleNanos);
        if (!wanted && sleeping.remove(this)) {
          sleepers = sleeping.size();
          end();
        }
        return over;
      }
    }
  }
}
