package io.lwt.selftest;

import io.lwt.Promise;
import io.lwt.process.Command;
import io.lwt.process.ExitStatus;
import io.lwt.process.LwtProcess;
import io.lwt.process.Redirect;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Other programs. Most need a shell, which not every container has; for the first one Java itself will do. */
final class ProcessChecks {
  private static final Set<Errno> NO_PROGRAM = Set.of(Errno.ENOENT, Errno.EACCES);

  private ProcessChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("child: Java", ProcessChecks::java),
        new Check("child: status", ProcessChecks::status),
        new Check("child: signal", ProcessChecks::killed),
        new Check("child: pipes", ProcessChecks::pipes));
  }

  /** The smallest there is. */
  private static Promise<String> java() {
    String program = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return ended(
            new ExitStatus.Exited(0),
            Command.of(program, "-XX:+UseSerialGC", "-Xmx16m", "-Xshare:auto", "-version")
                .stdout(Redirect.DEV_NULL)
                .stderr(Redirect.DEV_NULL))
        .catching(NotHereException.when(NO_PROGRAM));
  }

  private static Promise<String> status() {
    return ended(new ExitStatus.Exited(7), Command.shell("exit 7"))
        .catching(NotHereException.when(NO_PROGRAM));
  }

  private static Promise<String> ended(ExitStatus expected, Command command) {
    return LwtProcess.exec(command)
        .map(
            status -> {
              if (!status.equals(expected)) {
                throw new IllegalStateException(command + " " + status);
              }
              return status.toString();
            });
  }

  private static Promise<String> killed() {
    return LwtProcess.with(
            Command.shell("exec sleep 60"),
            process -> {
              process.kill(UnixSignal.SIGKILL);
              return process.status();
            })
        .map(
            status -> {
              boolean isRight =
                  status instanceof ExitStatus.Signaled signaled
                      && signaled.signal().filter(UnixSignal.SIGKILL::equals).isPresent();
              if (!isRight) {
                throw new IllegalStateException("killed, and it " + status);
              }
              return status.toString();
            })
        .catching(NotHereException.when(NO_PROGRAM));
  }

  private static Promise<String> pipes() {
    String text = "through a child\n".repeat(10_000); // more than a pipe holds
    return LwtProcess.map(Command.of("cat"), text)
        .map(
            back -> {
              if (!back.equals(text)) {
                throw new IllegalStateException("cat gave back " + back.length() + " characters");
              }
              return back.length() + " bytes to cat and back";
            })
        .catching(NotHereException.when(NO_PROGRAM));
  }
}
