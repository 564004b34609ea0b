package io.lwt.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.LwtDirect;
import io.lwt.LwtStream;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.process.ExitStatus.Exited;
import io.lwt.process.ExitStatus.Signaled;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import io.lwt.unix.UnixSignal;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link LwtProcess}. */
class LwtProcessTest {
  private static final ExitStatus OK = new Exited(0);
  private static final Command CAT = Command.of("cat");

  @Nested
  class WholeRuns extends LoopTest {
    @Test
    void execTellsHowItEnds() {
      assertEquals(OK, LwtMain.run(LwtProcess.exec(Command.of("true"))));
      assertEquals(new Exited(42), LwtMain.run(LwtProcess.exec(Command.shell("exit 42"))));
      assertEquals(new Exited(127), LwtMain.run(LwtProcess.exec(Command.shell("exit 127"))));
      assertEquals(
          new Signaled(UnixSignal.SIGTERM.number(), false),
          LwtMain.run(LwtProcess.exec(Command.shell("kill -TERM $$"))));
    }

    @Test
    void readGivesTheOutput() {
      assertEquals("a b\n", LwtMain.run(LwtProcess.read(Command.of("echo", "a b"))));
      assertEquals("ä", LwtMain.run(LwtProcess.read(Command.shell("printf '\\344'"), ISO_8859_1)));
      assertArrayEquals(
          new byte[] {0, (byte) 0xE4},
          LwtMain.run(LwtProcess.readBytes(Command.shell("printf '\\000\\344'"))));
      var malformed =
          assertThrows(
              CompletionException.class,
              () -> LwtMain.run(LwtProcess.read(Command.shell("printf '\\344'"))));
      assertTrue(malformed.getCause() instanceof CharacterCodingException);
    }

    @Test
    void largeOutputsAreReadWhole() {
      byte[] bytes = LwtMain.run(LwtProcess.readBytes(Command.shell("head -c 1000000 /dev/zero")));
      assertEquals(1_000_000, bytes.length);
    }

    @Test
    void readLineGivesTheFirst() {
      assertEquals(
          Optional.of("one"),
          LwtMain.run(LwtProcess.readLine(Command.shell("echo one; echo two"))));
      assertEquals(Optional.empty(), LwtMain.run(LwtProcess.readLine(Command.of("true"))));
    }

    @Test
    void linesComeAsAStream() {
      LwtStream<String> lines = LwtProcess.readLines(Command.shell("echo one; echo; echo three"));
      assertEquals(List.of("one", "", "three"), LwtMain.run(lines.toList()));
    }

    @Test
    void linesFailWhereTheCommandDoes() {
      LwtStream<String> lines =
          LwtProcess.readLines(Command.shell("echo one; echo two >&2; exit 3").checked());
      assertEquals(Optional.of("one"), LwtMain.run(lines.get()));
      var failure = rejection(CommandFailedException.class, lines.get());
      assertEquals("two\n", failure.errorOutput());
      refusedLines();
    }

    private void refusedLines() {
      refused(
          Errno.ENOENT,
          "posix_spawn",
          "no-such-program",
          LwtProcess.readLines(Command.of("no-such-program")).get());
    }

    @Test
    void writeGivesTheInput(@TempDir Path folder) throws IOException {
      Path file = folder.resolve("file");
      Command tee = Command.shell("cat > \"$1\"", file.toString());
      assertEquals(OK, LwtMain.run(LwtProcess.write(tee, "text ä")));
      assertEquals("text ä", Files.readString(file));
      assertEquals(OK, LwtMain.run(LwtProcess.write(tee, new byte[] {1, 0})));
      assertArrayEquals(new byte[] {1, 0}, Files.readAllBytes(file));
      assertEquals(OK, LwtMain.run(LwtProcess.writeLine(tee, "line")));
      assertEquals("line\n", Files.readString(file));
      assertEquals(OK, LwtMain.run(LwtProcess.writeLines(tee, LwtStream.of("a", "b"))));
      assertEquals("a\nb\n", Files.readString(file));
      Command picky = Command.shell("read x; exit 7");
      assertEquals(new Exited(7), LwtMain.run(LwtProcess.writeLine(picky, "x")));
    }

    @Test
    void aDeadReaderIsEpipe() {
      var error =
          rejection(UnixException.class, LwtProcess.write(Command.of("true"), "x".repeat(1 << 20)));
      assertEquals(Errno.EPIPE, error.errno());
      var both =
          rejection(UnixException.class, LwtProcess.map(Command.of("true"), "x".repeat(1 << 20)));
      assertEquals(Errno.EPIPE, both.errno());
    }

