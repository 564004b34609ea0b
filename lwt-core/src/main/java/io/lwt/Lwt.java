package io.lwt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to no single promise: waiting for several, starting work that nobody waits for, pausing, and the hooks.
 * Corresponds to the module {@code Lwt}; see {@link Promise} for what is said there once for all.
 */
@SuppressWarnings("varargs") // the arrays are only read
public final class Lwt {
  private Lwt() {}

  // ---- functions that may throw before they give a promise

  /** Calls {@code f} now: what it gives, or a promise rejected with what it throws. Lwt's {@code apply}. */
  public static <T extends @Nullable Object> Promise<T> apply(
      Callable<? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return Scheduler.current().call(_ -> f.call(), null);
  }

  /**
   * As {@link #apply}, but rejected also if {@code f} gives a pending promise of another thread's: whatever is attached
   * to what this gives will be called.
   */
  static <T extends @Nullable Object> Promise<T> applyOwned(
      Callable<? extends Promise<? extends T>> f) {
    return apply(
        () -> {
          Promise<T> given = Unchecked.covariant(f.call());
          Pending<T> pending = given.pending();
          if (pending != null) {
            pending.owned("a callback's promise");
          }
          return given;
        });
  }

  /** {@link Promise#catching(Fn)} on what {@code f} gives; {@code h} sees what {@code f} itself throws, too. */
  public static <T extends @Nullable Object> Promise<T> catching(
      Callable<? extends Promise<? extends T>> f,
      Fn<? super Throwable, ? extends Promise<? extends T>> h) {
    return Lwt.<T>apply(f).catching(h);
  }

  /** {@link Promise#finalizing} on what {@code f} gives; the cleanup runs also when {@code f} itself throws. */
  public static <T extends @Nullable Object> Promise<T> finalizing(
      Callable<? extends Promise<? extends T>> f, Callable<? extends Promise<?>> cleanup) {
    return Lwt.<T>apply(f).finalizing(cleanup);
  }

  /** {@link Promise#tryBind} on what {@code f} gives; {@code h} sees what {@code f} itself throws, too. */
  public static <T extends @Nullable Object, U extends @Nullable Object> Promise<U> tryBind(
      Callable<? extends Promise<? extends T>> f,
      Fn<? super T, ? extends Promise<? extends U>> g,
      Fn<? super Throwable, ? extends Promise<? extends U>> h) {
    return Lwt.<T>apply(f).tryBind(g, h);
  }

  // ---- waiting for all

  /**
   * Waits for both: a promise of the two values. Lwt's {@code both}.
   *
   * <p>Resolved when both are, even if one is rejected; then rejected as the one that was rejected first. A cancel goes
   * to both.
   *
   * @apiNote CompletableFuture: {@code thenCombine}
   */
  public static <A extends @Nullable Object, B extends @Nullable Object> Promise<Both<A, B>> both(
      Promise<? extends A> first, Promise<? extends B> second) {
    return Group.All.of(List.of(first, second), Group::<A, B>both, "both");
  }

  /**
   * Waits for all, whatever their values. Lwt's {@code join}.
   *
   * <p>Resolved when all are, even if some are rejected; then rejected as the one that was rejected first (of those
   * rejected already: the first in the list). None: fulfilled. A cancel goes to all.
   *
   * @apiNote CompletableFuture: {@code allOf}
   */
  public static Promise<@Nullable Void> join(List<? extends Promise<?>> promises) {
    return Group.All.of(Group.copyOf(promises), Group::nothing, "join");
  }

  /** {@link #join(List)}. */
  public static Promise<@Nullable Void> join(Promise<?>... promises) {
    return join(Arrays.asList(promises));
  }

  /**
   * Waits for all: a promise of their values, in the list's order. Lwt's {@code all}.
   *
   * <p>Otherwise as {@link #join(List)}.
   */
  public static <T extends @Nullable Object> Promise<List<T>> all(
      List<? extends Promise<? extends T>> promises) {
    return Group.All.of(Group.copyOf(promises), Group::<T>fulfilled, "all");
  }

