package io.lwt.process;

import io.lwt.unix.UnixSignal;
import java.util.Optional;

/** How a process has ended, or what keeps it: {@code Unix.process_status}, wait(2). */
public sealed interface ExitStatus {

  /** Whether it has ended by itself with status 0. */
  default boolean isSuccess() {
    return this instanceof Exited(int code) && code == 0;
  }

  /**
   * It has ended by itself: {@code WEXITED}.
   *
   * @param code its exit status, 0 to 255
   */
  record Exited(int code) implements ExitStatus {
    @Override
    public String toString() {
      return "exited with " + code;
    }
  }

  /**
   * A signal has ended it: {@code WSIGNALED}.
   *
   * @param number the signal's number on this system
   * @param coreDumped whether its memory was written to a file
   */
  record Signaled(int number, boolean coreDumped) implements ExitStatus {
    /** The signal; empty if it has no name, as real-time signals. */
    public Optional<UnixSignal> signal() {
      return UnixSignal.of(number);
    }

    @Override
    public String toString() {
      return "killed by " + nameOf(number) + (coreDumped ? " (core dumped)" : "");
    }
  }

  /**
   * A signal has stopped it, and it may go on: {@code WSTOPPED}. Only {@link RunningProcess#state} tells this.
   *
   * @param number the signal's number on this system
   */
  record Stopped(int number) implements ExitStatus {
    /** The signal; empty if it has no name. */
    public Optional<UnixSignal> signal() {
      return UnixSignal.of(number);
    }

    @Override
    public String toString() {
      return "stopped by " + nameOf(number);
    }
  }

  private static String nameOf(int number) {
    return UnixSignal.of(number).map(UnixSignal::name).orElse("signal " + number);
  }
}