    @Test
    void whatCannotBeSentIsToldThoughThereIsMoreToRead() {
      Command deaf = Command.shell("read -r _; exec <&-; exec sleep 1000");
      var error = rejection(UnixException.class, LwtProcess.map(deaf, "\n".repeat(4 << 20)));
      assertEquals(Errno.EPIPE, error.errno());
    }

    @Test
    void mapFeedsAndCollectsAtOnce() {
      String text = "a line of text\n".repeat(40_000);
      assertEquals(text, LwtMain.run(LwtProcess.map(CAT, text)));
      byte[] bytes = text.getBytes(UTF_8);
      assertArrayEquals(bytes, LwtMain.run(LwtProcess.map(CAT, bytes)));
      assertEquals(Optional.of("x"), LwtMain.run(LwtProcess.mapLine(CAT, "x")));
    }

    @Test
    void mapLinesIsAStream() {
      LwtStream<String> upper =
          LwtProcess.mapLines(Command.of("tr", "a-z", "A-Z"), LwtStream.of("one", "two"));
      assertEquals(List.of("ONE", "TWO"), LwtMain.run(upper.toList()));
      LwtStream<String> broken =
          LwtProcess.mapLines(
              CAT, LwtStream.from(() -> Promise.failed(new IllegalStateException("mine"))));
      assertEquals("mine", rejection(IllegalStateException.class, broken.toList()).getMessage());
    }
  }

  @Nested
  class Checked extends LoopTest {
    @Test
    void anotherStatusIsAnErrorWithTheEndOfTheErrorOutput() {
      Command command = Command.shell("echo why >&2; exit 3").checked();
      for (Promise<?> promise :
          List.of(
              LwtProcess.exec(command),
              LwtProcess.read(command),
              LwtProcess.write(command, ""),
              LwtProcess.map(command, ""))) {
        var failure = rejection(CommandFailedException.class, promise);
        assertEquals(new Exited(3), failure.status());
        assertEquals(3, failure.code());
        assertEquals("why\n", failure.errorOutput());
        assertEquals("/bin/sh -c 'echo why >&2; exit 3'", failure.commandLine());
        assertEquals("/bin/sh -c 'echo why >&2; exit 3': exited with 3: why", failure.getMessage());
      }
    }

    @Test
    void otherStatusesMayBeExpected() {
      Command command = Command.shell("exit 1").expect(0, 1);
      assertEquals(new Exited(1), LwtMain.run(LwtProcess.exec(command)));
      assertEquals(OK, LwtMain.run(LwtProcess.exec(Command.of("true").expect(0, 1))));
      var killed =
          rejection(
              CommandFailedException.class,
              LwtProcess.exec(Command.shell("kill -KILL $$").expect(0, 9, 137)));
      assertEquals(new Signaled(9, false), killed.status());
      assertEquals(-1, killed.code());
      assertEquals("/bin/sh -c 'kill -KILL $$': killed by SIGKILL", killed.getMessage());
    }

    @Test
    void onlyTheEndOfTheErrorOutputIsKept() {
      Command much =
          Command.shell("head -c 300000 /dev/zero | tr '\\0' x >&2; echo end >&2; exit 1");
      var failure = rejection(CommandFailedException.class, LwtProcess.exec(much.checked()));
      assertEquals(4096, failure.errorOutput().length());
      assertTrue(failure.errorOutput().endsWith("xend\n"));
    }

    @Test
    void aGrandchildThatHasTheErrorOutputKeepsNobodyWaiting() {
      Command command = Command.shell("sleep 100 & echo $!; echo why >&2; exit 1").checked();
      String[] sleeper = new String[1];
      var failure =
          rejection(
              CommandFailedException.class,
              LwtProcess.withIn(
                  command,
                  process ->
                      process.stdout().readLine().map(line -> sleeper[0] = line.orElseThrow())));
      assertEquals("why\n", failure.errorOutput());
      assertEquals(OK, LwtMain.run(LwtProcess.exec(Command.of("kill", sleeper[0]))));
    }

    @Test
    void aGrandchildThatWritesForEverKeepsNobodyWaiting() {
      Command command = Command.shell("yes >&2 & exit 1").checked();
      var failure = rejection(CommandFailedException.class, LwtProcess.exec(command));
      assertEquals(new Exited(1), failure.status());
    }

