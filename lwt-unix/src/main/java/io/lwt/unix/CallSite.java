package io.lwt.unix;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where the program called {@link LwtMain}, for messages. */
final class CallSite {
  private static final StackWalker STACK = StackWalker.getInstance();

  /** Those between the call and whoever asks. */
  private static final Set<String> OWN =
      Set.of(LwtMain.class.getName(), EventLoop.class.getName(), CallSite.class.getName());

  private CallSite() {}

  /** The place of the call that this is in. */
  static String current() {
    return STACK.walk(frames -> caller(elements(frames))).orElse("an unknown place");
  }

  /**
   * The place that called {@link LwtMain#run}, in a lap of which this is.
   *
   * @param thread the loop's: a task in direct style may have one of its own
   */
  static String ofRun(Thread thread) {
    return STACK
        .walk(frames -> callerOfLap(elements(frames)))
        .or(() -> callerOfLap(Arrays.stream(thread.getStackTrace())))
        .orElse("another thread's stack");
  }

  private static Stream<StackTraceElement> elements(Stream<StackWalker.StackFrame> frames) {
    return frames.map(StackWalker.StackFrame::toStackTraceElement);
  }

  private static Optional<String> callerOfLap(Stream<StackTraceElement> frames) {
    return caller(frames.dropWhile(frame -> !frame.getMethodName().equals("runLap")));
  }

  private static Optional<String> caller(Stream<StackTraceElement> frames) {
    return frames
        .filter(frame -> !OWN.contains(frame.getClassName()))
        .findFirst()
        .map(StackTraceElement::toString);
  }
}