  /** {@link #all(List)}. */
  @SafeVarargs
  public static <T extends @Nullable Object> Promise<List<T>> all(
      Promise<? extends T>... promises) {
    return all(Arrays.asList(promises));
  }

  // ---- waiting for the first

  /**
   * Waits for the first to be resolved, and cancels the others. Lwt's {@code pick}.
   *
   * <p>If several are resolved when it looks, the first rejected one in the list wins, else the first fulfilled one.
   * The losers are cancelled, and their callbacks run, before the result is resolved. Those that cannot be cancelled go
   * on. A cancel goes to all.
   *
   * @throws IllegalArgumentException if there are none
   * @apiNote CompletableFuture: {@code anyOf}, which cancels nothing
   */
  public static <T extends @Nullable Object> Promise<T> pick(
      List<? extends Promise<? extends T>> promises) {
    return Group.Race.of(Group.copyOf(promises), Group::<T>first, true, "pick");
  }

  /** {@link #pick(List)}. */
  @SafeVarargs
  public static <T extends @Nullable Object> Promise<T> pick(Promise<? extends T>... promises) {
    return pick(Arrays.asList(promises));
  }

  /** As {@link #pick(List)}, but cancels nothing. Lwt's {@code choose}. */
  public static <T extends @Nullable Object> Promise<T> choose(
      List<? extends Promise<? extends T>> promises) {
    return Group.Race.of(Group.copyOf(promises), Group::<T>first, false, "choose");
  }

  /** {@link #choose(List)}. */
  @SafeVarargs
  public static <T extends @Nullable Object> Promise<T> choose(Promise<? extends T>... promises) {
    return choose(Arrays.asList(promises));
  }

  /**
   * Waits for the first to be resolved, and cancels those that are pending then: the values of all that are fulfilled,
   * in the list's order. Lwt's {@code npick}.
   *
   * <p>Rejected if one of them is rejected, as the first such in the list. A cancel goes to all.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static <T extends @Nullable Object> Promise<List<T>> npick(
      List<? extends Promise<? extends T>> promises) {
    return Group.Race.of(Group.copyOf(promises), Group::<T>fulfilled, true, "npick");
  }

  /** {@link #npick(List)}. */
  @SafeVarargs
  public static <T extends @Nullable Object> Promise<List<T>> npick(
      Promise<? extends T>... promises) {
    return npick(Arrays.asList(promises));
  }

  /** As {@link #npick(List)}, but cancels nothing. Lwt's {@code nchoose}. */
  public static <T extends @Nullable Object> Promise<List<T>> nchoose(
      List<? extends Promise<? extends T>> promises) {
    return Group.Race.of(Group.copyOf(promises), Group::<T>fulfilled, false, "nchoose");
  }

  /** {@link #nchoose(List)}. */
  @SafeVarargs
  public static <T extends @Nullable Object> Promise<List<T>> nchoose(
      Promise<? extends T>... promises) {
    return nchoose(Arrays.asList(promises));
  }

  /** As {@link #nchoose(List)}, and gives also the promises that are pending then. Lwt's {@code nchoose_split}. */
  public static <T extends @Nullable Object> Promise<Split<T>> nchooseSplit(
      List<? extends Promise<? extends T>> promises) {
    return Group.Race.of(Group.copyOf(promises), Group::<T>split, false, "nchooseSplit");
  }

  /** {@link #nchooseSplit(List)}. */
  @SafeVarargs
  public static <T extends @Nullable Object> Promise<Split<T>> nchooseSplit(
      Promise<? extends T>... promises) {
    return nchooseSplit(Arrays.asList(promises));
  }

  // ---- work that nobody waits for

