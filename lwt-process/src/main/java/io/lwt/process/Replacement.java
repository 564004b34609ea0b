package io.lwt.process;

import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.UnixException;
import io.lwt.unix.internal.LoopAccess;
import java.util.List;

/** This process becomes another program: execve(2). */
final class Replacement {
  private final Command command;
  private final EventLoop loop = EventLoop.current();
  private final LoopAccess access = LoopAccess.of(loop);
  private final Posix posix = access.posix(loop);

  Replacement(Command command) {
    this.command = command;
    if (!command.redirects().isEmpty() || command.isForANewProcess()) {
      throw new IllegalArgumentException(
          "a process that becomes another program keeps its descriptors, group and session: "
              + command);
    }
  }

  /** Does not return but by an error. */
  UnixException make() {
    PathSearch search = new PathSearch(posix, access);
    Command wrapped = Helpers.wrap(command, search);
    List<byte[]> environment = Environment.complete(wrapped, posix, access);
    List<byte[]> arguments = SpawnCall.encoded(wrapped.arguments(), access);
    byte[] file =
        access.encode(
            search
                .find(wrapped.program())
                .orElseThrow(() -> new UnixException(Errno.ENOENT, "execve", command.program())),
            "the program");
    enterDirectory();
    keepOnlyStandardDescriptors();
    System.out.flush();
    System.err.flush();
    return new UnixException(
        -posix.execve(file, arguments, environment), "execve", command.program());
  }

  private void enterDirectory() {
    String directory = command.directory();
    if (directory != null) {
      int result = posix.chdir(access.encode(directory, "the directory"));
      if (result < 0) {
        throw new UnixException(-result, "chdir", directory);
      }
    }
  }

  /** The JVM's own are not all close-on-exec. */
  private void keepOnlyStandardDescriptors() {
    int[][] numbers = new int[1][];
    int count = posix.openDescriptors(Command.STDERR + 1, numbers);
    if (count < 0) {
      throw new UnixException(-count, "open", "/proc/self/fd");
    }
    for (int number : numbers[0]) {
      posix.setCloseOnExec(number, true);
    }
  }
}
