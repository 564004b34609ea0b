package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.util.Optional;

/**
 * The signals of Unix, by their C names: signal(7). Numbers are this system's. Of several names of one signal the usual
 * one is here: {@code SIGIOT} is {@link #SIGABRT}, {@code SIGCLD} is {@link #SIGCHLD}, {@code SIGPOLL} is
 * {@link #SIGIO}. Real-time signals are not among them.
 *
 * @see Signals
 */
public enum UnixSignal {
  /** The terminal is gone, or a service is to read its configuration anew. */
  SIGHUP,

  /** Interrupt from the keyboard. */
  SIGINT,

  /** Quit from the keyboard. */
  SIGQUIT,

  /** Illegal instruction. */
  SIGILL,

  /** Trace or breakpoint trap. */
  SIGTRAP,

  /** From abort(3). */
  SIGABRT,

  /** Bad access to memory. */
  SIGBUS,

  /** Erroneous arithmetic operation. */
  SIGFPE,

  /** Ends a process; nothing can be done about it. */
  SIGKILL,

  /** Means what a program says. */
  SIGUSR1,

  /** Invalid access to memory. */
  SIGSEGV,

  /** Means what a program says. */
  SIGUSR2,

  /** A write to a pipe or socket that nobody reads. */
  SIGPIPE,

  /** From alarm(2). */
  SIGALRM,

  /** Asks a process to end. */
  SIGTERM,

  /** Fault of a coprocessor's stack; unused. */
  SIGSTKFLT,

  /** A child process has stopped or ended. */
  SIGCHLD,

  /** Goes on after it was stopped. */
  SIGCONT,

  /** Stops a process; nothing can be done about it. */
  SIGSTOP,

  /** Stop from the keyboard. */
  SIGTSTP,

  /** Reads from the terminal while in the background. */
  SIGTTIN,

  /** Writes to the terminal while in the background. */
  SIGTTOU,

  /** There is urgent data on a socket. */
  SIGURG,

  /** The limit of processor time is exceeded. */
  SIGXCPU,

  /** The limit of a file's size is exceeded. */
  SIGXFSZ,

  /** A timer of the process' own processor time. */
  SIGVTALRM,

  /** A timer of a profiler. */
  SIGPROF,

  /** The terminal's window has another size. */
  SIGWINCH,

  /** Input or output is possible. */
  SIGIO,

  /** Power failure. */
  SIGPWR,

  /** Bad system call. */
  SIGSYS,

  /** Emulated instruction. */
  SIGEMT,

  /** Asks for the status, from the keyboard. */
  SIGINFO;

  /** The number of this signal on this system, or -1 if it has no such signal. */
  public int number() {
    return Posix.host().signal(name());
  }

  /**
   * The signal that has a number on this system; empty for numbers without a name, such as those of real-time signals.
   */
  public static Optional<UnixSignal> of(int number) {
    return Optional.ofNullable(Posix.host().signalName(number)).map(UnixSignal::valueOf);
  }
}
