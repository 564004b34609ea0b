package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The loop of the current thread, for programs' main functions. Corresponds to {@code Lwt_main}. */
public final class LwtMain {
  private LwtMain() {}

  /**
   * Runs the thread's event loop until the promise is resolved. Of a promise that is resolved already it returns the
   * result at once, without looking at a descriptor or a timer. A promise that nothing can resolve keeps it for ever.
   * May be called again later. Lwt's {@code Lwt_main.run}.
   *
   * <p>An unchecked error of the promise is thrown as it is, a checked one in a {@link CompletionException}. So is,
   * from whatever callback, an error that the error filter lets through ({@link io.lwt.Lwt#setErrorFilter}:
   * OutOfMemoryError and InternalError); the loop cannot be used afterwards.
   *
   * @return the promise's value
   * @throws IllegalStateException inside of another {@code run} of the thread; on a virtual thread; if the promise
   *     belongs to another thread
   */
  public static <T extends @Nullable Object> T run(Promise<T> promise) {
    return EventLoop.current().run(promise);
  }

  /**
   * Calls a function, then runs the thread's event loop until what it promises is resolved: {@link #run(Promise)}.
   *
   * <p>What the function throws is thrown as an error of the promise would be.
   */
  public static <T extends @Nullable Object> T run(Callable<? extends Promise<T>> main) {
    return run(Lwt.<T>apply(main));
  }

  /**
   * Runs a program that ends well when it is asked to: calls a function with a promise of the first SIGINT (Ctrl-C) or
   * SIGTERM (what {@code docker stop} and service managers send), then runs the thread's event loop until what the
   * function promises is resolved, as {@link #run(Callable)} does.
   *
   * <pre>{@code
   * LwtMain.runUntilSignal(Duration.ofSeconds(10), stop ->
   *     LwtIo.establishServer(address, handler).bind(server ->
   *         stop.bind(_ -> server.shutdown())));
   * }</pre>
   *
   * <p>Once the signal has come, the program has the given time to end. If it is not done by then, its promise is
   * cancelled, as by {@link Lwt#pick}, and LwtTimeoutException is thrown. What the cancel has started is not awaited:
   * clean-ups that take time, and the SIGKILL after a child's grace, happen only if the loop runs on, as in a hook of
   * {@link #atExit}. A callback that does not return holds that up. A second signal does what it did before, by
   * default: it ends the JVM at once, with status 128 and the signal's number. After the first, what the status is, is
   * the program's business: returning from {@code main} it is 0.
   *
   * <p>It works as process 1 of a container too, which no signal ends that it does not handle. A SIGINT that was
   * ignored when the JVM was started stays ignored, as in a script's {@code java … &}. Other signals do what they do
   * otherwise: {@link Signals}.
   *
   * @param deadline how long the program may take to end, from the signal on
   * @param main is called with a promise of the signal; cancelling that one does nothing
   * @return the value of the function's promise
   * @throws LwtTimeoutException if the program was not done in time after a signal
   * @throws IllegalArgumentException if the deadline is negative; if java was run with {@code -Xrs}, which leaves the
   *     signals to the system
   * @throws UnsupportedOperationException if the module {@code jdk.unsupported} is missing: {@link Signals}
   * @throws IllegalStateException as {@link #run(Promise)}
   */
  public static <T extends @Nullable Object> T runUntilSignal(
      Duration deadline, Fn<? super Promise<UnixSignal>, ? extends Promise<T>> main) {
    checked(deadline);
    Objects.requireNonNull(main, "main");
    Promise<UnixSignal> stop = Signals.next(UnixSignal.SIGINT, UnixSignal.SIGTERM);
    Promise<T> work = Lwt.<T>apply(() -> main.apply(stop.noCancel()));
    Promise<T> limit = stop.bind(_ -> LwtUnix.sleep(deadline)).bind(_ -> tooLate(deadline));
    return run(Lwt.<T>pick(work, limit));
  }

  /**
   * Has a function be called, on the current thread's loop, when the JVM is about to end: by {@link System#exit}, also
   * inside of a callback; by a signal, while the loop runs or not; or when the last thread has ended. The loop then
   * runs until the promise that the function gives is resolved, whatever else it does meanwhile. Hooks of one loop are
   * called one after the other, the one that was added last first; those of other loops at the same time. They may add
   * others. Lwt's {@code Lwt_main.at_exit}.
   *
   * <p>What a hook throws or rejects with is reported, and the next one is called. All of them together have the time
   * that {@link #setExitDeadline} says; then the JVM ends, and hooks that are not done, or were not called, are
   * reported with the place where they were added. Reports go to the error output, since loggers may be closed by then.
   * So nothing holds up the exit for longer: neither a channel on a full pipe, nor a callback that does not return. Nor
   * does {@code System.exit} in a hook, which does not return, as the JVM is ending already, and changes no status: but
   * it may take all of that time.
   *
   * <p>The loop runs on its own thread as long as that runs it. Else another takes it over, and its promises: also from
   * a thread that has called {@code System.exit}, which does not come back; what that had yet to run is run. A thread
   * that is still alive, and later turns to a loop that was taken over, gets IllegalStateException. A loop that is
   * closed forgets its hooks. A loop that has hooks is not given up when its thread ends. Nothing is called when the
   * JVM is halted or killed.
   *
   * @return closed, it has the function not be called
   * @throws IllegalStateException if the JVM is ending already, but for hooks of a loop that is calling its own
   */
  public static Registration atExit(Callable<? extends Promise<?>> hook) {
    Objects.requireNonNull(hook, "hook");
    return ExitHooks.add(EventLoop.current(), hook, CallSite.current());
  }

  /**
   * Sets how long the JVM's end waits for the hooks of {@link #atExit}, all of all loops together. By default it is
   * five seconds. From any thread. Lwt waits for ever.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static void setExitDeadline(Duration deadline) {
    ExitHooks.setDeadline(checked(deadline));
  }

  private static Duration checked(Duration deadline) {
    if (Objects.requireNonNull(deadline, "deadline").isNegative()) {
      throw new IllegalArgumentException("a deadline must not be negative: " + deadline);
    }
    return deadline;
  }

  private static <T extends @Nullable Object> Promise<T> tooLate(Duration deadline) {
    return Promise.failed(new LwtTimeoutException(deadline));
  }
}
