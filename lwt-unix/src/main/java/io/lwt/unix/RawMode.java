package io.lwt.unix;

import io.lwt.bindings.Posix;
import io.lwt.bindings.TerminalModes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A terminal that was made raw, and what it was before: set back by {@link #end}, or when the JVM ends, which sets back
 * all of them, the last one first.
 *
 * <p>It has a duplicate of the descriptor, so that it never sets whatever else the descriptor's number may lead to by
 * then; and so it works also when the descriptor was closed meanwhile.
 */
final class RawMode {
  /** Those that are raw, the last one first. Guarded by this class. */
  private static final Deque<RawMode> ALL = new ArrayDeque<>();

  private static boolean hooked;
  private static boolean ending;

  private final Posix posix;
  private final int number;
  private final TerminalModes before;

  private RawMode(Posix posix, int number, TerminalModes before) {
    this.posix = posix;
    this.number = number;
    this.before = before;
  }

  /**
   * Makes a terminal raw.
   *
   * @throws UnixException if the system refuses
   * @throws IllegalStateException if the JVM is ending, so that nothing would set it back
   */
  static synchronized RawMode begin(Descriptor descriptor) {
    hook();
    Posix posix = descriptor.loop().posix();
    int fd = descriptor.number();
    TerminalModes[] modes = new TerminalModes[1];
    check(Calls.uninterrupted(() -> posix.tcgetattr(fd, modes)), "tcgetattr", descriptor);
    int number = check(Calls.uninterrupted(() -> posix.dup(fd)), "dup", descriptor);
    var mode = new RawMode(posix, number, modes[0]);
    int result = mode.set(new TerminalAttributes(modes[0]).raw().modes());
    if (result < 0) {
      posix.close(number);
    }
    check(result, "tcsetattr", descriptor);
    ALL.addFirst(mode);
    return mode;
  }

  private static int check(long result, String call, Descriptor descriptor) {
    if (result < 0) {
      throw new UnixException((int) -result, call, descriptor.toString());
    }
    return (int) result;
  }

  private static void hook() {
    if (ending) {
      throw new IllegalStateException("withRawMode: the JVM is ending");
    }
    if (!hooked) {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("lwt-terminals").unstarted(RawMode::endAll));
      hooked = true;
    }
  }

  private int set(TerminalModes modes) {
    int now = posix.terminalConstant(SetattrWhen.NOW.constant);
    return (int) Calls.uninterrupted(() -> posix.tcsetattr(number, now, modes));
  }

  /** Sets it back, unless that was done already. 0, or the error's number, negative. */
  int end() {
    synchronized (RawMode.class) {
      return ALL.remove(this) ? setBack() : 0;
    }
  }

  private int setBack() {
    int result = set(before);
    posix.close(number);
    return result;
  }

  /** The JVM is ending. */
  static synchronized void endAll() {
    ending = true;
    while (!ALL.isEmpty()) {
      RawMode mode = ALL.removeFirst();
      if (!isInBackground(mode.posix, mode.number)) {
        mode.setBack();
      }
    }
  }

  /** Whether it is this process' own terminal, and others have it: who sets it then is stopped, and disturbs them. */
  static boolean isInBackground(Posix posix, int fd) {
    int owner = posix.tcgetpgrp(fd);
    return owner >= 0 && owner != posix.getpgrp();
  }
}
