package io.lwt;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the promises of one thread hang on: who owns them, which callbacks wait to be run, the paused promises, the
 * clock, the current values of keys, and the hooks.
 *
 * <p>A thread has one, made when it is first needed. By itself a scheduler does nothing: something drives it, such as
 * an event loop, which runs what other threads hand over ({@link #runTasks}), fires the clock, and ends each lap with
 * {@link #wakeupPaused} and {@link #runResumed}. Only {@link #execute} may be called from other threads.
 *
 * <p>Which thread that is may change, as a baton is handed over: {@link #takeOver}. One thread has it at a time.
 */
public final class Scheduler {
  /** How deep functions of combinators on resolved promises may nest before they are put off. */
  private static final int NESTING_LIMIT = 64;

  private static final ThreadLocal<@Nullable Scheduler> OF_THREAD = new ThreadLocal<>();

  /**
   * The scheduler that came first, so that a program with one loop asks no ThreadLocal. Another takes its place only
   * when it has ended: two busy loops do not fight over it. Races are harmless: the owner is checked.
   */
  private static @Nullable Scheduler first;

  /** Who has the baton. Not volatile: who gives it away tells the next one by what orders memory. */
  private Thread owner;

  private final TaskInbox inbox = new TaskInbox();
  private final TaskQueue tasks = new TaskQueue(inbox);

  private final Orphans orphans = new Orphans();

  private @Nullable Clock clock;

  /** See {@link SchedulerLocal}. */
  private final Map<SchedulerLocal<?>, Object> locals = new HashMap<>();

  /** Threads that wait for promises of this scheduler: what is done when it is closed. */
  private final Set<Runnable> closingActions = new LinkedHashSet<>();

  private final Storage root = Storage.root(this);
  private Storage storage = root;
  private Predicate<? super Throwable> errorFilter = Hooks.DEFAULT_FILTER;
  private Consumer<? super Throwable> asyncHook = Hooks::logAsync;
  private @Nullable Throwable brokenBy;
  private boolean closed;
  private @Nullable Tracer tracer;

  /** The tracer, if it marks places. */
  private @Nullable Tracer marker;

  /** There if places are traced. */
  private @Nullable PendingTrace pendingTrace;

  // ---- what is running, and what waits for it

  /** Whether callbacks are running, so that what they fulfil has its own callbacks wait. */
  private boolean resolving;

  /** The promises whose callbacks are to be run, the next one last; what is above {@link #top} is null. */
  private @Nullable Pending<?>[] work = new Pending<?>[16];

  private int top;

  /** The promises whose callbacks wait for the outermost resolution. */
  private final ArrayDeque<Pending<?>> deferred = new ArrayDeque<>();

  /** How many functions of combinators on resolved promises are nested now. */
  private int nesting;

  /** What the nesting limit put off. */
  private final ArrayDeque<Listener<?>> putOff = new ArrayDeque<>();

  private final Timing timing = new Timing();

  /** Made when the first task is. */
  private @Nullable DirectTasks direct;

  private final PausedPromises paused = new PausedPromises();

  private Scheduler(Thread owner) {
    this.owner = owner;
    setTracing(AsyncTrace.initial(), 1);
  }

  /** What drives a scheduler. */
  public interface Driver {
    /** A task was handed over while there was none, or {@link #runTasks} has left some. On the thread that did so. */
    void wakeup();
  }

  /** Somebody who wants to know how long things take. */
  public interface Observer {
    /**
     * Something has run. Called on the scheduler's thread, outside of callbacks; must not throw.
     *
     * @param what a task that was handed over, a promise whose callbacks ran and all that came of them, or the code of
     *     a task in direct style
     * @param nanos for how long
     */
    void ran(Object what, long nanos);
  }

  /** Says who is told how long things take: nobody by default, and then nothing is timed. */
  public void setObserver(@Nullable Observer observer) {
    checkThread("setObserver");
    timing.setObserver(observer);
  }

  // ---- whose it is

  /** The current thread's scheduler; made if there is none. */
  public static Scheduler current() {
    Scheduler scheduler = first;
    return scheduler != null && scheduler.owner == Thread.currentThread() && !scheduler.closed
        ? scheduler
        : lookup();
  }

  /** The current thread's scheduler, if it has one. */
  static @Nullable Scheduler existing() {
    Scheduler scheduler = first;
    return scheduler != null && scheduler.isCurrent() && !scheduler.closed
        ? scheduler
        : OF_THREAD.get();
  }

  private static Scheduler lookup() {
    Scheduler scheduler = OF_THREAD.get();
    if (scheduler == null || (scheduler.closed && !scheduler.isCurrent())) {
      scheduler = new Scheduler(Thread.currentThread());
      OF_THREAD.set(scheduler);
    } else if (!scheduler.isCurrent()) {
      throw scheduler.foreign("Scheduler.current");
    }
    if (first == null || first.hasEnded()) {
      first = scheduler;
    }
    return scheduler;
  }

  private boolean hasEnded() {
    return closed || !owner.isAlive();
  }

  /** Whether the current thread is the owner. */
  public boolean isCurrent() {
    return owner == Thread.currentThread();
  }

  /** The thread that owns this scheduler; from another one, as that knows it. */
  public Thread thread() {
    return owner;
  }

  boolean isClosed() {
    return closed;
  }

  /** The current thread owns this scheduler from now on. Who did so before has stopped using it, and knows. */
  void take() {
    owner = Thread.currentThread();
    if (OF_THREAD.get() != this) {
      OF_THREAD.set(this);
    }
  }

  /**
   * Makes this scheduler the current thread's, whoever's it was: for the end of a program, when the thread that has it
   * will not go on. Callbacks that were under way there are left where they are; those that were yet to be run are, by
   * the next {@link #runTasks}. The former owner can use neither this scheduler nor its promises any more.
   *
   * <p>The caller answers for it that the former owner does not run: that it has ended, or waits for the caller.
   *
   * @throws IllegalStateException if the current thread has a scheduler, or this one is closed
   */
  public void takeOver() {
    if (OF_THREAD.get() != null) {
      throw new IllegalStateException(
          "takeOver: thread " + Thread.currentThread().getName() + " has a scheduler of its own");
    }
    if (closed) {
      throw new IllegalStateException("takeOver: the event loop is closed");
    }
    take();
    for (int i = 0; i < top; i++) { // the last one is the next to be run
      deferred.addFirst(Objects.requireNonNull(work[i]));
      work[i] = null;
    }
    top = 0;
    resolving = false;
    nesting = 0;
    storage = root;
    paused.takeUp();
    if (direct != null) {
      direct.abandonRunning();
    }
    execute(() -> runAbove(top));
    execute(this::runPutOff);
  }

  /**
   * For what belongs to this scheduler as its promises do.
   *
   * @param operation what is about to be done, for the message
   * @throws IllegalStateException unless the current thread is the owner
   */
  public void checkThread(String operation) {
    if (!isCurrent()) {
      throw foreign(operation);
    }
  }

  /** {@link #checkThread(String)} of a promise's scheduler, if it is pending: for what waits for it. */
  public static void checkThread(Promise<?> promise, String operation) {
    Pending<?> pending = promise.pending();
    if (pending != null) {
      pending.scheduler().checkThread(operation);
    }
  }

  /** What is wrong with touching this scheduler's promises on the current thread. */
  IllegalStateException foreign(String operation) {
    return new IllegalStateException(
        operation
            + ": this belongs to thread "
            + owner.getName()
            + (closed ? ", whose event loop was closed," : "")
            + " and was used on thread "
            + Thread.currentThread().getName()
            + "; hand work over with EventLoop.execute (Scheduler.execute)");
  }

  /** What drives this scheduler, if anything does. */
  public @Nullable Driver driver() {
    return inbox.driver();
  }

  /** Says what drives this scheduler from now on. */
  public void setDriver(@Nullable Driver driver) {
    checkThread("setDriver");
    inbox.setDriver(driver);
  }

  /** Where time comes from: the system's clock unless something else was set. */
  public Clock clock() {
    checkThread("clock");
    Clock current = clock;
    if (current == null) {
      current = Clock.system();
      current.use(this);
      clock = current;
    }
    return current;
  }

  /**
   * Sets where time comes from. Timers of the former clock stay there.
   *
   * @throws IllegalStateException if the clock is used on another thread
   */
  public void setClock(Clock clock) {
    checkThread("setClock");
    clock.use(this);
    this.clock = clock;
  }

  /**
   * Ends this scheduler: the tasks that were handed over are run, later ones are refused, promises that sleep or are
   * paused are cancelled, threads that {@link LwtDirect#await} promises of it get an error, the thread's next scheduler
   * is new, and rejections nobody saw are reported. Other pending promises stay so. An error let through comes last.
   */
  public void close() {
    checkThread("close");
    try {
      tasks.closeAndRun(this);
    } finally {
      cancelAllAndEnd();
    }
  }

  private void cancelAllAndEnd() {
    try {
      if (clock != null) {
        clock.cancelAll();
      }
      paused.cancelAll();
      runResumed();
      List.copyOf(closingActions).forEach(Runnable::run);
    } finally {
      if (!closed) { // a callback may have closed it
        closed = true;
        orphans.reportAll();
        OF_THREAD.remove();
      }
    }
  }

  /**
   * Throws {@link IllegalStateException} if an error that the filter lets through has left callbacks unfinished, so
   * that promises may be in any state.
   */
  public void checkUsable() {
    if (brokenBy != null) {
      throw new IllegalStateException(
          "an error was let through and left promises in an unknown state: " + brokenBy, brokenBy);
    }
  }

  Map<SchedulerLocal<?>, Object> locals() {
    return locals;
  }

  Set<Runnable> closingActions() {
    return closingActions;
  }

  // ---- tasks from other threads

  /**
   * Has a task run on this scheduler's thread, by what drives it, after those handed over before. May be called from
   * any thread. What the task throws goes to the hook ({@link Lwt#setAsyncExceptionHook}).
   *
   * @throws IllegalStateException if this scheduler is closed
   */
  public void execute(Runnable task) {
    inbox.execute(task);
  }

  /**
   * {@link #execute} as an executor, for the {@code Async} methods of CompletableFuture and the like. May be used from
   * any thread; those that do share no memory with this scheduler's callbacks.
   */
  public Executor executor() {
    return inbox;
  }

  /** {@link #execute}, but does nothing if nobody is there any more to do it. From any thread. */
  void executeUnlessClosed(Runnable task) {
    try {
      execute(task);
    } catch (IllegalStateException e) {
      // It is closed: whoever waited has been told, or does not exist.
    }
  }

  /** Whether tasks wait to be run. For what drives this scheduler: other threads may not see all of them. */
  public boolean hasTasks() {
    return tasks.hasTasks();
  }

  /**
   * Runs the tasks that wait now, in the order in which they came, but no more than 1,000; the others, and those that
   * come meanwhile, wait for the next call.
   *
   * @return how many it ran
   */
  public int runTasks() {
    checkThread("runTasks");
    return tasks.runSome(this);
  }

  // ---- paused promises

  /** A promise that {@link #wakeupPaused} fulfils. */
  Promise<@Nullable Void> pause() {
    return paused.add();
  }

  /**
   * Fulfils the promises that were paused before this call, in their order; ends a lap. Lwt's {@code wakeup_paused}.
   *
   * @return how many they were
   */
  public int wakeupPaused() {
    checkThread("wakeupPaused");
    orphans.sweep();
    return paused.wakeup();
  }

  /**
   * How many promises were paused since the last {@link #wakeupPaused}, cancelled ones too. Lwt's {@code paused_count}.
   */
  public int pausedCount() {
    checkThread("pausedCount");
    return paused.count();
  }

  /** Forgets the paused promises: they stay pending for ever. Lwt's {@code abandon_paused}. */
  public void abandonPaused() {
    checkThread("abandonPaused");
    paused.abandon();
  }

  // ---- tasks in direct style

  Timing timing() {
    return timing;
  }

  DirectTasks direct() {
    if (direct == null) {
      direct = new DirectTasks(this);
    }
    return direct;
  }

  /** The task whose code is running, or a callback it has called. */
  @Nullable DirectTask<?> runningTask() {
    return direct == null ? null : direct.running();
  }

  /** Whether a callback is running, or a function of a combinator. */
  boolean isInCallback() {
    return resolving || nesting > 0;
  }

  /**
   * Has the tasks of {@link LwtDirect} that can go on do so, up to their next await: each in its turn, and those that
   * can go on meanwhile too, but no more than 10,000 turns. Ends a lap.
   *
   * @return how many turns there were
   */
  public int runResumed() {
    checkThread("runResumed");
    return direct == null ? 0 : direct.run();
  }

  /** Whether there is something to do now: tasks of either kind, or paused promises. */
  public boolean hasWork() {
    return paused.count() > 0 || tasks.hasTasks() || (direct != null && direct.hasResumed());
  }

  // ---- resolution

  /**
   * Resolves a pending promise from outside of its source's callbacks, and runs its callbacks: when the outermost
   * resolution comes to them, or before this returns.
   */
  void resolve(Pending<?> promise, @Nullable Object state, boolean now) {
    if (release(promise, state)) {
      if (resolving && !now) {
        deferred.add(promise);
      } else {
        runNow(promise);
      }
    }
  }

  /** Resolves the pending promise that a running listener is to resolve: its callbacks are what runs next. */
  void settle(Promise<?> promise, @Nullable Object state) {
    Pending<?> pending = (Pending<?>) promise;
    if (release(pending, state)) {
      push(pending);
    }
  }

  /** Sets the state of a pending promise; whether there are callbacks, which are to be run. */
  boolean release(Pending<?> promise, @Nullable Object state) {
    promise.release(state);
    if (state instanceof RejectedCell rejected) {
      if (promise.wasListenedTo()) {
        rejected.seen();
      } else {
        orphans.add(rejected);
      }
      if (rejected.isCanceled()) {
        promise.putCancelCallbacksFirst();
      }
    }
    return promise.hasListeners();
  }

  /** Runs the callbacks of several promises, each promise's to their end before the next, before this returns. */
  void runEach(List<Pending<?>> promises) {
    boolean outermost = !resolving;
    resolving = true;
    try {
      promises.forEach(this::runNow);
    } finally {
      resolving = !outermost;
    }
    if (outermost && !deferred.isEmpty()) {
      runAbove(top);
    }
  }

  /** Runs the callbacks of a promise, and all that comes of it. */
  private void runNow(Pending<?> promise) {
    long begun = timing.begin();
    push(promise);
    runAbove(top - 1);
    timing.end(begun, promise);
  }

  private void push(Pending<?> promise) {
    if (top == work.length) {
      work = Arrays.copyOf(work, 2 * top);
    }
    work[top++] = promise;
  }

  /**
   * Runs what lies in {@link #work} above a place, and all that comes of it. If it is the outermost to run, it runs
   * what was deferred too.
   */
  private void runAbove(int place) {
    Storage outerStorage = storage;
    boolean outermost = !resolving;
    resolving = true;
    try {
      runAllAbove(place);
      if (outermost) {
        while (!deferred.isEmpty()) {
          push(deferred.remove());
          runAllAbove(place);
        }
      }
    } finally {
      resolving = !outermost;
      storage = outerStorage;
      while (top > place) { // an error was let through
        work[--top] = null;
      }
    }
  }

  private void runAllAbove(int place) {
    while (top > place) {
      Pending<?> promise = Objects.requireNonNull(work[top - 1]);
      Listener<?> listener = promise.takeListener();
      if (!promise.hasListeners()) {
        work[--top] = null;
      }
      if (listener != null) {
        storage = listener.context();
        listener.run(promise);
      }
    }
  }

  // ---- functions of combinators on resolved promises

  /**
   * Calls a function now, or puts it off if too many are nested. The outermost call runs what was put off before it
   * returns. The promise the function gives, or one rejected with what it throws.
   */
  <A extends @Nullable Object, U extends @Nullable Object> Promise<U> call(
      Fn<? super A, ? extends Promise<? extends U>> f, A argument) {
    if (nesting >= NESTING_LIMIT) {
      return putOff(f, argument);
    }
    nesting++;
    Promise<U> given;
    try {
      given = Unchecked.covariant(f.apply(argument));
    } catch (Throwable error) {
      given = rejection(error);
    } finally {
      nesting--;
    }
    if (nesting == 0 && !putOff.isEmpty()) {
      runPutOff();
    }
    return given;
  }

  private <A extends @Nullable Object, U extends @Nullable Object> Promise<U> putOff(
      Fn<? super A, ? extends Promise<? extends U>> f, A argument) {
    Derived.Bind<A, U> bind = new Derived.Bind<>(this, Promise.of(argument), f);
    putOff.add(bind);
    return bind;
  }

  private void runPutOff() {
    Storage outerStorage = storage;
    nesting = 1; // so that nothing called from here takes itself for the outermost
    try {
      for (Listener<?> listener = putOff.poll(); listener != null; listener = putOff.poll()) {
        int place = top;
        storage = listener.context();
        listener.run(Objects.requireNonNull(listener.source));
        if (top > place) {
          runAbove(place);
        }
      }
    } finally {
      nesting = 0;
      storage = outerStorage;
    }
  }

  // ---- keys

  Storage storage() {
    return storage;
  }

  /** The empty one. */
  Storage root() {
    return root;
  }

  /** The keys' values for a listener that is being made, with the place where, if that is traced. */
  Storage contextOfListener() {
    Tracer current = marker;
    return current == null ? storage : current.marked(storage);
  }

  /** Sets a key's value for the rest of what {@link #withStorage} runs. */
  void set(LwtKey<?> key, @Nullable Object value) {
    storage = storage.with(key, value);
  }

  /** Runs something with these values of keys. */
  <R extends @Nullable Object> R withStorage(Storage values, Supplier<? extends R> f) {
    Storage before = storage;
    storage = values;
    try {
      return f.get();
    } finally {
      storage = before;
    }
  }

  // ---- errors

  /** A promise rejected with what a callback threw, if the filter turns it into a rejection; else throws it on. */
  <U extends @Nullable Object> Promise<U> rejection(Throwable error) {
    return Promise.rejected(rejected(filtered(error)));
  }

  /** The outcome of an error that a callback threw, or that the library made. */
  RejectedCell rejected(Throwable error) {
    return tracer == null || error instanceof Canceled
        ? new RejectedCell(error, null)
        : tracer.enter(error);
  }

  /** The outcome of an error that the user rejects a promise with by a call of the operation. */
  RejectedCell rejectedHere(Throwable error, String operation) {
    return tracer == null || error instanceof Canceled
        ? new RejectedCell(error, null)
        : tracer.enterHere(error, operation);
  }

  /** See {@link Lwt#setAsyncTrace(AsyncTrace, int)}. */
  void setTracing(AsyncTrace mode, int oneIn) {
    tracer = mode == AsyncTrace.OFF ? null : new Tracer(mode == AsyncTrace.FULL ? oneIn : 0);
    marker = mode == AsyncTrace.FULL ? tracer : null;
    pendingTrace = mode == AsyncTrace.FULL ? new PendingTrace() : null;
  }

  @Nullable PendingTrace pendingTrace() {
    return pendingTrace;
  }

  /**
   * For what rejects a promise on this scheduler with an error that was thrown elsewhere: the error, if the filter
   * ({@link Lwt#setErrorFilter}) turns it into a rejection; else throws it on, and this scheduler is broken.
   */
  public Throwable filtered(Throwable error) {
    if (!errorFilter.test(error)) {
      brokenBy = error;
      throw Unchecked.sneaky(error);
    }
    return error;
  }

  /** Gives an error that nobody waits for to the hook. */
  void reportAsync(Throwable error) {
    Hooks.call(asyncHook, error);
  }

  Orphans orphans() {
    return orphans;
  }

  void setErrorFilter(Predicate<? super Throwable> filter) {
    errorFilter = filter;
  }

  void setAsyncHook(Consumer<? super Throwable> hook) {
    asyncHook = hook;
  }
}
