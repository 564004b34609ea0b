package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Scheduler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Worker threads for what may block, whose results come back to the loop that asked. Corresponds to the worker pool of
 * {@code Lwt_unix}, and carries {@code LwtPreemptive}.
 *
 * <p>A pool has as many threads as there is work for, between two bounds that can be changed at any time; what is above
 * waits in a queue, first in, first out, and never runs on the loop, as it does in Lwt. They are platform threads (a
 * virtual thread that blocks in the system holds its carrier) and daemons; those above the lower bound end when they
 * have been idle for a second. A function that throws, or leaves an interrupt behind, does its thread no harm.
 *
 * <p><b>A promise</b> of a pool is fulfilled with what the function returns, or rejected with what it throws, an
 * {@link InterruptedException} too; an error that the filter lets through ({@link Lwt#setErrorFilter}) leaves the loop
 * instead. A cancel rejects the promise at once; a function that has not begun never does, and one that is running goes
 * on, and what it gives is dropped. The close of the loop rejects with {@link IllegalStateException}. The function sees
 * no keys ({@link io.lwt.LwtKey}), but what it runs in the loop does: {@link #runInLoop}.
 *
 * <p>A result is handed over without a lock, and a burst of them wakes the loop once. While there are jobs, the loop
 * looks out for some microseconds before it sleeps, as does one worker that has just become idle; where that would keep
 * others from a processor they only yield, once. Who does so in vain soon stops it. The system property {@code
 * io.lwt.spinMicros} says for how long: 20 by default, 0 for only yielding.
 *
 * <p>A pool's methods may be called from any thread that has a loop, those that make no promise from any.
 */
public final class Jobs {
  /** Where {@link #maxQueued} is this, nothing is refused. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final Jobs FILES = new Jobs("lwt-files", 16);
  private static final Jobs NAMES = new Jobs("lwt-names", 16);

  private final String name;
  private final Workers workers;

  /** Of those that never began. */
  private final LongAdder dropped = new LongAdder();

  private volatile int maxQueued = UNLIMITED;

  /**
   * A pool of no thread at first.
   *
   * @param name what its threads' names begin with
   * @param maxThreads the most threads it may have, at least 1
   */
  public Jobs(String name, int maxThreads) {
    this(name, 0, maxThreads);
  }

  /**
   * A pool.
   *
   * @param name what its threads' names begin with
   * @param minThreads how many threads are started now, and stay
   * @param maxThreads the most threads it may have, at least 1
   * @throws IllegalArgumentException unless 0 ≤ minThreads ≤ maxThreads
   */
  public Jobs(String name, int minThreads, int maxThreads) {
    this(name, minThreads, maxThreads, Thread.ofPlatform().daemon().factory());
  }

  Jobs(String name, int minThreads, int maxThreads, ThreadFactory factory) {
    this.name = Objects.requireNonNull(name, "name");
    workers = new Workers(name, minThreads, maxThreads, factory);
  }

  /** The pool for files and whatever else the file system may keep waiting. */
  public static Jobs files() {
    return FILES;
  }

  /** The pool for names of hosts, users and the like, so that a slow name server does not keep files waiting. */
  public static Jobs names() {
    return NAMES;
  }

  // ---- calls

  /**
   * Calls a function on a worker: {@code Lwt_preemptive.detach}, {@code Lwt_unix.run_job}. The promise is as the head
   * of this class says; rejected with {@link RejectedExecutionException} if as many functions wait as may wait
   * ({@link #setMaxQueued}), or if the system gives not one thread.
   */
  public <T extends @Nullable Object> Promise<T> run(Callable<? extends T> function) {
    Objects.requireNonNull(function, "function");
    return start(loop -> new Job<T>(loop, this, function, null));
  }

  /**
   * {@link #run(Callable)} of a function whose value must not get lost, such as a file that it has opened.
   *
   * @param unwanted is given, on a worker, the value that nobody waits for any more, since the promise was cancelled or
   *     the loop was closed; what it throws goes to its thread's {@link Thread.UncaughtExceptionHandler}
   */
  public <T extends @Nullable Object> Promise<T> run(
      Callable<? extends T> function, Consumer<? super T> unwanted) {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(unwanted, "unwanted");
    return start(loop -> new Job<T>(loop, this, function, unwanted));
  }

  /**
   * {@link #run(Callable)} of a function that is interrupted when its promise is cancelled, or abandoned, while it is
   * running. The interrupt ends what Java can interrupt (a lock, a queue, {@link #runInLoop}), not a system call.
   */
  public <T extends @Nullable Object> Promise<T> runInterruptibly(Callable<? extends T> function) {
    Objects.requireNonNull(function, "function");
    return start(loop -> new InterruptibleJob<T>(loop, this, function));
  }

  private <T extends @Nullable Object> Promise<T> start(Function<EventLoop, Job<T>> make) {
    EventLoop loop = EventLoop.current();
    int limit = maxQueued;
    if (limit != UNLIMITED && queuedOrRunning() >= runningAtMost() + limit) {
      return Promise.failed(new RejectedExecutionException(fullWith(limit)));
    }
    Job<T> job = make.apply(loop);
    workers.execute(job);
    return job.promise();
  }

  private long queuedOrRunning() {
    // What comes later in a function's life is read first: the difference is not negative.
    long over = dropped.sum() + workers.ended();
    return workers.added() - over;
  }

  /** There may be more threads than the upper bound allows, if that was lowered, until they are done. */
  private long runningAtMost() {
    return Math.max(workers.max(), workers.threads());
  }

  private String fullWith(int queued) {
    return "%s: busy threads: %d; waiting calls: %d, which is the limit"
        .formatted(name, runningAtMost(), queued);
  }

  /**
   * Calls a function where an executor does it: virtual threads, somebody else's pool. The promise is as that of
   * {@link #run(Callable)}; also rejected with what the executor throws, an OutOfMemoryError in a
   * {@link RejectedExecutionException}: the system gives no thread.
   */
  public static <T extends @Nullable Object> Promise<T> runOn(
      Executor executor, Callable<? extends T> function) {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(function, "function");
    var job = new Job<T>(EventLoop.current(), function);
    try {
      executor.execute(job);
    } catch (OutOfMemoryError noThread) {
      job.abandon(new RejectedExecutionException("no thread can be started", noThread));
    } catch (Throwable refused) {
      job.abandon(refused);
    }
    return job.promise();
  }

  /**
   * Has a worker do something, whatever becomes of whoever asked for it, and however many wait. If the system gives not
   * one thread, it is done all the same, where that is found out.
   */
  void execute(Runnable task) {
    execute(task, _ -> task.run());
  }

  /**
   * Has a worker do something, however many wait.
   *
   * @param refused is called instead, on whatever thread, if the system gives not one thread
   */
  void execute(Runnable task, Consumer<? super RejectedExecutionException> refused) {
    workers.execute(
        new Workers.Task() {
          @Override
          public boolean begins() {
            return true;
          }

          @Override
          public void call() {
            task.run();
          }

          @Override
          public void handOver() {}

          @Override
          public void refused(RejectedExecutionException noThread) {
            dropped();
            refused.accept(noThread);
          }
        });
  }

  /** One that was to be run was given up before it began. */
  void dropped() {
    dropped.increment();
  }

  // ---- back into the loop

  /**
   * From a function that runs for a loop ({@link #run}, {@link #runOn}): calls another function in that loop, with the
   * values that keys had where the first one was asked for, and waits for the promise that it gives. Lwt's
   * {@code Lwt_preemptive.run_in_main}.
   *
   * <p>While the loop does not run, nothing happens, and the thread waits. An interrupt cancels the promise, if it
   * has come to one.
   *
   * @return what the promise is fulfilled with
   * @throws InterruptedException if this thread is interrupted before the promise is resolved
   * @throws IllegalStateException if this thread runs no such function, or is the loop's own, which would wait for
   *     itself; if the loop is closed, also meanwhile
   * @throws java.util.concurrent.CompletionException for a checked exception that the promise is rejected with; an
   *     unchecked one is thrown as it is
   */
  public static <T extends @Nullable Object> T runInLoop(
      Callable<? extends Promise<? extends T>> function) throws InterruptedException {
    Objects.requireNonNull(function, "function");
    Job<?> job = Job.running("runInLoop");
    if (job.loop().isCurrent()) {
      throw new IllegalStateException("runInLoop: the event loop's thread would wait for itself");
    }
    return LoopCall.make(job.loop(), job.keys(), function);
  }

  /**
   * {@link #runInLoop} without waiting. Lwt's {@code Lwt_preemptive.run_in_main_dont_wait}.
   *
   * @param handler gets, in the loop, what the function throws or its promise is rejected with
   * @throws IllegalStateException if this thread runs no function for a loop, or if the loop is closed
   */
  public static void runInLoopDontWait(
      Callable<? extends Promise<?>> function, Consumer<? super Throwable> handler) {
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(handler, "handler");
    Job<?> job = Job.running("runInLoopDontWait");
    job.loop()
        .execute(
            () ->
                job.keys()
                    .with(
                        () -> {
                          Lwt.dontWait(function, handler);
                          return null;
                        }));
  }

  // ---- all of them

  /**
   * Rejects the promises of the current thread's loop that wait for this pool: functions that have not begun never do,
   * those that are running go on. {@code Lwt_unix.abort_jobs}. Reads and writes of files are their descriptors':
   * {@link Fd#abort}.
   */
  public void abandonAll(Throwable error) {
    Objects.requireNonNull(error, "error");
    waiting().stream().filter(Promise::isPending).forEach(job -> job.abandon(error));
  }

  /**
   * Fulfilled when the promises of the current thread's loop that wait for this pool now are resolved, whichever way.
   * A cancel leaves them alone. {@code Lwt_unix.wait_for_jobs}.
   */
  public Promise<@Nullable Void> awaitAll() {
    List<Promise<@Nullable Void>> ends =
        waiting().stream()
            .map(job -> job.<@Nullable Void>tryBind(_ -> Promise.unit(), _ -> Promise.unit()))
            .toList();
    return Lwt.join(ends).protect();
  }

  private List<Job<?>> waiting() {
    return Scheduler.current().driver() instanceof EventLoop loop
        ? loop.jobs().of(this)
        : List.of();
  }

  // ---- bounds and figures

  /**
   * How many threads a pool may have.
   *
   * @param min how many stay although there is nothing to do
   * @param max the most there may be
   */
  public record Bounds(int min, int max) {}

  /** The bounds of this pool: {@code Lwt_preemptive.get_bounds}, {@code Lwt_unix.pool_size}. */
  public Bounds bounds() {
    return new Bounds(workers.min(), workers.max());
  }

  /**
   * Changes the bounds: {@code Lwt_preemptive.set_bounds}, {@code Lwt_unix.set_pool_size}. Threads up to the lower one
   * are started now, those above the upper one end when they are done with their functions.
   *
   * @throws IllegalArgumentException unless 0 ≤ min ≤ max and 1 ≤ max
   */
  public void setBounds(int min, int max) {
    workers.setBounds(min, max);
  }

  /** How many functions may wait for a thread: {@link #UNLIMITED} unless something else was set. */
  public int maxQueued() {
    return maxQueued;
  }

  /**
   * Limits how many functions may wait for a thread: {@code Lwt_preemptive.set_max_number_of_threads_queued}, which
   * has no effect there. A function above it is refused: its promise is rejected with
   * {@link RejectedExecutionException}. Where several loops ask at the same moment, each may get one in above it.
   * The library's own reads, writes and closes of descriptors are never refused, unless the system gives not one
   * thread; a close is made on the loop's own then.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void setMaxQueued(int maxQueued) {
    if (maxQueued < 0) {
      throw new IllegalArgumentException("maxQueued: " + maxQueued);
    }
    this.maxQueued = maxQueued;
  }

  /**
   * What a pool does. {@code Lwt_unix.thread_count}, {@code thread_waiting_count}, and the counters of
   * {@code Lwt_preemptive}. While there is work going on, the figures may be of slightly different moments.
   *
   * @param threads how many threads there are
   * @param busy how many of them run a function
   * @param queued how many functions wait for a thread
   * @param completed how many functions have ended since the pool was made
   */
  public record Stats(int threads, int busy, int queued, long completed) {}

  /** What this pool does now. */
  public Stats stats() {
    // What comes later in a function's life is read first: nothing is negative.
    long over = dropped.sum();
    long ended = workers.ended();
    long begun = workers.begun();
    long all = workers.added();
    return new Stats(workers.threads(), (int) (begun - ended), (int) (all - begun - over), ended);
  }
}