  /**
   * Calls {@code f} now; if it throws or its promise is rejected, the error goes to the hook. Lwt's {@code async}.
   *
   * @see #setAsyncExceptionHook
   */
  public static void async(Callable<? extends Promise<?>> f) {
    Scheduler scheduler = Scheduler.current();
    apply(f).onFailure(scheduler::reportAsync);
  }

  /**
   * Calls {@code f} now; if it throws or its promise is rejected, the error goes to {@code h}. What {@code h} throws
   * goes to the hook. Lwt's {@code dont_wait}.
   */
  public static void dontWait(Callable<? extends Promise<?>> f, Consumer<? super Throwable> h) {
    Objects.requireNonNull(h, "h");
    apply(f).onFailure(h);
  }

  // ---- pausing

  /**
   * A promise that is fulfilled in the loop's next lap, after it has looked for events. All that were paused before are
   * fulfilled together, in their order. Can be cancelled. Lwt's {@code pause}.
   */
  public static Promise<@Nullable Void> pause() {
    return Scheduler.current().pause();
  }

  /**
   * A {@link #pause} for long computations that takes place now and then only: calls of what it gives are fulfilled at
   * once, unless so much time has passed since the last pause, or since this was called. It uses the clock that the
   * current thread's scheduler has, and must be used on that thread. Lwt's {@code auto_pause}.
   *
   * <pre>{@code
   * Supplier<Promise<Void>> breath = Lwt.autoPause(Duration.ofMillis(5));
   * return Loops.repeat(() -> { computeSome(); return breath.get(); });
   * }</pre>
   */
  public static Supplier<Promise<@Nullable Void>> autoPause(Duration interval) {
    return new AutoPause(Scheduler.current(), Clock.nanos(interval));
  }

  // ---- hooks of the current thread's scheduler

  /**
   * Sets what gets the errors that nobody waits for: of {@link #async}, and what callbacks of {@link Promise#onSuccess}
   * and the like throw. It sees the keys of where the work was started. By default they are logged, and the program
   * goes on. What the hook itself throws is logged. Lwt's {@code async_exception_hook}, which ends the program by
   * default.
   */
  public static void setAsyncExceptionHook(Consumer<? super Throwable> hook) {
    Scheduler.current().setAsyncHook(Objects.requireNonNull(hook, "hook"));
  }

  /**
   * Sets what gets the errors of promises that were rejected and that nobody looked at: nothing was ever attached, the
   * state was not read, and the promise is gone. Cancellations are never among them. By default they are logged. They
   * are found when the garbage collector has run: at the end of a lap, or when many rejections were made within one.
   */
  public static void setOrphanHook(Consumer<? super Throwable> hook) {
    Scheduler.current().orphans().setHook(Objects.requireNonNull(hook, "hook"));
  }

  /** Sets how much is remembered of the way a rejection takes. See {@link AsyncTrace}. */
  public static void setAsyncTrace(AsyncTrace mode) {
    setAsyncTrace(mode, 1);
  }

  /**
   * As {@link #setAsyncTrace(AsyncTrace)}; where {@link AsyncTrace#FULL} costs too much, it looks at one in so many
   * combinators only, and of the others remembers the class.
   *
   * @throws IllegalArgumentException if {@code oneIn} is below 1
   */
  public static void setAsyncTrace(AsyncTrace mode, int oneIn) {
    Objects.requireNonNull(mode, "mode");
    if (oneIn < 1) {
      throw new IllegalArgumentException("one in " + oneIn + " is none");
    }
    Scheduler.current().setTracing(mode, oneIn);
  }

  /**
   * Sets which of the errors that callbacks throw become rejections: those for which the predicate holds. Others leave
   * the combinator or the loop that called the callback, and the scheduler refuses to go on: promises may be in any
   * state. By default OutOfMemoryError and InternalError are let through. Lwt's {@code Exception_filter.set}.
   */
  public static void setErrorFilter(Predicate<? super Throwable> filter) {
    Scheduler.current().setErrorFilter(Objects.requireNonNull(filter, "filter"));
  }
}
