package io.lwt.unix;

import io.lwt.Clock;
import io.lwt.Promise;
import io.lwt.Scheduler;
import io.lwt.State;
import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.ControlBuffer;
import io.lwt.bindings.NativeBuffers;
import io.lwt.bindings.Posix;
import io.lwt.unix.engine.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the operating system on behalf of a thread's promises: Lwt's main loop and its engine.
 *
 * <p><b>Life.</b> A thread has one, made when it is first needed; its own descriptors are opened when something first
 * has to be waited for. It runs in laps while {@link LwtMain#run} waits for a promise. Between runs nothing happens:
 * what other threads hand over waits. {@link #close} ends it; the loop of a thread that has ended is closed once it is
 * garbage. There are no loops on virtual threads: waiting for the system would hold their carrier.
 *
 * <p><b>A lap</b>: call the hooks of {@link #onEnter}; wait for descriptors (not at all while there is something else
 * to do) and serve those that are ready; run what other threads handed over; fulfil the timers that are due; fulfil
 * what is paused; have tasks in direct style go on; write what channels have to write; call the hooks of
 * {@link #onLeave}. Each step does what was to be done when it began: what comes meanwhile is for the next lap. One
 * descriptor has a limited number of turns in a lap, and so have other threads' tasks together. So nothing that goes on
 * for ever keeps others waiting for more than a lap. While workers have something to do for it, the loop looks out for
 * their results for some microseconds before it sleeps.
 *
 * <p><b>Threads.</b> Everything of a loop belongs to its thread, except {@link #execute} and {@link #wakeup}; used on
 * another one it throws {@link IllegalStateException}. {@link Thread#interrupt} does not end a wait: {@code execute}
 * does.
 */
public final class EventLoop implements Scheduler.Driver {
  /** How much goes through the loop's own memory at once. */
  static final int BUFFER_SIZE = NativeBuffers.SIZE;

  /**
   * Timers that come thick and fast, {@link #MANY_TIMERS} or more in this time, are fired in bunches: to wake up for
   * each costs ten times what it takes to fire it. They are late by no more than that, a millisecond.
   */
  private static final long BUNCH_NANOS = 1_000_000;

  private static final int MANY_TIMERS = 4;

  static {
    LoopInternals.provide();
  }

  private final Posix posix;
  private final Scheduler scheduler;

  /** The scheduler's: what other threads hand over goes there at once. */
  private final Executor tasks;

  private final Thread owner = Thread.currentThread();

  /** Not confined, since a loop may be the garbage of a thread that is no more: freed when nothing refers to it. */
  private final Arena memory = Arena.ofAuto();

  /** Empty when the loop is closed. */
  private MemorySegment buffer = NativeBuffers.take();

  /** For messages that do not fit into the buffer; made when one is first met. */
  private MemorySegment largeBuffer = buffer;

  private @Nullable ControlBuffer control;
  private final AddressBuffer address = new AddressBuffer(memory);
  private final ChannelBuffers channelBuffers = new ChannelBuffers();
  private final UnwrittenOutput unwritten = new UnwrittenOutput(this);
  private final StandardChannels standardChannels = new StandardChannels();
  private final Holdings holdings;
  private final Cleaner.Cleanable cleanable;
  private final DescriptorTable descriptors = new DescriptorTable();

  /** Standard input, output and error output, as far as they were asked for. */
  private final @Nullable Fd[] standard = new Fd[3];

  /** What one call reads into or writes from. */
  private final Gathering gathering = new Gathering(this);

  /** Descriptors whose turns in a lap were over while there was more to do. */
  private final ArrayDeque<Descriptor> busy = new ArrayDeque<>();

  /** What waits for other threads. */
  private final LoopJobs jobs;

  /** Before it sleeps while other threads have something to do for it. */
  private final Spin spin;

  /** Whether the loop waits for descriptors, so that it takes the engine to wake it. */
  private final AtomicBoolean asleep = new AtomicBoolean();

  private final EngineChoice engineChoice = EngineChoice.ofProperty();
  private final LoopSignals signals = new LoopSignals();
  private final LastSteps lastSteps = new LastSteps();
  private volatile @Nullable Engine engine;
  private final AtomicLong laps = new AtomicLong();
  private long round;

  /** Since the loop last waited. */
  private int timersFired;

  private final LapHooks enterHooks = new LapHooks(this);
  private final LapHooks leaveHooks = new LapHooks(this);

  /** Whether a thread runs laps, or the end of the program has taken the loop over. */
  private final AtomicBoolean running = new AtomicBoolean();

  private boolean closed;

  private final Insight insight;

  private EventLoop(Posix posix, Jobs files, Spin spin, Scheduler scheduler) {
    this.spin = spin;
    insight = new Insight(scheduler);
    holdings = new Holdings(posix, buffer);
    jobs = new LoopJobs(this, files);
    this.posix = posix;
    this.scheduler = scheduler;
    tasks = scheduler.executor();
    cleanable = Garbage.when(this, holdings);
  }

  /**
   * The current thread's loop; made if there is none.
   *
   * @throws IllegalStateException on a virtual thread, or if something else drives the thread's promises
   * @throws IllegalArgumentException if the system property {@code io.lwt.engine} names no engine
   * @throws UnsupportedOperationException if there are no bindings for this system
   */
  public static EventLoop current() {
    return Scheduler.current().driver() instanceof EventLoop loop ? loop : open(Posix.host());
  }

  /** Makes the current thread's loop, which has none. It makes these system calls. */
  static EventLoop open(Posix posix) {
    return open(posix, Jobs.files());
  }

  /** {@link #open(Posix)}, with another pool for the calls on descriptors that may block. */
  static EventLoop open(Posix posix, Jobs files) {
    return open(posix, files, new Spin());
  }

  /** {@link #open(Posix, Jobs)}, with another way to look out. */
  static EventLoop open(Posix posix, Jobs files, Spin spin) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "there are no event loops on virtual threads; run it on a platform thread");
    }
    Scheduler scheduler = Scheduler.current();
    if (scheduler.driver() != null) {
      throw new IllegalStateException("this thread's promises are driven by " + scheduler.driver());
    }
    var loop = new EventLoop(posix, files, spin, scheduler);
    scheduler.setDriver(loop);
    return loop;
  }

  /**
   * Has a task run on this loop's thread, in the next lap, after those handed over before. From any thread. What the
   * task throws goes to the hook ({@link io.lwt.Lwt#setAsyncExceptionHook}). Lwt's {@code Lwt_unix.send_notification}.
   *
   * @throws IllegalStateException if the loop is closed
   */
  public void execute(Runnable task) {
    tasks.execute(task);
  }

  /** {@link #execute}, but does nothing if the loop is closed and so nobody is there to do it. From any thread. */
  void executeUnlessClosed(Runnable task) {
    try {
      execute(task);
    } catch (IllegalStateException closed) {
      // Nothing is left to be done.
    }
  }

  /** Has the loop begin a lap, if it waits. From any thread. */
  @Override
  public void wakeup() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      // Not read before: the loop may have had another one when it was awake.
      Engine current = engine;
      if (current != null) {
        current.wakeup();
      }
    }
  }

  /**
   * What tells this loop which descriptors are ready. Opens it, if that has not been done: the one that the system
   * property {@code io.lwt.engine} named when the loop was made, {@code epoll} or {@code poll}, else epoll. Lwt's
   * {@code Lwt_engine.get}; its {@code id} is {@link Engine#name}.
   *
   * @throws UnixException if there are no descriptors left
   * @throws IllegalStateException if the loop is closed
   */
  public Engine engine() {
    Engine current = engine;
    return current == null ? openEngine() : current;
  }

  private Engine openEngine() {
    checkThread("engine");
    checkUsable();
    Engine opened = engineChoice.open(posix);
    opened.claim();
    holdings.setEngine(opened.releaser());
    engine = opened;
    return opened;
  }

  /**
   * Has another engine tell which descriptors are ready, also while the loop runs, and closes the former one. What
   * waits for a descriptor goes on to wait, and is told of what became ready meanwhile; listeners that were added to
   * the former engine directly are added to the new one. Timers are not the engine's, and stay. If the new engine
   * refuses a descriptor, what waits for it is rejected; of a listener that was added directly, the hook is told. Lwt's
   * {@code Lwt_engine.set}.
   *
   * @param next a new one: an engine serves one loop, once; it is closed with this one, or when it is replaced
   * @throws IllegalStateException if the loop is closed; if the engine is, or serves another loop: then nothing changes
   */
  public void setEngine(Engine next) {
    Objects.requireNonNull(next, "next");
    checkThread("setEngine");
    checkUsable();
    Engine former = engine;
    if (former != next) {
      next.claim();
      holdings.setEngine(next.releaser());
      engine = next;
      if (former != null) {
        EngineChange.complete(this, former);
      }
    }
  }

  /**
   * Ends the loop: closes the descriptors that are open on it, rejects their operations with EBADF as {@link Fd#close}
   * does, rejects what waits for workers with IllegalStateException, forgets its handlers of signals and its exit
   * hooks, runs the tasks that were handed over, cancels what sleeps or is paused, and gives back what the loop holds.
   * Later tasks are refused. Does nothing the second time. The thread may make a new loop.
   *
   * @throws IllegalStateException on another thread, and while the loop runs
   */
  public void close() {
    checkThread("close");
    if (closed) {
      return;
    }
    if (!running.compareAndSet(false, true)) { // nor can it be taken over meanwhile
      throw new IllegalStateException(
          "the loop runs: close it when LwtMain.run at " + placeOfRun() + " is done");
    }
    closed = true;
    try {
      unwritten.loopIsClosed();
      descriptors.closeAll();
      jobs.abandonAll(closedError());
      signals.close();
      ExitHooks.forget(this);
    } finally { // an error may have been let through
      try {
        scheduler.close();
      } finally {
        release();
      }
    }
  }

  private void release() {
    lastSteps.close(jobs.files());
    engine = null;
    buffer = MemorySegment.NULL;
    largeBuffer = buffer;
    cleanable.clean();
    insight.close();
    running.set(false);
  }

  // ---- laps

  /**
   * Has something called at the beginning of each lap, before the loop waits for descriptors, after the hooks that were
   * added before. What it throws goes to the hook ({@link io.lwt.Lwt#setAsyncExceptionHook}). While a promise is
   * resolved already, {@link LwtMain#run} makes no lap. Lwt's {@code Enter_iter_hooks.add_last}.
   */
  public Registration onEnter(Runnable action) {
    checkThread("onEnter");
    return enterHooks.add(action);
  }

  /**
   * Has something called at the end of each lap, after its callbacks; else as {@link #onEnter}. Lwt's
   * {@code Leave_iter_hooks.add_last}.
   */
  public Registration onLeave(Runnable action) {
    checkThread("onLeave");
    return leaveHooks.add(action);
  }

  /**
   * Something to do on this loop's thread whenever another thread says so. Lwt's {@code Lwt_unix.make_notification}.
   *
   * @param action what it throws goes to the hook ({@link io.lwt.Lwt#setAsyncExceptionHook})
   */
  public Notification notification(Runnable action) {
    checkThread("notification");
    return new Notification(this, action, false);
  }

  /** As {@link #notification}, and closed when the action is done for the first time. Lwt's {@code ~once:true}. */
  public Notification notificationOnce(Runnable action) {
    checkThread("notificationOnce");
    return new Notification(this, action, true);
  }

  /** How many laps the loop has begun: none in the time in which there was nothing to do. From any thread. */
  public long laps() {
    return laps.getAcquire();
  }

  /**
   * What this loop waits for, in lines for people: its descriptors with what waits on them, timers, workers; and with
   * {@link io.lwt.AsyncTrace#FULL} each promise that is pending by itself, for how long and where it was made.
   *
   * @throws IllegalStateException on another thread
   */
  public String dump() {
    checkThread("dump");
    return LoopDump.of(this);
  }

  /**
   * Makes this loop known to management tools, as an {@link EventLoopMXBean} of the domain {@code io.lwt}, until it is
   * closed. Does nothing the second time. The first bean of a program takes a tenth of a second.
   *
   * @throws IllegalStateException on another thread
   * @throws UnsupportedOperationException if the module {@code java.management} is not there
   */
  public void registerMXBean() {
    checkThread("registerMXBean");
    insight.register(this);
  }

  // ---- running

  /** Runs laps until the promise is resolved: {@link LwtMain#run(Promise)}. */
  <T extends @Nullable Object> T run(Promise<T> promise) {
    checkThread("run");
    checkUsable();
    if (running.get()) {
      throw new IllegalStateException(
          "LwtMain.run inside of LwtMain.run at " + placeOfRun() + "; use bind instead");
    }
    Scheduler.checkThread(promise, "LwtMain.run");
    promise.onCancel(() -> {}); // so that it is known to be waited for
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException("the JVM is ending: its exit hooks run on this loop");
    }
    try {
      runLaps(promise);
    } finally {
      unwritten.loopStops();
      insight.lapEnds(laps());
      running.set(false);
    }
    return resultOf(promise);
  }

  private void runLaps(Promise<?> promise) {
    while (promise.isPending()) {
      runLap(promise);
    }
  }

  /**
   * Makes this loop the current thread's, at the end of the program, if its own thread has ended, runs no laps, or is
   * in {@link System#exit} and so will not come back. What that has left half done is taken up by the next lap.
   *
   * @throws IllegalStateException if the loop is closed
   */
  boolean takeOver() {
    Thread former = scheduler.thread();
    boolean isFree =
        !former.isAlive() || ExitHooks.isInExit(former) || running.compareAndSet(false, true);
    if (isFree) {
      scheduler.takeOver();
      running.set(true);
      descriptors.all().forEach(Descriptor::serveNextLap);
    }
    return isFree;
  }

  /** Runs laps until the promise is resolved, on the thread that took the loop over. */
  void runTaken(Promise<?> promise) {
    checkUsable();
    runLaps(promise);
  }

  private String placeOfRun() {
    return CallSite.ofRun(owner);
  }

  static <T extends @Nullable Object> T resultOf(Promise<T> promise) {
    return resultOf(promise.state());
  }

  static <T extends @Nullable Object> T resultOf(State<T> state) {
    return switch (state) {
      case State.Fulfilled<T>(T value) -> value;
      case State.Rejected<T>(Throwable error) -> throw unchecked(error);
      case State.Pending<T>() -> throw new AssertionError("pending");
    };
  }

  static RuntimeException unchecked(Throwable error) {
    if (error instanceof Error serious) {
      throw serious;
    }
    return error instanceof RuntimeException exception ? exception : new CompletionException(error);
  }

  private void runLap(Promise<?> awaited) {
    laps.setRelease(laps.getPlain() + 1);
    enterHooks.run();
    awaitReady(awaited.isPending() ? timeout() : 0);
    if (engine != null) {
      engine().dispatch();
    }
    serveBusy();
    scheduler.runTasks();
    fireTimers();
    round++;
    scheduler.wakeupPaused();
    scheduler.runResumed();
    unwritten.flushDue();
    leaveHooks.run();
  }

  private void fireTimers() {
    Clock clock = scheduler.clock();
    Insight.timersDue(clock);
    timersFired += clock.fire();
  }

  private void awaitReady(long timeout) {
    insight.lapEnds(laps() - 1);
    boolean skips = timeout != 0 && !jobs.areUnderWay() && scheduler.clock().skips();
    if (timeout != 0 && !skips) {
      sleep(engine(), timeout);
    } else if ((engine == null || !engine().await(0)) && skips && !scheduler.hasTasks()) {
      scheduler.clock().skipToNext();
    }
    insight.lapBegins();
  }

  /** How long there is nothing to do but to wait for descriptors: nanoseconds, negative without end. */
  private long timeout() {
    if (!busy.isEmpty() || scheduler.hasWork() || unwritten.isDue()) {
      return 0;
    }
    long timeout = scheduler.clock().nanosToWait();
    return timeout > 0 && timersFired >= MANY_TIMERS ? Math.max(timeout, BUNCH_NANOS) : timeout;
  }

  /** Whoever hands a task over looks at the flag afterwards; so the flag is set before looking for tasks. */
  private void sleep(Engine engine, long timeout) {
    long left = timeout;
    if (jobs.areUnderWay()) {
      spin.sees(scheduler::hasTasks, timeout, jobs.leaveProcessor());
      left = timeout(); // which is 0 if it has seen something; else it has taken time
    }
    timersFired = 0;
    asleep.set(true);
    try {
      engine.await(scheduler.hasTasks() ? 0 : left);
    } finally {
      asleep.set(false);
    }
  }

  private void serveBusy() {
    for (int count = busy.size(); count > 0; count--) {
      busy.remove().serveAgain();
    }
  }

  // ---- for descriptors and jobs

  /** Throws unless the current thread is the loop's. */
  void checkThread(String operation) {
    if (!isCurrent()) {
      throw new IllegalStateException(
          operation
              + ": belongs to the event loop of thread "
              + owner.getName()
              + " and was used on thread "
              + Thread.currentThread().getName()
              + "; hand work over with EventLoop.execute");
    }
  }

  /**
   * Has a worker's last step run here; on the worker, one at a time, if the loop is closed and so nobody's any more.
   */
  void finish(Runnable step) {
    try {
      execute(step);
    } catch (IllegalStateException _) {
      lastSteps.run(step);
    }
  }

  /** Throws unless descriptors can be opened and promises be waited for. */
  void checkUsable() {
    if (closed) {
      throw closedError();
    }
    scheduler.checkUsable();
  }

  private IllegalStateException closedError() {
    return new IllegalStateException("the event loop of thread " + owner.getName() + " is closed");
  }

  boolean isCurrent() {
    return scheduler.isCurrent();
  }

  /** What those see who look at this loop. */
  Insight insight() {
    return insight;
  }

  Posix posix() {
    return posix;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Memory for one system call, of {@link #BUFFER_SIZE} bytes. */
  MemorySegment buffer() {
    return buffer;
  }

  /** Memory for what goes beside the bytes of a message, in one system call. */
  ControlBuffer control() {
    if (control == null) {
      control = new ControlBuffer(memory, posix.controlSize(posix.maxDescriptors()));
    }
    return control;
  }

  /** For one system call that moves several pieces of memory. */
  Gathering gathering() {
    return gathering;
  }

  /** Memory for one system call that moves a message, of at least so many bytes. It stays for the next one. */
  MemorySegment buffer(long size) {
    if (size > largeBuffer.byteSize()) {
      largeBuffer = Arena.ofAuto().allocate(size, Long.BYTES);
    }
    return size > BUFFER_SIZE ? largeBuffer : buffer;
  }

  ChannelBuffers channelBuffers() {
    return channelBuffers;
  }

  StandardChannels standardChannels() {
    return standardChannels;
  }

  /** What channels have to write. */
  UnwrittenOutput unwritten() {
    return unwritten;
  }

  /** Memory for the address in one system call. */
  AddressBuffer address() {
    return address;
  }

  /** Who hears of signals on this loop. */
  LoopSignals signals() {
    return signals;
  }

  List<Descriptor> openDescriptors() {
    return descriptors.all();
  }

  int jobCount() {
    return jobs.count();
  }

  /**
   * Counts the times that descriptors got new turns. That is in the middle of a lap, behind the timers: so there is no
   * more than one such time between the moment in which a timer is due and the next look at timers.
   */
  long round() {
    return round;
  }

  /** A descriptor was opened on this loop. */
  void opened(Descriptor descriptor) {
    Insight.opened(descriptor);
    opened(descriptor.number(), descriptor);
    if (descriptor.number() != descriptor.originalNumber()) {
      opened(descriptor.originalNumber(), descriptor);
    }
  }

  /** A standard descriptor's number stays open when the loop is garbage. */
  private void opened(int number, Descriptor descriptor) {
    descriptors.add(number, descriptor);
    if (!descriptor.isStandard() || number != descriptor.originalNumber()) {
      holdings.add(number);
    }
  }

  /** A descriptor that was opened on this loop is about to be closed; it takes care of that itself. */
  void closed(Descriptor descriptor) {
    Insight.closed(descriptor);
    closed(descriptor.number());
    if (descriptor.number() != descriptor.originalNumber()) {
      closed(descriptor.originalNumber());
    }
  }

  private void closed(int number) {
    descriptors.remove(number);
    holdings.remove(number);
  }

  /** Whether a descriptor of this number is open on this loop. */
  boolean hasOpen(int number) {
    return descriptors.contains(number);
  }

  /** The standard descriptor of a number: the same each time. */
  Fd standard(int number) {
    checkThread("standard descriptors");
    Fd fd = standard[number];
    if (fd == null) {
      fd = Adoption.standard(this, number);
      standard[number] = fd;
    }
    return fd;
  }

  /** A descriptor has used up its turns in this lap: it is served in the next one. */
  void serveNextLap(Descriptor descriptor) {
    busy.add(descriptor);
  }

  /** What waits for other threads. */
  LoopJobs jobs() {
    return jobs;
  }

  /**
   * Whether a thread is there that runs it, or may. From any thread. A task in direct style has it at times, and may
   * end while the loop's own thread is about to take it back: so both are asked.
   */
  boolean isAlive() {
    return owner.isAlive() || scheduler.thread().isAlive();
  }
}
