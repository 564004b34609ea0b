package io.lwt.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.process.Command;
import io.lwt.process.LwtProcess;
import io.lwt.process.ProcessNone;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import java.util.ArrayList;
import java.util.List;

/** A program that starts others, as its first argument says. */
final class ProcessProgram {
  /** What a process of Linux says of its own signals. */
  private static final Command SIGNALS =
      Command.of("grep", "-E", "Sig(Blk|Ign)", "/proc/self/status");

  private ProcessProgram() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    switch (arguments[0]) {
      case "status" -> tellStatuses();
      case "replace" -> replace();
      default -> startTooMany();
    }
  }

  private static void tellStatuses() {
    IO.println(LwtMain.run(LwtProcess.exec(Command.shell("exit 3"))));
    IO.print(LwtMain.run(LwtProcess.read(SIGNALS, UTF_8)));
  }

  /** With a process at work, and threads. */
  private static void replace() {
    LwtMain.run(LwtProcess.exec(Command.of("true").spawnOnWorker()));
    IO.println(ProcessHandle.current().pid());
    throw LwtProcess.execReplace(
        Command.shell("echo $$; grep SigBlk /proc/self/status; ls /proc/self/fd; pwd; echo $LWT")
            .directory("/")
            .variable("LWT", "of the command"));
  }

  /** Until the system has no more; one less, and there is room again. */
  private static void startTooMany() {
    List<ProcessNone> started = new ArrayList<>();
    UnixException refusal = null;
    while (refusal == null) {
      try {
        started.add(LwtMain.run(LwtProcess.open(Command.of("sleep", "1000"))));
      } catch (UnixException refused) {
        refusal = refused;
      }
    }
    IO.println(refusal.getMessage());
    end(started.removeLast());
    IO.println(LwtMain.run(LwtProcess.exec(Command.of("true"))));
    started.forEach(ProcessProgram::end);
  }

  private static void end(ProcessNone process) {
    process.terminate();
    var _ = LwtMain.run(process.close());
  }
}
