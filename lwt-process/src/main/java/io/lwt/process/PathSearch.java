package io.lwt.process;

import io.lwt.bindings.FileModes;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Posix;
import io.lwt.unix.internal.LoopAccess;
import java.util.Optional;

/** Where programs are: execvp(3). */
class PathSearch {
  private static final String DEFAULT_PATH = "/bin:/usr/bin";

  private final Posix posix;
  private final LoopAccess access;

  PathSearch(Posix posix, LoopAccess access) {
    this.posix = posix;
    this.access = access;
  }

  /** The file of a program; empty if there is none in the folders of {@code PATH} that can be run. */
  Optional<String> find(String program) {
    if (program.indexOf('/') >= 0) {
      return Optional.of(program);
    }
    String path = Environment.get("PATH", posix, access).orElse(DEFAULT_PATH);
    for (String folder : path.split(":", -1)) {
      String file = folder.isEmpty() ? program : folder + "/" + program;
      if (isProgram(access.encode(file, "the program"))) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** Whether a file may be run: 0, or the error's number, negative. */
  int access(String file) {
    return posix.access(access.encode(file, "the program"), posix.X_OK());
  }

  private boolean isProgram(byte[] file) {
    FileStatus[] status = new FileStatus[1];
    return posix.stat(file, true, status) == 0
        && (status[0].mode() & FileModes.S_IFMT) == FileModes.S_IFREG
        && posix.access(file, posix.X_OK()) == 0;
  }
}
