package io.lwt;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The combinators that a rejection has passed, the last one first: an immutable list. Null is the empty one. */
final class AsyncFrames {
  /** A rejection that has passed more tells of those nearest to the error. */
  static final int MOST = 32;

  /** What the text of a frame starts with. */
  private static final String MARK = "async//";

  private final String operation;

  /** Where the combinator was called, or, if nobody knows that, the class of its callback. */
  private final Object place;

  private final @Nullable AsyncFrames earlier;
  private final int count;

  private AsyncFrames(String operation, Object place, @Nullable AsyncFrames earlier, int count) {
    this.operation = operation;
    this.place = place;
    this.earlier = earlier;
    this.count = count;
  }

  /** The list with one more, unless it has as many as it can. */
  static AsyncFrames with(@Nullable AsyncFrames earlier, String operation, Object place) {
    if (earlier == null) {
      return new AsyncFrames(operation, place, null, 1);
    }
    return earlier.count == MOST
        ? earlier
        : new AsyncFrames(operation, place, earlier, earlier.count + 1);
  }

  /** A stack trace, and behind it these frames, the first that was passed first. */
  StackTraceElement[] behind(StackTraceElement[] stack) {
    StackTraceElement[] all = Arrays.copyOf(stack, stack.length + count);
    int index = all.length;
    for (AsyncFrames frame = this; frame != null; frame = frame.earlier) {
      all[--index] = element(frame.operation, frame.place);
    }
    return all;
  }

  /** The frames as they would stand in a stack trace, each on a line of its own. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : behind(new StackTraceElement[0])) {
      text.append("\n\tat ").append(frame);
    }
    return text.toString();
  }

  /** A frame as a stack trace shows it. */
  static StackTraceElement element(String operation, Object place) {
    return place instanceof StackFrame called
        ? new StackTraceElement(
            "async",
            null,
            null,
            called.getClassName(),
            called.getMethodName(),
            called.getFileName(),
            called.getLineNumber())
        : new StackTraceElement(
            "async", null, null, nameWithoutLambda((Class<?>) place), operation, null, -1);
  }

  /** A frame for people to read where no stack trace is. */
  static String describe(String operation, Object place) {
    return place instanceof Class<?> type
        ? operation + " in " + nameWithoutLambda(type)
        : operation + " at " + element(operation, place).toString().substring(MARK.length());
  }

  private static String nameWithoutLambda(Class<?> type) {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }
}
