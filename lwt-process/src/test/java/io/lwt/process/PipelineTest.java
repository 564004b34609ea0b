package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.process.ExitStatus.Exited;
import io.lwt.process.ExitStatus.Signaled;
import io.lwt.unix.Errno;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixSignal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Pipeline}. */
class PipelineTest extends LoopTest {
  private static final Command SLEEP = Command.of("sleep", "1000");

  @Test
  void eachReadsWhatTheOneBeforeWrites() {
    Pipeline pipeline =
        Command.of("echo", "b a c").pipe(Command.of("tr", " ", "\\n")).pipe(Command.of("sort"));
    assertEquals("a\nb\nc\n", LwtMain.run(LwtProcess.read(pipeline)));
    assertEquals("echo 'b a c' | tr ' ' '\\n' | sort", pipeline.toString());
  }

  @Test
  void theFirstIsFed() {
    Pipeline pipeline = Command.of("cat").pipe(Command.of("wc", "-c"));
    assertEquals("1000000", LwtMain.run(LwtProcess.map(pipeline, "x".repeat(1_000_000))).strip());
    Pipeline alone = new Pipeline(List.of(Command.of("cat")));
    assertEquals("x", LwtMain.run(LwtProcess.map(alone, "x")));
    assertEquals(
        "y\n", LwtMain.run(LwtProcess.read(new Pipeline(List.of(Command.of("echo", "y"))))));
  }

  @Test
  void everyStatusIsTold() {
    Pipeline pipeline =
        Command.of("yes")
            .pipe(Command.shell("head -n 1 >/dev/null; exit 4"))
            .pipe(Command.of("true"));
    assertEquals(
        List.of(new Signaled(UnixSignal.SIGPIPE.number(), false), new Exited(4), new Exited(0)),
        LwtMain.run(LwtProcess.exec(pipeline)));
  }

  @Test
  void theFirstThatFailsIsTold() {
    Pipeline pipeline =
        Command.shell("exit 1")
            .pipe(Command.shell("echo why >&2; exit 2").checked())
            .pipe(Command.shell("exit 3").checked());
    var failure = rejection(CommandFailedException.class, LwtProcess.exec(pipeline));
    assertEquals(new Exited(2), failure.status());
    assertEquals("why\n", failure.errorOutput());
  }

  /** The second one writes until the third one has ended. */
  @Test
  void theFirstInOrderIsToldAlsoIfAnotherEndsBefore() {
    Pipeline pipeline =
        Command.of("true")
            .pipe(
                Command.shell("trap '' PIPE; while echo x 2>/dev/null; do :; done; exit 2")
                    .checked())
            .pipe(Command.shell("exit 3").checked());
    var failure = rejection(CommandFailedException.class, LwtProcess.exec(pipeline));
    assertEquals(new Exited(2), failure.status());
  }

  @Test
  void whatCannotBeStartedStopsTheOthers() {
    refused(
        Errno.ENOENT,
        "posix_spawn",
        "no-such",
        LwtProcess.exec(SLEEP.pipe(Command.of("no-such")).pipe(Command.of("cat"))));
    refused(
        Errno.ENOENT,
        "posix_spawn",
        "no-such",
        LwtProcess.read(SLEEP.pipe(SLEEP).pipe(Command.of("no-such"))));
    refused(
        Errno.ENOENT, "posix_spawn", "no-such", LwtProcess.exec(Command.of("no-such").pipe(SLEEP)));
  }

  @Test
  void aCancelStopsAll() {
    Promise<String> reading = LwtProcess.read(SLEEP.pipe(SLEEP));
    reading.cancel();
    rejection(Canceled.class, reading);
  }

  @Test
  void thereIsAtLeastOne() {
    assertThrows(IllegalArgumentException.class, () -> new Pipeline(List.of()));
  }
}
