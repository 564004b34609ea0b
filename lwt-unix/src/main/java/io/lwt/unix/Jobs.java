package io.lwt.unix;

import io.lwt.Promise;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Worker threads for what may block, whose results come back to the loop that asked. Corresponds to the worker pool of
 * {@code Lwt_unix}.
 *
 * <p>A pool has as many threads as there is work for, up to a bound; what is above waits in a queue (Lwt would do it on
 * the loop). They are platform threads (a virtual thread that blocks in the system holds its carrier) and daemons, and
 * end when they have been idle for a second.
 */
public final class Jobs {
  private static final int IDLE_SECONDS = 1;

  private static final Jobs FILES = new Jobs("lwt-files", 16);
  private static final Jobs NAMES = new Jobs("lwt-names", 16);

  private final ThreadPoolExecutor workers;

  /**
   * A pool.
   *
   * @param name what its threads' names begin with
   * @param maxThreads the most threads it may have
   */
  public Jobs(String name, int maxThreads) {
    var made = new AtomicInteger();
    workers =
        new ThreadPoolExecutor(
            maxThreads,
            maxThreads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name(name + "-" + made.incrementAndGet())
                    .unstarted(task));
    workers.allowCoreThreadTimeOut(true);
  }

  /** The pool for files and whatever else the file system may keep waiting. */
  public static Jobs files() {
    return FILES;
  }

  /** The pool for names of hosts, users and the like, so that a slow name server does not keep files waiting. */
  public static Jobs names() {
    return NAMES;
  }

  /**
   * Calls a function on a worker: {@code Lwt_preemptive.detach}, {@code Lwt_unix.run_job}.
   *
   * <p>The promise is fulfilled with what it returns, or rejected with what it throws. A cancel rejects the promise at
   * once; a function that is running goes on, and what it gives is dropped; one that has not begun never does.
   */
  public <T extends @Nullable Object> Promise<T> run(Callable<? extends T> function) {
    Objects.requireNonNull(function, "function");
    return run(function, _ -> {});
  }

  /**
   * Calls a function on a worker, whose value must not get lost.
   *
   * @param unwanted is given, on a worker, the value that nobody waits for any more
   */
  <T extends @Nullable Object> Promise<T> run(
      Callable<? extends T> function, Consumer<? super T> unwanted) {
    var job =
        new Job<T>(EventLoop.current(), function, value -> execute(() -> unwanted.accept(value)));
    workers.execute(job);
    return job.promise();
  }

  /** Has a worker do something, whatever becomes of whoever asked for it. */
  void execute(Runnable task) {
    workers.execute(task);
  }

  /** How many threads there are now. */
  public int threads() {
    return workers.getPoolSize();
  }
}
