package io.lwt.integration;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.process.Command;
import io.lwt.process.ExitStatus;
import io.lwt.process.LwtProcess;
import io.lwt.process.ProcessNone;
import io.lwt.unix.Errno;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Starts children until the system allows no more processes, which is what threads count as, too. */
final class CrowdedProgram {
  private CrowdedProgram() {}

  /** Prints a line for each try in which every child's end was told as it was. */
  public static void main(String[] args) {
    for (int others = 0; others < 4; others++) {
      List<ExitStatus> ends =
          LwtMain.run(Lwt.all(startAll().stream().map(child -> child.status()).toList()));
      boolean right = !ends.isEmpty() && ends.stream().allMatch(new ExitStatus.Exited(0)::equals);
      IO.println(right ? "all told" : ends);
      // A child may take one place, or two with the thread that waits for it: has either come last
      // in some try.
      Thread.ofPlatform().daemon().start(LockSupport::park);
    }
  }

  private static List<ProcessNone> startAll() {
    var children = new ArrayList<ProcessNone>();
    while (true) {
      Promise<ProcessNone> child = LwtProcess.open(Command.of("sleep", "0.5"));
      try {
        children.add(LwtMain.run(child));
      } catch (UnixException refused) {
        if (refused.errno() != Errno.EAGAIN) {
          throw refused;
        }
        return children;
      }
    }
  }
}
