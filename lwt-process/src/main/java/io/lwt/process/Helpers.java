package io.lwt.process;

import io.lwt.process.Command.Limit;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What posix_spawn(3) cannot do is done by programs of the system, one of which becomes the next, and the last one the
 * command's: prlimit(1), setpriv(1), and the shell for umask(2).
 */
final class Helpers {
  private final Command command;
  private final PathSearch search;

  private Helpers(Command command, PathSearch search) {
    this.command = command;
    this.search = search;
  }

  /**
   * The command that begins with the helpers that it needs; itself if it needs none.
   *
   * @throws UnsupportedOperationException if one is not there
   * @throws UnixException if the command's own program is not there, which they would not tell
   */
  static Command wrap(Command command, PathSearch search) {
    return command.needsHelpers() ? new Helpers(command, search).wrap() : command;
  }

  private Command wrap() {
    List<String> words = new ArrayList<>();
    addLimits(words);
    addPrivileges(words);
    addUmask(words);
    words.add(program());
    words.addAll(command.arguments().subList(1, command.arguments().size()));
    return command.wrapped(words);
  }

  /** The file of the command's program. It is told that it is called so. */
  private String program() {
    String program = command.program();
    Optional<String> found = search.find(program);
    if (found.isEmpty()) {
      throw new UnixException(Errno.ENOENT, "posix_spawn", program);
    }
    boolean isFromDirectory = command.directory() != null && !found.get().startsWith("/");
    int result = isFromDirectory ? 0 : search.access(found.get());
    if (result < 0) {
      throw new UnixException(-result, "posix_spawn", program);
    }
    return found.get();
  }

  private void addLimits(List<String> words) {
    if (!command.limits().isEmpty()) {
      words.add(helper("prlimit", "Command.limit"));
      for (Map.Entry<ResourceLimit, Limit> entry : command.limits().entrySet()) {
        Limit limit = entry.getValue();
        words.add(entry.getKey().option() + "=" + text(limit.soft()) + ":" + text(limit.hard()));
      }
      words.add("--");
    }
  }

  private static String text(long limit) {
    return limit == ResourceLimit.UNLIMITED ? "unlimited" : Long.toString(limit);
  }

  private void addPrivileges(List<String> words) {
    Command.Identity user = command.user();
    if (user == null && command.deathSignal() == null) {
      return;
    }
    words.add(helper("setpriv", user == null ? "Command.deathSignal" : "Command.user"));
    if (user != null) {
      words.add("--reuid=" + user.uid());
      words.add("--regid=" + user.gid());
      words.add("--clear-groups");
    }
    if (command.deathSignal() != null) {
      words.add("--pdeathsig=" + command.deathSignal().name().substring("SIG".length()));
    }
    words.add("--");
  }

  private void addUmask(List<String> words) {
    Integer mask = command.umask();
    if (mask != null) {
      words.add(helper("sh", "Command.umask"));
      words.add("-c");
      words.add("umask \"$0\" && exec \"$@\"");
      words.add(Integer.toOctalString(mask));
    }
  }

  private String helper(String name, String method) {
    return search
        .find(name)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    method + " needs the program " + name + ", which is not in PATH"));
  }
}
