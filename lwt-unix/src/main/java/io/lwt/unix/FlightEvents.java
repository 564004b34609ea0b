package io.lwt.unix;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/**
 * What JDK Flight Recorder is told of loops. These classes are touched only when it is in use: the first of them takes
 * a tenth of a second to load.
 */
final class FlightEvents {
  /** What is called slow here, unless an event has a threshold of its own. */
  static final long SLOW_NANOS = 10_000_000;

  private FlightEvents() {}

  /** What a loop did between two waits. */
  @Name("io.lwt.Lap")
  @Label("Lap of an Event Loop")
  @Category("Lwt")
  @Description("What an event loop did between two waits for descriptors")
  @Threshold("10 ms")
  @StackTrace(false)
  static final class Lap extends Event {
    @Label("Number")
    long number;
  }

  /** One thing in a lap took long. */
  @Name("io.lwt.SlowCallback")
  @Label("Slow Callback")
  @Category("Lwt")
  @Description(
      "Callbacks of one promise, a task or code in direct style kept the loop for 10 ms or more")
  @StackTrace(false)
  static final class SlowCallback extends Event {
    @Label("What")
    String what = "";

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;
  }

  /** Timers fired late. */
  @Name("io.lwt.TimerLateness")
  @Label("Timer Lateness")
  @Category("Lwt")
  @Description("The earliest of the timers that fired in a lap was 10 ms late or more")
  @StackTrace(false)
  static final class TimerLateness extends Event {
    @Label("Late by")
    @Timespan(Timespan.NANOSECONDS)
    long lateness;
  }

  /** A descriptor was opened, or adopted. */
  @Name("io.lwt.DescriptorOpened")
  @Label("Descriptor Opened")
  @Category("Lwt")
  static final class DescriptorOpened extends Event {
    @Label("Number")
    int number;

    @Label("Kind")
    String kind = "";
  }

  /** A descriptor is closed. */
  @Name("io.lwt.DescriptorClosed")
  @Label("Descriptor Closed")
  @Category("Lwt")
  static final class DescriptorClosed extends Event {
    @Label("Number")
    int number;
  }

  /** A worker has run something. */
  @Name("io.lwt.Job")
  @Label("Job on a Worker")
  @Category("Lwt")
  @Description("A call that may block, on a worker thread")
  @Threshold("10 ms")
  @StackTrace(false)
  static final class Job extends Event {
    @Label("What")
    String what = "";

    @Label("Queued for")
    @Timespan(Timespan.NANOSECONDS)
    long queued;
  }

  /** A process was started, or was not. */
  @Name("io.lwt.Spawn")
  @Label("Process Started")
  @Category("Lwt")
  @Description(
      "A program was started in a new process, which keeps the calling thread until it is loaded")
  static final class Spawn extends Event {
    @Label("Program")
    String program = "";

    @Label("Process")
    @Description("The new process' number, or the error's, negative")
    int process;
  }
}
