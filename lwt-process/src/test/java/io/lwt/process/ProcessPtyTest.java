package io.lwt.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.process.ExitStatus.Exited;
import io.lwt.process.ExitStatus.Signaled;
import io.lwt.testkit.RequiresProgram;
import io.lwt.unix.Errno;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixSignal;
import io.lwt.unix.WindowSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ProcessPty}. */
class ProcessPtyTest extends LoopTest {
  private static final WindowSize SIZE = new WindowSize(24, 80);

  @Test
  @RequiresProgram("cc")
  void theTerminalIsTheSessions(@TempDir Path folder) throws IOException, InterruptedException {
    Checker checker = Checker.compile(folder);
    Command command = Command.of(checker.program().toString(), "1");
    String text =
        LwtMain.run(LwtProcess.withPty(command, SIZE, pty -> pty.output().readAll(UTF_8)));
    Map<String, String> found = Checker.parse(text.replace("\r\n", "\n"));
    assertEquals("own", found.get("terminal"));
    assertEquals("24x80", found.get("window"));
    assertEquals(found.get("pid"), found.get("sid"));
    assertEquals(found.get("fd0"), found.get("fd2"));
    assertEquals("0 2", found.get("fds"));
    assertEquals("", found.get("nonblocking"));
  }

  @Test
  void whatIsTypedIsRead() {
    Command shell = Command.shell("stty -echo; echo ready; read x; echo \"got $x\"");
    String line =
        LwtMain.run(
            LwtProcess.withPty(
                shell,
                SIZE,
                pty ->
                    pty.output()
                        .readLine()
                        .bind(_ -> pty.input().write("text\n"))
                        .bind(_ -> pty.output().readLine())
                        .map(Optional::orElseThrow)));
    assertEquals("got text", line);
  }

  @Test
  void keysInterrupt() {
    ProcessPty pty =
        LwtMain.run(LwtProcess.openPty(Command.shell("echo ready; exec sleep 1000"), SIZE));
    assertEquals(Optional.of("ready"), LwtMain.run(pty.output().readLine()));
    LwtMain.run(pty.input().write("\u0003"));
    assertEquals(new Signaled(UnixSignal.SIGINT.number(), false), LwtMain.run(pty.status()));
    LwtMain.run(pty.close());
  }

  @Test
  void theWindowMayChange() {
    Command shell =
        Command.shell("trap 'stty size' WINCH; echo ready; while :; do sleep 0.01; done");
    ProcessPty pty = LwtMain.run(LwtProcess.openPty(shell, SIZE));
    assertEquals(Optional.of("ready"), LwtMain.run(pty.output().readLine()));
    LwtMain.run(pty.resize(new WindowSize(50, 132)));
    assertEquals(Optional.of("50 132"), LwtMain.run(pty.output().readLine()));
    // Closing it hangs up.
    assertEquals(new Signaled(UnixSignal.SIGHUP.number(), false), LwtMain.run(pty.close()));
  }

  @Test
  void someMayBeRedirected() {
    Command command =
        Command.shell("test ! -t 0 && test -t 1 && test -t 2").stdin(Redirect.DEV_NULL);
    ProcessPty pty = LwtMain.run(LwtProcess.openPty(command, SIZE));
    assertEquals(new Exited(0), LwtMain.run(pty.status()));
    LwtMain.run(pty.close());
    Command all = command.stdout(Redirect.DEV_NULL).stderr(Redirect.DEV_NULL);
    rejection(IllegalArgumentException.class, LwtProcess.openPty(all, SIZE));
  }

  @Test
  void whatCannotBeStartedLeavesNoTerminal() {
    refused(
        Errno.ENOENT, "posix_spawn", "no-such", LwtProcess.openPty(Command.of("no-such"), SIZE));
  }
}
