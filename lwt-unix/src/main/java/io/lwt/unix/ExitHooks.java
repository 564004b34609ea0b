package io.lwt.unix;

import io.lwt.Promise;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one loop has to do before the JVM ends.
 *
 * <p>One of the JVM's shutdown hooks has each loop do it, all at the same time, and waits for them no longer than the
 * deadline. Who does it is the loop's own thread, if it runs laps; a loop whose thread does not, since it has ended,
 * does something else or has called {@link System#exit} itself, is taken over by a thread made for that. Either may
 * happen to a loop whose thread first runs and then does not.
 *
 * <p>What goes wrong is written to the error output: the loggers may be closed by then, by a shutdown hook of theirs.
 */
final class ExitHooks {
  private static final long POLL_MILLIS = 2;

  /** Of the loops that have any: so those are no garbage. Guarded by the class, as what follows. */
  private static final Map<EventLoop, ExitHooks> ALL = new LinkedHashMap<>();

  private static Duration deadline = Duration.ofSeconds(5);
  private static boolean installed;
  private static boolean ending;

  private final EventLoop loop;

  /** The next one first. */
  private final Deque<ExitHook> hooks = new ConcurrentLinkedDeque<>();

  private final CountDownLatch done = new CountDownLatch(1);

  /** The one that has been called and is not done. */
  private volatile @Nullable ExitHook current;

  /** All of it, once it has begun. */
  private @Nullable Promise<@Nullable Void> ended;

  private ExitHooks(EventLoop loop) {
    this.loop = loop;
  }

  // ---- before the end

  /** Adds a hook before the others of a loop. */
  static synchronized Registration add(
      EventLoop loop, Callable<? extends Promise<?>> function, String place) {
    loop.checkUsable();
    ExitHooks ofLoop = of(loop);
    var hook = new ExitHook(ofLoop, function, "the exit hook of " + place);
    ofLoop.hooks.addFirst(hook);
    return hook;
  }

  /** Adds the flush of a loop's channels, behind its other hooks; null if it is too late for that. */
  static synchronized @Nullable Registration addLast(EventLoop loop, UnwrittenOutput unwritten) {
    ExitHooks present = ALL.get(loop);
    if (ending && (present == null || present.done.getCount() == 0)) {
      return null;
    }
    ExitHooks ofLoop = of(loop);
    var hook = new FlushAtExit(ofLoop, unwritten);
    ofLoop.hooks.addLast(hook);
    return hook;
  }

  private static ExitHooks of(EventLoop loop) {
    ExitHooks ofLoop = ALL.get(loop);
    if (ofLoop == null || ofLoop.done.getCount() == 0) {
      install();
      ofLoop = new ExitHooks(loop);
      ALL.put(loop, ofLoop);
    }
    return ofLoop;
  }

  private static void install() {
    if (ending) {
      throw new IllegalStateException("atExit: the JVM is ending");
    }
    if (!installed) {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("lwt-exit").unstarted(ExitHooks::endAll));
      installed = true;
    }
  }

  void remove(ExitHook hook) {
    loop.checkThread("close of an exit hook");
    synchronized (ExitHooks.class) {
      hooks.remove(hook);
      if (hooks.isEmpty() && !ending) {
        ALL.remove(loop, this);
      }
    }
  }

  /** A loop is being closed. */
  static synchronized void forget(EventLoop loop) {
    if (!ending) {
      ALL.remove(loop);
    }
  }

  static synchronized void setDeadline(Duration limit) {
    deadline = limit;
  }

  // ---- the end

  private static void endAll() {
    List<ExitHooks> all;
    Duration limit;
    synchronized (ExitHooks.class) {
      ending = true;
      all = List.copyOf(ALL.values());
      limit = deadline;
    }
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit);
    all.forEach(ExitHooks::begin);
    all.forEach(hooks -> hooks.awaitUntil(end, limit));
  }

  private void begin() {
    Thread.ofPlatform()
        .daemon()
        .name("lwt-exit-" + loop.scheduler().thread().getName())
        .start(this::end);
  }

  private void end() {
    try {
      loop.execute(this::ended);
      while (!done.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (loop.takeOver()) {
          loop.runTaken(ended());
          return;
        }
      }
    } catch (Throwable error) {
      report(this + " cannot go on", error);
      done.countDown();
    }
  }

  /** The end of the last one; calls the first one, the first time. On whichever thread has the loop. */
  private Promise<@Nullable Void> ended() {
    Promise<@Nullable Void> begun = ended;
    if (begun == null) {
      begun = callNext();
      ended = begun;
      begun.onTermination(done::countDown);
    }
    return begun;
  }

  private Promise<@Nullable Void> callNext() {
    ExitHook next = hooks.poll();
    current = next;
    return next == null ? Promise.unit() : next.call().bind(_ -> callNext());
  }

  /** Waits for the last one; says what is left if it takes too long. */
  private void awaitUntil(long end, Duration limit) {
    try {
      if (!done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        reportLate(limit);
      }
    } catch (InterruptedException e) {
      reportLate(limit); // whoever interrupts this wants the JVM to end now
    }
  }

  private void reportLate(Duration limit) {
    ExitHook late = current;
    if (late != null) {
      late.late(limit).ifPresent(text -> report(text + where(), null));
    }
    String where = late == null ? where() : "";
    for (ExitHook next : hooks) {
      next.late(limit).ifPresent(text -> report(text + where, null));
    }
  }

  /** What the loop's thread is doing. */
  private String where() {
    Thread thread = loop.scheduler().thread();
    String frames =
        Arrays.stream(thread.getStackTrace())
            .map(frame -> "\n    at " + frame)
            .reduce("", String::concat);
    return "; thread " + thread.getName() + " is" + frames;
  }

  /** Whether a thread is inside of {@link System#exit}, which does not return. */
  static boolean isInExit(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
  }

  static void report(String what, @Nullable Throwable error) {
    System.err.println("lwt: at the JVM's end, " + what);
    if (error != null) {
      error.printStackTrace();
    }
  }

  @Override
  public String toString() {
    return "the exit hooks of thread " + loop.scheduler().thread().getName();
  }
}