    @Test
    void aRedirectedErrorOutputIsNotKept() {
      Command command = Command.shell("echo why >&2; exit 1").stderr(Redirect.DEV_NULL).checked();
      assertEquals(
          "", rejection(CommandFailedException.class, LwtProcess.exec(command)).errorOutput());
    }
  }

  @Nested
  class Starting extends LoopTest {
    @Test
    void whatIsNotThereIsNamed() {
      refused(Errno.ENOENT, "posix_spawn", "no-such", LwtProcess.exec(Command.of("no-such", "x")));
      refused(
          Errno.ENOENT, "posix_spawn", "/no/such", LwtProcess.read(Command.of("/no/such", "x")));
      refused(
          Errno.ENOENT,
          "chdir",
          "/no/folder",
          LwtProcess.exec(Command.of("true").directory("/no/folder")));
      refused(
          Errno.ENOTDIR,
          "chdir",
          "/etc/passwd",
          LwtProcess.exec(Command.of("true").directory("/etc/passwd")));
      refused(
          Errno.ENOENT,
          "posix_spawn",
          "no-such",
          LwtProcess.exec(Command.of("no-such").directory("/")));
      refused(
          Errno.EACCES, "posix_spawn", "/etc/passwd", LwtProcess.exec(Command.of("/etc/passwd")));
    }

    @Test
    void aScriptWithoutAnInterpreterIsTheShells(@TempDir Path folder) throws IOException {
      Path script = Files.writeString(folder.resolve("script"), "echo \"$0 $1\"\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
      assertEquals(
          script + " x\n", LwtMain.run(LwtProcess.read(Command.of(script.toString(), "x"))));
    }

    @Test
    void nulIsRefused() {
      for (Command command :
          List.of(
              Command.of("tr\0ue"),
              Command.of("true", "a\0b"),
              Command.of("true").directory("/\0"),
              Command.of("true").program("/bin/true\0"),
              Command.of("true").variable("A", "\0"),
              Command.of("true").variable("A\0", ""),
              Command.of("true").stdin(Redirect.readFrom("/etc/passwd\0")))) {
        var refusal = rejection(IllegalArgumentException.class, LwtProcess.exec(command));
        assertTrue(String.valueOf(refusal.getMessage()).contains("NUL"));
      }
      for (String name : new String[] {"", "A=B"}) {
        rejection(
            IllegalArgumentException.class,
            LwtProcess.exec(Command.of("true").variable(name, "x")));
      }
    }

    @Test
    void longArgumentsPassAndTooLongOnesAreRefused() {
      String[] many = new String[16];
      Arrays.fill(many, "x".repeat(64 * 1024));
      String output = LwtMain.run(LwtProcess.read(Command.of("echo", many)));
      assertEquals(16 * 64 * 1024 + 16, output.length());
      refused(
          Errno.E2BIG,
          "posix_spawn",
          "true",
          LwtProcess.exec(Command.of("true", "x".repeat(1 << 20))));
    }

    @Test
    void theEnvironmentIsAsAskedFor() {
      Command env = Command.of("/usr/bin/env");
      assertEquals(
          "A=ä\n", LwtMain.run(LwtProcess.read(env.environment(java.util.Map.of("A", "ä")))));
      String changed =
          LwtMain.run(
              LwtProcess.read(env.variable("A", "1").variable("A", "2").withoutVariable("PATH")));
      assertTrue(changed.lines().anyMatch("A=2"::equals), changed);
      assertFalse(changed.lines().anyMatch(line -> line.startsWith("PATH=")), changed);
      assertEquals(
          System.getenv().size() + 0L,
          LwtMain.run(LwtProcess.read(env)).lines().filter(line -> line.contains("=")).count());
    }

    @Test
    void theProgramMayBeCalledOtherwise() {
      assertEquals(
          "other\n",
          LwtMain.run(LwtProcess.read(Command.of("other", "-c", "echo $0").program("/bin/sh"))));
    }

    @Test
    void aWorkerMayStartIt() {
      assertEquals("x\n", LwtMain.run(LwtProcess.read(Command.of("echo", "x").spawnOnWorker())));
      refused(
          Errno.ENOENT,
          "posix_spawn",
          "no-such",
          LwtProcess.exec(Command.of("no-such").spawnOnWorker()));
    }
  }

