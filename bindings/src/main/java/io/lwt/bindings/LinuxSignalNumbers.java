package io.lwt.bindings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Linux' signals on x86-64 and aarch64: signal(7). */
interface LinuxSignalNumbers extends SignalNumbers {

  @Override
  default int signal(String name) {
    return Table.NAMES.number(name);
  }

  @Override
  default @Nullable String signalName(int number) {
    return Table.NAMES.name(number);
  }

  /** Made when a name is first asked for. */
  final class Table {
    static final NumberedNames NAMES =
        new NumberedNames(
            """
            SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2
            SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG
            SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS
            """,
            Map.of("SIGIOT", "SIGABRT", "SIGCLD", "SIGCHLD", "SIGPOLL", "SIGIO"));
  }
}
