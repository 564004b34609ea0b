package io.lwt.unix;

import io.lwt.Clock;
import io.lwt.Scheduler;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** What a loop tells those who look at it from outside: Flight Recorder, where it is in use, and a stall detector. */
final class Insight {
  private static final boolean HAS_FLIGHT_RECORDER =
      ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private final Scheduler scheduler;
  private boolean observing;
  private FlightEvents.@Nullable Lap lap;
  private @Nullable StallDetector detector;

  /** Null unless management tools know the loop. */
  private @Nullable Runnable unregister;

  Insight(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Whether it is of any use to make events. */
  static boolean isRecording() {
    return HAS_FLIGHT_RECORDER && FlightRecorder.isInitialized();
  }

  /** The thread that owns the loop now. From any thread. */
  Thread thread() {
    return scheduler.thread();
  }

  /** A detector watches the loop from now on. */
  void watchedBy(StallDetector next) {
    StallDetector former = detector;
    if (former != null && !former.isClosed()) {
      throw new IllegalStateException("the event loop is watched by a stall detector already");
    }
    detector = next;
  }

  /** Makes the loop known to management tools. */
  void register(EventLoop loop) {
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      throw new UnsupportedOperationException(
          "the module java.management is not there; run java with --add-modules java.management");
    }
    if (unregister == null) {
      unregister = LoopManagement.register(loop);
    }
  }

  /** The loop is closed. */
  void close() {
    if (unregister != null) {
      unregister.run();
      unregister = null;
    }
    StallDetector watching = detector;
    if (watching != null) {
      watching.close();
      detector = null;
    }
  }

  /** The loop has something to do. */
  void lapBegins() {
    if (isRecording()) {
      lapIsRecorded();
    }
    StallDetector watching = detector;
    if (watching != null) {
      watching.pulse().begin();
    }
  }

  private void lapIsRecorded() {
    boolean wanted = new FlightEvents.SlowCallback().isEnabled();
    if (wanted != observing) {
      observing = wanted;
      scheduler.setObserver(wanted ? Insight::ran : null);
    }
    lap = new FlightEvents.Lap();
    lap.begin();
  }

  private static void ran(Object what, long nanos) {
    if (nanos >= FlightEvents.SLOW_NANOS) {
      var event = new FlightEvents.SlowCallback();
      event.what =
          what instanceof Operation<?> operation
              ? operation.description()
              : what.getClass().getName();
      event.took = nanos;
      event.commit();
    }
  }

  /** The loop is about to wait. */
  void lapEnds(long number) {
    FlightEvents.Lap current = lap;
    if (current != null) {
      lap = null;
      current.number = number;
      current.commit();
    }
    StallDetector watching = detector;
    if (watching != null) {
      watching.pulse().end();
    }
  }

  /** The timers that are due are about to be fired. */
  static void timersDue(Clock clock) {
    if (isRecording()) {
      long lateness = clock.nanosLate();
      if (lateness >= FlightEvents.SLOW_NANOS) {
        var event = new FlightEvents.TimerLateness();
        event.lateness = lateness;
        event.commit();
      }
    }
  }

  /** The time, if it is recorded how long things take; else 0. */
  static long now() {
    return isRecording() ? System.nanoTime() : 0;
  }

  /** Runs something on a worker, which has waited since then ({@link #now}, not 0), and records it. */
  static void job(Supplier<String> what, long queuedAt, Runnable call) {
    var event = new FlightEvents.Job();
    event.what = what.get();
    event.queued = System.nanoTime() - queuedAt;
    event.begin();
    call.run();
    event.commit();
  }

  static void opened(Descriptor descriptor) {
    if (isRecording()) {
      var event = new FlightEvents.DescriptorOpened();
      event.number = descriptor.originalNumber();
      event.kind = descriptor.kind().name();
      event.commit();
    }
  }

  static void closed(Descriptor descriptor) {
    if (isRecording()) {
      var event = new FlightEvents.DescriptorClosed();
      event.number = descriptor.originalNumber();
      event.commit();
    }
  }

  /** Starts a process. From any thread. */
  static int spawn(Supplier<String> program, IntSupplier call) {
    return isRecording() ? recordedSpawn(program, call) : call.getAsInt();
  }

  private static int recordedSpawn(Supplier<String> program, IntSupplier call) {
    var event = new FlightEvents.Spawn();
    event.program = program.get();
    event.begin();
    event.process = call.getAsInt();
    event.commit();
    return event.process;
  }
}