  @Nested
  class Ending extends LoopTest {
    @Test
    void aTimeoutStopsTheGroupAndRejects() {
      Command command =
          Command.shell("trap 'exit 5' TERM; sleep 100 & wait").timeout(Duration.ofMillis(50));
      for (Promise<?> promise : List.of(LwtProcess.exec(command), LwtProcess.read(command))) {
        LwtTimeoutException error = rejection(LwtTimeoutException.class, promise);
        assertEquals(Duration.ofMillis(50), error.limit());
        assertEquals(
            "/bin/sh -c 'trap '\\''exit 5'\\'' TERM; sleep 100 & wait': not done within PT0.05S",
            error.getMessage());
      }
    }

    @Test
    void whatIgnoresTheSignalIsKilled() {
      Command stubborn =
          Command.shell("trap '' TERM; echo ready; sleep 100")
              .newProcessGroup()
              .grace(Duration.ofMillis(20));
      ExitStatus status =
          LwtMain.run(
              LwtProcess.openIn(stubborn)
                  .bind(
                      process ->
                          process
                              .stdout()
                              .readLine()
                              .bind(_ -> process.stop())
                              .bind(ended -> process.close().map(_ -> ended))));
      assertEquals(new Signaled(9, false), status);
    }

    @Test
    void enoughTimeIsNoTimeout() {
      Command command = Command.of("true").timeout(Duration.ofSeconds(30));
      assertEquals(OK, LwtMain.run(LwtProcess.exec(command)));
    }

    @Test
    void aCancelStopsTheProcess() {
      for (CancelPolicy policy : List.of(CancelPolicy.STOP, CancelPolicy.KILL)) {
        ProcessIn[] started = new ProcessIn[1];
        Promise<Optional<String>> using =
            LwtProcess.withIn(
                Command.of("sleep", "100").onCancel(policy),
                process -> {
                  started[0] = process;
                  return process.stdout().readLine();
                });
        using.cancel();
        rejection(Canceled.class, using);
        UnixSignal expected = policy == CancelPolicy.STOP ? UnixSignal.SIGTERM : UnixSignal.SIGKILL;
        assertEquals(Optional.of(new Signaled(expected.number(), false)), started[0].state());
      }
    }

    @Test
    void aCancelWhileItEndsStopsItToo() {
      Promise<ExitStatus> running = LwtProcess.exec(Command.of("sleep", "100"));
      running.cancel();
      rejection(Canceled.class, running);
    }

    @Test
    void aCancelMayLeaveIt() {
      ProcessNone[] started = new ProcessNone[1];
      Promise<ExitStatus> running =
          LwtProcess.with(
              Command.of("sleep", "100").onCancel(CancelPolicy.LEAVE),
              process -> {
                started[0] = process;
                return process.status().cancelable();
              });
      running.cancel();
      rejection(Canceled.class, running);
      assertEquals(Optional.empty(), started[0].state());
      assertTrue(started[0].terminate());
      assertEquals(new Signaled(9, false), LwtMain.run(started[0].close()));
    }

    @Test
    void anErrorOfTheUserStopsIt() {
      ProcessOut[] started = new ProcessOut[1];
      var mine = new IllegalStateException("mine");
      Promise<String> using =
          LwtProcess.withOut(
              CAT,
              process -> {
                started[0] = process;
                throw mine;
              });
      assertSame(mine, rejection(IllegalStateException.class, using));
      assertEquals(
          Optional.of(new Signaled(UnixSignal.SIGTERM.number(), false)), started[0].state());
    }

    @Test
    void inDirectStyleTheEndOfATryCloses() {
      String line =
          LwtMain.run(
              LwtDirect.spawn(
                  () -> {
                    ProcessBoth cat = LwtDirect.await(LwtProcess.openBoth(CAT));
                    try (var _ = LwtDirect.using(cat::close)) {
                      LwtDirect.await(cat.stdin().write("hello\n"));
                      LwtDirect.await(cat.stdin().flush());
                      return LwtDirect.await(cat.stdout().readLine()).orElseThrow();
                    }
                  }));
      assertEquals("hello", line);
    }

    @Test
    void aLoopThatIsClosedLeavesNoZombie() throws InterruptedException {
      ProcessNone process = LwtMain.run(LwtProcess.open(Command.of("sleep", "100")));
      ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
      Promise<ExitStatus> status = process.status();
      EventLoop.current().close();
      handle.destroyForcibly();
      awaitReaped(handle);
      assertEquals(Errno.EBADF, rejection(UnixException.class, status).errno());
    }

    private void awaitReaped(ProcessHandle handle) throws InterruptedException {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("lwt-child-" + handle.pid())) {
          thread.join();
        }
      }
      assertFalse(handle.isAlive());
    }
  }
}
