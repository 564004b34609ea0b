package io.lwt.preemptive;

import io.lwt.Promise;
import io.lwt.unix.Jobs;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls of functions that block or compute for long, away from the loop, and from there back into it: Lwt's
 * {@code Lwt_preemptive}, and {@code lwt_domain} for computing.
 *
 * <pre>{@code
 * Promise<Report> report = LwtPreemptive.detach(() -> {
 *   Rows rows = database.query(sql);                                       // blocks a worker, not the loop
 *   LwtPreemptive.runInMain(() -> out.write("got " + rows.count()));       // back in the loop, and waits
 *   return new Report(rows);
 * });
 * }</pre>
 *
 * <p><b>Threads.</b> {@link #detach} has a pool of platform threads: none while there is nothing to do, 64 at most
 * unless {@link #setBounds} says otherwise; what is above waits, first in, first out. {@link #detachCpu} has a pool of
 * as many as there are processors, so that computing neither waits for what blocks nor crowds it out.
 * {@link #detachVirtual} has a virtual thread for each call.
 *
 * <p><b>Promises</b> are fulfilled with what the function returns and rejected with what it throws; errors that the
 * filter lets through ({@link io.lwt.Lwt#setErrorFilter}) leave the loop. A cancel rejects at once. A function that
 * waits for a thread then never begins; one that is running, on a virtual thread too, goes on, and what it returns or
 * throws is dropped, unless {@link #detach(Callable, Consumer)} takes the value or {@link #detachInterruptibly} ends
 * the call. All of it as {@link Jobs} says, which is what stands behind this class, and makes other pools.
 *
 * <p><b>Back into the loop</b> means the loop of the thread that detached the function, which then sees the values that
 * keys ({@link io.lwt.LwtKey}) had at that moment. Promises belong to their loop: a detached function must not touch
 * them but in {@link #runInMain}, nor make any elsewhere. What it makes itself ({@link io.lwt.unix.LwtUnix#sleep}, say)
 * belongs to the worker's thread, where no loop runs that could resolve it. One that calls
 * {@link io.lwt.unix.LwtMain#run} has a loop of its own made, which stays with the worker's thread and keeps its
 * descriptors: it has to close it ({@link io.lwt.unix.EventLoop#close}), or better uses {@link #runInMain}.
 *
 * <p><b>No more threads than there are.</b> A function that waits in {@link #runInMain} keeps its thread. If all of a
 * pool's wait there for calls that wait for a thread of the same pool, {@code detach(() -> runInMain(() ->
 * detach(…)))}, they wait for ever. Such inner calls belong to another pool, or behind the outer one:
 * {@code detach(…).bind(_ -> detach(…))}.
 */
public final class LwtPreemptive {
  private static final int MAX_THREADS = 64;

  private static final Jobs CALLS = new Jobs("lwt-detached", MAX_THREADS);
  private static final Jobs COMPUTING =
      new Jobs("lwt-computing", Runtime.getRuntime().availableProcessors());
  private static final ThreadFactory VIRTUAL_THREADS =
      Thread.ofVirtual().name("lwt-virtual-", 1).factory();

  private LwtPreemptive() {}

  // ---- away from the loop

  /**
   * Calls a function on a thread of the pool: {@code Lwt_preemptive.detach}. See the head of this class. Rejected with
   * {@link java.util.concurrent.RejectedExecutionException} if more wait than may ({@link #setMaxQueued}).
   */
  public static <T extends @Nullable Object> Promise<T> detach(Callable<? extends T> function) {
    return CALLS.run(function);
  }

  /**
   * {@link #detach(Callable)} of a function whose value must not get lost, such as a connection that it has opened.
   *
   * @param unwanted is given, on a thread of the pool, the value that nobody waits for any more, since the promise was
   *     cancelled or the loop was closed
   */
  public static <T extends @Nullable Object> Promise<T> detach(
      Callable<? extends T> function, Consumer<? super T> unwanted) {
    return CALLS.run(function, unwanted);
  }

  /**
   * {@link #detach(Callable)} of a function that a cancel interrupts while it is running, as does the close of the
   * loop. That ends what Java can interrupt (locks, queues, sleeps, {@link #runInMain}), not a system call.
   */
  public static <T extends @Nullable Object> Promise<T> detachInterruptibly(
      Callable<? extends T> function) {
    return CALLS.runInterruptibly(function);
  }

  /**
   * Calls a function that computes, on one of as many threads as there are processors: {@code Lwt_domain.detach}. One
   * that blocks keeps others from computing: it belongs to {@link #detach(Callable)}.
   */
  public static <T extends @Nullable Object> Promise<T> detachCpu(Callable<? extends T> function) {
    return COMPUTING.run(function);
  }

  /**
   * Calls a function on a virtual thread of its own: cheap for thousands that wait in what the JDK has made for that
   * (locks, queues, sleeps, its sockets). Nothing bounds how many there are, and {@link #setBounds} and {@link #stats}
   * do not concern them. A cancel does not interrupt it.
   *
   * <p>A virtual thread keeps its carrier, of which there are as many as processors, while it computes, waits in a
   * system call that is made through native code (the Foreign Function and Memory API, JNI) or for a file, or
   * waits below a frame of native code or in a class' initializer. For those, {@link #detach(Callable)} is better.
   */
  public static <T extends @Nullable Object> Promise<T> detachVirtual(
      Callable<? extends T> function) {
    return Jobs.runOn(task -> VIRTUAL_THREADS.newThread(task).start(), function);
  }

  // ---- back into it

  /**
   * In a detached function: calls another function in the loop, and waits for its promise.
   * {@code Lwt_preemptive.run_in_main}.
   *
   * <p>While the loop does not run, nothing happens, and the thread waits. An interrupt cancels the promise.
   *
   * @return what the promise is fulfilled with
   * @throws InterruptedException if this thread is interrupted before the promise is resolved
   * @throws IllegalStateException if this thread runs no detached function, or is the loop's own, which would wait for
   *     itself; if the loop is closed, also meanwhile
   * @throws java.util.concurrent.CompletionException for a checked exception that the promise is rejected with; an
   *     unchecked one is thrown as it is, as by {@link io.lwt.unix.LwtMain#run}
   */
  public static <T extends @Nullable Object> T runInMain(
      Callable<? extends Promise<? extends T>> function) throws InterruptedException {
    return Jobs.runInLoop(function);
  }

  /**
   * {@link #runInMain} without waiting. {@code Lwt_preemptive.run_in_main_dont_wait}.
   *
   * @param handler gets, in the loop, what the function throws or its promise is rejected with
   * @throws IllegalStateException if this thread runs no detached function, or if the loop is closed
   */
  public static void runInMainDontWait(
      Callable<? extends Promise<?>> function, Consumer<? super Throwable> handler) {
    Jobs.runInLoopDontWait(function, handler);
  }

  // ---- the pool of detach

  /** The bounds of the pool: {@code Lwt_preemptive.get_bounds}. */
  public static Jobs.Bounds bounds() {
    return CALLS.bounds();
  }

  /**
   * Changes them: {@code Lwt_preemptive.set_bounds}, {@code init}. Threads up to the lower one are started now, and
   * stay; those above the upper one end when they are done with their functions.
   *
   * @throws IllegalArgumentException unless 0 ≤ min ≤ max and 1 ≤ max
   */
  public static void setBounds(int min, int max) {
    CALLS.setBounds(min, max);
  }

  /**
   * How many functions may wait for a thread: {@code Lwt_preemptive.get_max_number_of_threads_queued}. No limit
   * ({@link Jobs#UNLIMITED}) unless one was set.
   */
  public static int maxQueued() {
    return CALLS.maxQueued();
  }

  /**
   * Sets it: {@code Lwt_preemptive.set_max_number_of_threads_queued}. A function above it is refused.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static void setMaxQueued(int maxQueued) {
    CALLS.setMaxQueued(maxQueued);
  }

  /** What the pool does: {@code nbthreads}, {@code nbthreadsbusy}, {@code nbthreadsqueued} of Lwt_preemptive. */
  public static Jobs.Stats stats() {
    return CALLS.stats();
  }
}
