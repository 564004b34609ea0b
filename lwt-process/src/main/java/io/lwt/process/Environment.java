package io.lwt.process;

import io.lwt.bindings.Posix;
import io.lwt.unix.internal.LoopAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The environment of a new process. */
final class Environment {
  private Environment() {}

  /** {@code NAME=value} each; null if it is this process' own. */
  static @Nullable List<byte[]> of(Command command, Posix posix, LoopAccess access) {
    if (command.environment() == null && command.variables().isEmpty()) {
      return null;
    }
    return entries(all(command, posix, access), access);
  }

  /** The same, written out in any case. */
  static List<byte[]> complete(Command command, Posix posix, LoopAccess access) {
    List<byte[]> own = of(command, posix, access);
    return own == null ? posix.environment() : own;
  }

  private static Map<String, String> all(Command command, Posix posix, LoopAccess access) {
    Map<String, String> all =
        command.environment() == null
            ? current(posix, access)
            : new LinkedHashMap<>(command.environment());
    for (Map.Entry<String, Optional<String>> change : command.variables().entrySet()) {
      if (change.getValue().isPresent()) {
        all.put(change.getKey(), change.getValue().get());
      } else {
        all.remove(change.getKey());
      }
    }
    return all;
  }

  /** This process' own. Of two entries with one name, programs see the first. */
  private static Map<String, String> current(Posix posix, LoopAccess access) {
    Map<String, String> all = new LinkedHashMap<>();
    for (byte[] bytes : posix.environment()) {
      String entry = access.decode(bytes);
      int end = entry.indexOf('=', 1); // a name may begin with one
      if (end > 0) {
        all.putIfAbsent(entry.substring(0, end), entry.substring(end + 1));
      }
    }
    return all;
  }

  private static List<byte[]> entries(Map<String, String> variables, LoopAccess access) {
    List<byte[]> entries = new ArrayList<>();
    variables.forEach(
        (name, value) -> {
          if (name.isEmpty() || name.indexOf('=', 1) > 0) {
            throw new IllegalArgumentException("the name of a variable: \"" + name + '"');
          }
          entries.add(access.encode(name + '=' + value, "the variable " + name));
        });
    return entries;
  }

  /** The value of one of this process' own variables. */
  static Optional<String> get(String name, Posix posix, LoopAccess access) {
    return Optional.ofNullable(current(posix, access).get(name));
  }
}
