package io.lwt;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Straight-line code that waits for promises, with loops, {@code try} and {@code catch}, in place of chains of
 * callbacks. Corresponds to {@code Lwt_direct}.
 *
 * <pre>{@code
 * Promise<Integer> lines = LwtDirect.spawn(() -> {
 *   int count = 0;
 *   try (var _ = LwtDirect.using(channel::close)) {
 *     while (LwtDirect.await(channel.readLine()).isPresent()) {
 *       count++;
 *     }
 *   }
 *   return count;
 * });
 * }</pre>
 *
 * <p><b>Tasks.</b> A task belongs to the scheduler of the thread that spawned it, and only one runs at a time: between
 * two awaits nothing else happens. A task begins, and goes on when what it awaits is resolved, at the end of a lap of
 * its loop, after those that could do so before. Its code is not a callback's: what it fulfils has its callbacks run at
 * once. What it calls that are callbacks ({@code bind}'s function, say) cannot await, since they would hold up whoever
 * resolved the promise; they can spawn.
 *
 * <p><b>Two ways.</b> Where the launcher exports the JDK's continuations to us, with {@code --add-exports
 * java.base/jdk.internal.vm=io.lwt.core} ({@code =ALL-UNNAMED} on the class path) or with {@code Add-Exports:
 * java.base/jdk.internal.vm} in the manifest of the program's jar, tasks run on the loop's own thread. Without, each
 * is a virtual thread which the loop's thread lets run and waits for, and an await takes microseconds in place of a
 * tenth of one. {@link Thread#currentThread} and values of ThreadLocals are the loop's on continuations, for all tasks
 * together, and the task's own on virtual threads; so {@code Thread.currentThread().isVirtual()} tells a task which of
 * the two it runs on. On continuations a ScopedValue that is bound across an await is seen by other tasks: use an
 * {@link LwtKey}, which is right on both.
 *
 * <p><b>What cannot wait.</b> On continuations an await throws IllegalStateException if a native method or a class
 * initializer is on the task's stack; on virtual threads it waits there too. On both, a task that awaits inside
 * {@code synchronized} keeps the monitor: if another task or callback of the loop wants it, the loop stands still for
 * ever. Use an {@link LwtMutex}.
 */
public final class LwtDirect {
  private LwtDirect() {}

  /**
   * Has code run as a task, beginning at the end of this lap; the promise of what it returns.
   *
   * <p>Rejected with what the code throws. A cancel goes to what the task awaits, where {@link #await} throws
   * {@link Canceled}; a task that has not begun never does. The code sees the keys' values that are current now. Lwt's
   * {@code Lwt_direct.spawn}, whose promise cannot be cancelled and whose keys are empty.
   */
  public static <T extends @Nullable Object> Promise<T> spawn(Callable<? extends T> code) {
    Objects.requireNonNull(code, "code");
    Scheduler scheduler = Scheduler.current();
    DirectTask<T> task = new DirectTask<>(scheduler, code);
    scheduler.direct().resume(task);
    return task;
  }

  /** Code that returns nothing and may throw. */
  @FunctionalInterface
  public interface Body {
    /** Runs the code. */
    void run() throws Exception;
  }

  /**
   * Has code run as a task that nobody waits for: what it throws goes to the hook
   * ({@link Lwt#setAsyncExceptionHook}). Lwt's {@code Lwt_direct.spawn_in_the_background}.
   */
  public static void spawnInTheBackground(Body code) {
    Objects.requireNonNull(code, "code");
    Lwt.async(
        () ->
            spawn(
                () -> {
                  code.run();
                  return null;
                }));
  }

  /**
   * The promise's value, which a task waits for while others go on; at once if it is there.
   *
   * <p>Throws the error of a rejection: an unchecked one as it is, a checked one in a {@link CompletionException}, so
   * that no {@code catch (IOException e)} sees it: catch the CompletionException, whose cause it is, or await
   * {@code promise.catching(IOException.class, …)}. Lwt's {@code Lwt_direct.await}.
   *
   * <p>A thread without a loop (a worker, a virtual thread) blocks until a promise of some loop is resolved. An
   * interrupt ends that wait with a CompletionException of InterruptedException, and the thread stays interrupted; the
   * promise does not hear of it.
   *
   * @throws IllegalStateException on a loop's thread outside of {@link #spawn} or in a callback; if the task cannot be
   *     suspended here; if the promise belongs to the loop of another thread and this one has its own; if that loop is
   *     closed, or is while this waits
   */
  public static <T extends @Nullable Object> T await(Promise<? extends T> promise) {
    Objects.requireNonNull(promise, "promise");
    Scheduler scheduler = Scheduler.existing();
    DirectTask<?> task = scheduler == null ? null : scheduler.runningTask();
    if (task == null) {
      return awaitOutsideOfTasks(scheduler, promise);
    }
    if (task.scheduler().isInCallback()) {
      throw new IllegalStateException(
          "await: in a callback, which cannot wait; spawn a task there (LwtDirect.spawn)");
    }
    Pending<?> pending = promise.pending();
    if (pending != null) {
      task.await(pending.owned("await"));
    }
    return resultOf(promise);
  }

  /** Lets everything else go on once: descriptors, timers, other tasks. Lwt's {@code Lwt_direct.yield}. */
  @SuppressWarnings("NamedLikeContextualKeyword") // Lwt's name; calls are to be qualified
  public static void yield() {
    await(Lwt.pause());
  }

  /** Something that the end of a {@code try} closes. */
  public interface Closing extends AutoCloseable {
    /** Closes it, and waits until that is done; throws its error. */
    @Override
    void close();
  }

  /**
   * For {@code try (var _ = using(fd::close))}: at its end, calls the function and awaits its promise. What that is
   * rejected with is thrown, or added to what the body has thrown.
   */
  public static Closing using(Callable<? extends Promise<?>> close) {
    Objects.requireNonNull(close, "close");
    return () -> await(Lwt.apply(close));
  }

  /**
   * Sets a key's value for the rest of this task, and what it spawns or attaches from now on. Read by
   * {@link LwtKey#get}. Lwt's {@code Lwt_direct.Storage.set} and {@code remove}.
   *
   * @param value null for no value
   * @throws IllegalStateException outside of a task
   */
  public static <T> void set(LwtKey<T> key, @Nullable T value) {
    Objects.requireNonNull(key, "key");
    Scheduler scheduler = Scheduler.existing();
    if (scheduler == null || scheduler.runningTask() == null || scheduler.isInCallback()) {
      throw new IllegalStateException("set: not in a task; use LwtKey.with");
    }
    scheduler.set(key, value);
  }

  private static <T extends @Nullable Object> T awaitOutsideOfTasks(
      @Nullable Scheduler scheduler, Promise<? extends T> promise) {
    if (scheduler != null && scheduler.driver() != null) {
      throw new IllegalStateException(
          "await: on the event loop's thread "
              + Thread.currentThread().getName()
              + " outside of a task it would stop the loop for ever; use LwtDirect.spawn, or LwtMain.run");
    }
    return promise instanceof Pending<? extends T> pending ? block(pending) : resultOf(promise);
  }

  /** The promise was pending once, on whatever thread: only its own may look at it. */
  private static <T extends @Nullable Object> T block(Pending<? extends T> promise) {
    Scheduler owner = promise.scheduler();
    if (owner.isCurrent()) {
      throw new IllegalStateException(
          "await: the promise belongs to this thread; use LwtMain.run, or LwtDirect.spawn");
    }
    var answer = new CompletableFuture<T>();
    try {
      owner.execute(() -> answer(owner, promise, answer));
      return answer.get();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new CompletionException(interrupt);
    } catch (ExecutionException failure) {
      throw unchecked(Objects.requireNonNull(failure.getCause()));
    }
  }

  /** On the owner's thread. */
  private static <T extends @Nullable Object> void answer(
      Scheduler owner, Promise<? extends T> promise, CompletableFuture<T> answer) {
    Runnable closed =
        () ->
            answer.completeExceptionally(
                new IllegalStateException("await: the event loop was closed meanwhile"));
    owner.closingActions().add(closed);
    promise.onAny(
        value -> {
          owner.closingActions().remove(closed);
          answer.complete(value);
        },
        error -> {
          owner.closingActions().remove(closed);
          answer.completeExceptionally(error);
        });
  }

  private static <T extends @Nullable Object> T resultOf(Promise<? extends T> promise) {
    Object state = promise.root().state;
    if (state instanceof RejectedCell rejected) {
      throw unchecked(rejected.handOver());
    }
    return Promise.<T>valueOf(state);
  }

  private static RuntimeException unchecked(Throwable error) {
    if (error instanceof Error serious) {
      throw serious;
    }
    return error instanceof RuntimeException exception ? exception : new CompletionException(error);
  }
}
