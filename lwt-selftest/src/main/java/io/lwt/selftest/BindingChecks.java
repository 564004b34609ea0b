package io.lwt.selftest;

import io.lwt.bindings.BindingsCheck;
import io.lwt.bindings.EventFd;
import io.lwt.bindings.PidFd;
import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The calls of the operating system: what C's library and the kernel have of what the library uses. */
final class BindingChecks {
  /** Without this nothing works. */
  static final Check ACCESS = Check.now("native access", BindingChecks::access);

  private BindingChecks() {}

  static List<Check> all() {
    return List.of(
        Check.now("functions of C", BindingChecks::functions),
        Check.now("structs of C", BindingChecks::structs),
        Check.now("eventfd", BindingChecks::eventfd),
        Check.now("epoll_pwait2", BindingChecks::nanoseconds),
        Check.now("pidfd_open", BindingChecks::pidfd));
  }

  private static String access() {
    Posix.host().close(-1);
    return "allowed";
  }

  private static String functions() {
    List<BindingsCheck.Function> all = BindingsCheck.functions();
    List<BindingsCheck.Function> absent = all.stream().filter(each -> !each.isThere()).toList();
    String needed =
        absent.stream()
            .filter(each -> each.since() == null)
            .map(BindingsCheck.Function::name)
            .collect(Collectors.joining(", "));
    if (!needed.isEmpty()) {
      throw new UnsupportedOperationException("this C library has no " + needed);
    }
    String others =
        absent.stream()
            .map(each -> each.name() + " (glibc " + each.since() + ")")
            .collect(Collectors.joining(", "));
    return all.size()
        - absent.size()
        + " are there"
        + (others.isEmpty() ? "" : "; the library does without " + others);
  }

  private static String structs() {
    var wrong = new ArrayList<String>();
    var unseen = new ArrayList<String>();
    var right = new ArrayList<String>();
    for (BindingsCheck.Struct struct : BindingsCheck.structs()) {
      if (struct.written() < 0) {
        unseen.add(struct.name() + " (" + Errno.of((int) -struct.written()) + ")");
      } else if (struct.written() == struct.size()) {
        right.add(struct.name());
      } else {
        wrong.add(
            struct.name() + ": " + struct.size() + " bytes, the system writes " + struct.written());
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(String.join("; ", wrong));
    }
    return "as long as the system's: "
        + String.join(", ", right)
        + (unseen.isEmpty() ? "" : "; not seen: " + String.join(", ", unseen));
  }

  private static String eventfd() {
    return opened(((EventFd) Posix.host()).eventfd(), "a pipe wakes the loop instead");
  }

  private static String nanoseconds() {
    if (!BindingsCheck.waitsInNanoseconds()) {
      throw new NotHereException("epoll_wait instead; timers are rounded up to milliseconds");
    }
    return "waits are exact to the nanosecond";
  }

  private static String pidfd() {
    Posix posix = Posix.host();
    return opened(
        ((PidFd) posix).pidfdOpen(posix.getpid()), "a thread waits for each child instead");
  }

  private static String opened(int result, String instead) {
    if (result < 0) {
      throw new NotHereException(Errno.of(-result) + "; " + instead);
    }
    Posix.host().close(result);
    return "";
  }
}
