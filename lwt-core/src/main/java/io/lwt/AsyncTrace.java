package io.lwt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much is remembered of the way a rejection takes through promises. An error's stack trace ends in the event loop;
 * the promises it passes afterwards tell who waited for it, as the callers of a function that blocks would. They are
 * added at the end of the error's stack trace, as frames marked {@code async}, when it is first handed to a callback, a
 * hook or {@link Promise#state}:
 *
 * <pre>{@code
 * java.io.IOException: broken
 *     at com.example.Store.read(Store.java:31)
 *     ...
 *     at async//com.example.Cache.bind(Unknown Source)
 *     at async//com.example.Server.map(Unknown Source)
 * }</pre>
 *
 * <p>At most 32 are kept, those nearest to the error. An error is left as it is if it has no stack trace, if it was
 * made in a static initializer, if it rejected several promises that do not come from one another, or if it has frames
 * already.
 *
 * <p>Set by {@link Lwt#setAsyncTrace(AsyncTrace)} for the current thread's scheduler; a scheduler starts with what the
 * system property {@code io.lwt.asyncTrace} says ({@code off}, {@code cheap} or {@code full}), or with {@link #CHEAP}.
 * If that says something else, what first needs the scheduler throws IllegalArgumentException.
 */
public enum AsyncTrace {
  /** Nothing is remembered. */
  OFF,

  /** A frame has the combinator's name and the class in which its callback was written. Attaching costs nothing. */
  CHEAP,

  /**
   * A frame has the method and line that called the combinator: attaching walks the stack, which costs a microsecond.
   * What is pending is known too ({@link #pendingPromises}), with where and when it was made.
   */
  FULL;

  /**
   * The pending promises of the current thread that do not come from other ones, the oldest first: what everything else
   * waits for. Known only of those that were made while the mode was {@link #FULL}; the list is empty otherwise.
   */
  public static List<PendingPromise> pendingPromises() {
    PendingTrace trace = Scheduler.current().pendingTrace();
    return trace == null ? List.of() : trace.pending();
  }

  /**
   * Where the program has called the library, innermost; empty unless the mode is {@link #FULL} on the current thread,
   * or if the library was not called by the program.
   */
  public static Optional<StackTraceElement> place() {
    StackWalker.StackFrame frame =
        Scheduler.current().pendingTrace() == null ? null : PendingTrace.place();
    return Optional.ofNullable(frame == null ? null : frame.toStackTraceElement());
  }

  /** What a scheduler that is made now starts with. */
  static AsyncTrace initial() {
    return parse(System.getProperty("io.lwt.asyncTrace", "cheap"));
  }

  static AsyncTrace parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "off" -> OFF;
      case "full" -> FULL;
      case "cheap" -> CHEAP;
      default ->
          throw new IllegalArgumentException(
              "io.lwt.asyncTrace is off, cheap or full, not \"" + name + "\"");
    };
  }
}
