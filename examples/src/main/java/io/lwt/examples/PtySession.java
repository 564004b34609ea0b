package io.lwt.examples;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.process.Command;
import io.lwt.process.ExitStatus;
import io.lwt.process.LwtProcess;
import io.lwt.process.ProcessPty;
import io.lwt.unix.Fd;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Registration;
import io.lwt.unix.Signals;
import io.lwt.unix.UnixSignal;
import io.lwt.unix.WindowSize;
import java.util.Arrays;
import java.util.List;

/**
 * A program on a terminal of its own, as script(1) and ssh(1) do it: keys go there as they are typed, what it shows is
 * shown, and it learns when the window changes its size.
 */
public final class PtySession {
  private static final WindowSize USUAL = new WindowSize(24, 80);

  private PtySession() {}

  /** Runs {@code [PROGRAM [ARGUMENT…]]}, by default a shell; the exit status is the program's. */
  public static void main(String[] args) {
    Command command = Command.of(args.length > 0 ? Arrays.asList(args) : List.of("/bin/sh"));
    Fd stdin = LwtUnix.stdin();
    Promise<Integer> session =
        stdin
            .isTty()
            .bind(
                isTty ->
                    isTty
                        ? stdin.terminal().withRawMode(() -> onTerminal(command))
                        : run(command, USUAL));
    System.exit(LwtMain.run(session));
  }

  private static Promise<Integer> onTerminal(Command command) {
    return LwtUnix.stdin().terminal().tcgetwinsize().bind(size -> run(command, size));
  }

  private static Promise<Integer> run(Command command, WindowSize size) {
    return LwtProcess.withPty(
        command,
        size,
        process -> {
          Registration resizing = Signals.on(UnixSignal.SIGWINCH, _ -> resize(process));
          Promise<Long> keys = LwtIo.stdin().transferTo(process.input());
          return process
              .output()
              .transferTo(LwtIo.stdout())
              .bind(_ -> process.status())
              .finalizing(
                  () -> {
                    keys.cancel();
                    resizing.close();
                    return LwtIo.stdout().flush();
                  })
              .map(PtySession::code);
        });
  }

  /** As shells tell it. */
  private static int code(ExitStatus status) {
    return switch (status) {
      case ExitStatus.Exited(int code) -> code;
      case ExitStatus.Signaled(int number, _) -> 128 + number;
      case ExitStatus.Stopped(int number) -> throw new AssertionError("stopped by " + number);
    };
  }

  private static void resize(ProcessPty process) {
    Lwt.async(() -> LwtUnix.stdin().terminal().tcgetwinsize().bind(process::resize));
  }
}
