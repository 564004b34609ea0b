package io.lwt.unix;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Watches a loop from a thread of its own, and reports when a callback keeps it: with what its thread is doing at that
 * moment. For that the loop notes the time twice in each lap, and the thread looks eight times in each limit. Lwt's
 * {@code stall_detector}, an example of {@code lwt_runtime_events}.
 *
 * <p>A stall is reported when it has lasted for the limit, and again each time it has doubled. Time in which the
 * detector itself could not run, as in a pause of the garbage collector, does not count.
 */
public final class StallDetector implements AutoCloseable {
  private static final int LOOKS_IN_LIMIT = 8;
  private static final Duration LEAST_LIMIT = Duration.ofMillis(1);

  private final Insight insight;
  private final Consumer<? super Stall> handler;
  private final long stepNanos;
  private final StallMeter meter;
  private final Pulse pulse = new Pulse();
  private final Thread thread;
  private volatile boolean closed;

  private StallDetector(Insight insight, Duration limit, Consumer<? super Stall> handler) {
    this.insight = insight;
    this.handler = handler;
    stepNanos = limit.toNanos() / LOOKS_IN_LIMIT;
    meter = new StallMeter(limit.toNanos(), stepNanos, System.nanoTime());
    thread = Thread.ofPlatform().daemon().name("lwt-stall-detector").unstarted(this::watch);
  }

  /**
   * Watches the current thread's loop, and logs what it finds as a warning of the logger {@code io.lwt}.
   *
   * @param limit how long a lap may take
   * @throws IllegalArgumentException if the limit is less than a millisecond
   * @throws IllegalStateException if the loop is watched already
   */
  public static StallDetector start(Duration limit) {
    return start(limit, StallDetector::log);
  }

  /**
   * Watches the current thread's loop.
   *
   * @param limit how long a lap may take
   * @param handler is told, on the detector's thread, while the loop stalls; whatever it throws is logged as an error
   *     of the logger {@code io.lwt}, and it is told of what comes next all the same
   * @throws IllegalArgumentException if the limit is less than a millisecond
   * @throws IllegalStateException if the loop is watched already
   */
  public static StallDetector start(Duration limit, Consumer<? super Stall> handler) {
    Objects.requireNonNull(handler, "handler");
    if (limit.compareTo(LEAST_LIMIT) < 0) {
      throw new IllegalArgumentException("a lap may take a millisecond at least: " + limit);
    }
    Insight insight = EventLoop.current().insight();
    var detector = new StallDetector(insight, limit, handler);
    insight.watchedBy(detector);
    detector.thread.start();
    return detector;
  }

  Pulse pulse() {
    return pulse;
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(stepNanos);
      long stalled = meter.look(System.nanoTime(), pulse.workingSince());
      if (stalled > 0 && !closed) {
        report(Duration.ofNanos(stalled));
      }
    }
  }

  private void report(Duration stalled) {
    Thread stalling = insight.thread();
    try {
      handler.accept(
          new Stall(stalling, stalled, stalling.getState(), List.of(stalling.getStackTrace())));
    } catch (Throwable failure) {
      System.getLogger("io.lwt").log(Level.ERROR, "the handler of stalls failed", failure);
    }
  }

  private static void log(Stall stall) {
    System.getLogger("io.lwt").log(Level.WARNING, stall.toString());
  }

  /** Ends watching, from any thread; so does closing the loop. Does nothing the second time. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  boolean isClosed() {
    return closed;
  }
}
