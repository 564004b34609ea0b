package io.lwt.unix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/** The protocol of sd_listen_fds(3): {@link LwtUnix#listenFds}. */
final class ListenFds {
  /** The first number that is handed over: SD_LISTEN_FDS_START of the protocol, behind the standard ones. */
  private static final int FIRST = 3;

  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private ListenFds() {}

  /** What this process was handed; nothing from the second time on. */
  static List<ListenFd> take(EventLoop loop) {
    loop.checkUsable();
    return TAKEN.compareAndSet(false, true)
        ? adopt(loop, System.getenv(), loop.posix().getpid(), FIRST)
        : List.of();
  }

  /**
   * Takes over what an environment tells of.
   *
   * @param pid whose environment it is
   * @param first the first number that is handed over
   */
  static List<ListenFd> adopt(
      EventLoop loop, Map<String, String> environment, long pid, int first) {
    OptionalInt meant = number(environment, "LISTEN_PID");
    OptionalInt count = number(environment, "LISTEN_FDS");
    if (meant.isEmpty() || meant.getAsInt() != pid || count.isEmpty()) {
      return List.of();
    }
    List<String> names = names(environment, count.getAsInt());
    List<ListenFd> adopted = new ArrayList<>();
    try {
      for (int i = 0; i < names.size(); i++) {
        adopted.add(new ListenFd(names.get(i), Adoption.adopt(loop, first + i)));
      }
    } catch (RuntimeException refused) {
      adopted.forEach(each -> each.fd().close());
      throw refused;
    }
    return List.copyOf(adopted);
  }

  private static OptionalInt number(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!value.matches("\\d{1,9}")) {
      throw new IllegalStateException("the environment's " + variable + " is no number: " + value);
    }
    return OptionalInt.of(Integer.parseInt(value));
  }

  private static List<String> names(Map<String, String> environment, int count) {
    String names = environment.get("LISTEN_FDNAMES");
    if (names == null) {
      return Collections.nCopies(count, "unknown");
    }
    List<String> all = count == 0 && names.isEmpty() ? List.of() : List.of(names.split(":", -1));
    if (all.size() != count) {
      throw new IllegalStateException(
          "the environment's LISTEN_FDNAMES has not " + count + " names: " + names);
    }
    return all;
  }
}
