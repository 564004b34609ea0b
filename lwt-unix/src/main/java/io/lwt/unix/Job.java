package io.lwt.unix;

import io.lwt.LwtKey;
import io.lwt.Resolver;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A function that is called on another thread, and the promise of its result, which belongs to a loop.
 *
 * <p>The other thread calls it, keeps the result here, and has the loop {@link #finish}. Whether it begins at all is
 * settled between the two by {@link #BEGINNING}; everything else is the loop's.
 */
class Job<T extends @Nullable Object> extends Resolver<T> implements Workers.Task, Runnable {
  private static final int WAITING = 0;
  private static final int BEGUN = 1;
  private static final int DROPPED = 2;

  @SuppressWarnings("rawtypes") // a class literal has no arguments
  private static final AtomicIntegerFieldUpdater<Job> BEGINNING =
      AtomicIntegerFieldUpdater.newUpdater(Job.class, "beginning");

  private static final ThreadLocal<Running> RUNNING = ThreadLocal.withInitial(Running::new);

  /** What a thread has to do with jobs. */
  private static final class Running {
    @Nullable Job<?> job;
  }

  private final EventLoop loop;
  private final @Nullable Jobs pool;
  private final LwtKey.Values keys = LwtKey.values();

  /** Null once it is known that there will be no value. */
  private @Nullable Consumer<? super T> unwanted;

  /** Belongs to who has settled the beginning; null afterwards: who keeps the promise does not keep what it has. */
  private @Nullable Callable<? extends T> function;

  @SuppressWarnings("unused") // by BEGINNING
  private volatile int beginning;

  /** When it was made, if that is recorded. */
  private final long queuedAt = Insight.now();

  // Set by the other thread, before it has the loop finish.
  private @Nullable T value;
  private @Nullable Throwable error;

  private boolean over;

  // Of the loop's table.
  long number;
  int place;

  /** A function that is to be called by somebody. */
  Job(EventLoop loop, Callable<? extends T> function) {
    this(loop, null, function, null);
  }

  /**
   * A function that is to be called.
   *
   * @param pool whose thread calls it; null if that is somebody else's
   * @param unwanted is given the value that nobody waits for any more: by the pool, or on whatever thread
   */
  Job(
      EventLoop loop,
      @Nullable Jobs pool,
      Callable<? extends T> function,
      @Nullable Consumer<? super T> unwanted) {
    this.loop = loop;
    this.pool = pool;
    this.function = function;
    this.unwanted = unwanted;
    loop.jobs().began(this);
  }

  /**
   * The one whose function runs on this thread.
   *
   * @param operation what needs it, for the message
   */
  static Job<?> running(String operation) {
    Job<?> job = RUNNING.get().job;
    if (job == null) {
      throw new IllegalStateException(
          operation
              + ": thread "
              + Thread.currentThread().getName()
              + " runs no call that was made for an event loop (Jobs.run, LwtPreemptive.detach)");
    }
    return job;
  }

  EventLoop loop() {
    return loop;
  }

  /** The pool whose thread calls it, if it is one. */
  @Nullable Jobs pool() {
    return pool;
  }

  /** The values that keys had where it was made. */
  LwtKey.Values keys() {
    return keys;
  }

  /** On the thread of somebody else's. */
  @Override
  public final void run() {
    if (begins()) {
      call();
      handOver();
    }
  }

  @Override
  public final boolean begins() {
    return BEGINNING.compareAndSet(this, WAITING, BEGUN);
  }

  @Override
  public final void call() {
    if (queuedAt == 0) {
      invoke();
    } else {
      Insight.job(this::description, queuedAt, this::invoke);
    }
  }

  private void invoke() {
    Running here = RUNNING.get();
    Job<?> outer = here.job;
    here.job = this;
    try {
      value = invoke(Objects.requireNonNull(function));
    } catch (Throwable thrown) {
      error = thrown;
    } finally {
      here.job = outer;
      function = null;
    }
  }

  T invoke(Callable<? extends T> function) throws Exception {
    return function.call();
  }

  @Override
  public final void handOver() {
    try {
      loop.execute(this::finish);
    } catch (IllegalStateException closed) { // the loop rejected the promise when it was closed
      drop();
    }
  }

  @Override
  public final void refused(RejectedExecutionException noThread) {
    if (begins()) {
      function = null;
      error = noThread;
      if (pool != null) {
        pool.dropped();
      }
      handOver();
    }
  }

  @Override
  protected final String description() {
    Callable<? extends T> called = function;
    return called == null ? "a call on a worker" : called.getClass().getName() + " on a worker";
  }

  /** On the loop. */
  private void finish() {
    if (over) {
      drop();
    } else {
      forget();
      if (error == null) {
        fulfill(takeValue());
      } else {
        reject(loop.scheduler().filtered(error));
      }
    }
  }

  private void drop() {
    Consumer<? super T> taker = unwanted;
    if (error == null && taker != null) {
      T dropped = takeValue();
      if (pool == null) {
        taker.accept(dropped);
      } else {
        pool.execute(() -> taker.accept(dropped));
      }
    }
  }

  /** It is not kept: the promise has it, or nobody. */
  @SuppressWarnings({"unchecked", "NullAway"}) // null only where T has it
  private T takeValue() {
    T taken = value;
    value = null;
    return taken;
  }

  /** Rejects the promise now; what the function gives is dropped. On the loop. */
  final void abandon(Throwable reason) {
    giveUp();
    reject(reason);
  }

  @Override
  protected final void canceled() {
    giveUp();
  }

  private void giveUp() {
    if (BEGINNING.compareAndSet(this, WAITING, DROPPED)) {
      function = null; // a queue may keep this for long
      unwanted = null;
      if (pool != null) {
        pool.dropped();
      }
    } else {
      stop();
    }
    forget();
  }

  /** The function has begun, and nobody wants its value any more. */
  void stop() {}

  private void forget() {
    over = true;
    loop.jobs().ended(this);
  }
}
