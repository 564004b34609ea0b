package io.lwt.unix;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A loop that has been doing one lap for too long.
 *
 * @param thread the loop's thread
 * @param duration for how long, without the time in which the whole program stood still
 * @param state the thread's state: BLOCKED if it waits for a monitor
 * @param stack what the thread is doing
 */
public record Stall(
    Thread thread, Duration duration, Thread.State state, List<StackTraceElement> stack) {
  /** Copies the stack. */
  public Stall {
    stack = List.copyOf(stack);
  }

  /** All of it, in lines, as a stack trace. */
  @Override
  public String toString() {
    return "the event loop of thread "
        + thread.getName()
        + " has not come round for "
        + duration.toMillis()
        + " ms"
        + (state == Thread.State.BLOCKED
            ? "; it waits for a monitor, which may be that of a task that awaits inside synchronized"
            : "")
        + stack.stream().map(frame -> "\n\tat " + frame).collect(Collectors.joining());
  }
}
