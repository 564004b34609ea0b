package io.lwt.bindings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Linux' signals on x86-64 and aarch64: signal(7). */
interface LinuxSignalNumbers extends SignalNumbers {

  @Override
  default int signal(String name) {
    return Table.NUMBERS.getOrDefault(name, -1);
  }

  @Override
  default @Nullable String signalName(int number) {
    return number > 0 && number <= Table.NAMES.size() ? Table.NAMES.get(number - 1) : null;
  }

  /** The names, in the order of the numbers, from 1 on. */
  final class Table {
    static final List<String> NAMES =
        List.of(
            """
          SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2
          SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG
          SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS
          """
                .split("\\s+"));

    static final Map<String, Integer> NUMBERS = numbers();

    private static Map<String, Integer> numbers() {
      Map<String, Integer> numbers = new HashMap<>();
      for (int i = 0; i < NAMES.size(); i++) {
        numbers.put(NAMES.get(i), i + 1);
      }
      numbers.put("SIGIOT", numbers.get("SIGABRT"));
      numbers.put("SIGCLD", numbers.get("SIGCHLD"));
      numbers.put("SIGPOLL", numbers.get("SIGIO"));
      return numbers;
    }
  }
}
