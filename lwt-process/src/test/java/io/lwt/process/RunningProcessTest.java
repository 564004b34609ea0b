package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.process.ExitStatus.Exited;
import io.lwt.process.ExitStatus.Signaled;
import io.lwt.process.ExitStatus.Stopped;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@link RunningProcess} and its kin. */
class RunningProcessTest extends LoopTest {
  private static final Command SLEEP = Command.of("sleep", "1000");
  private static final Set<UnixSignal> IGNORED =
      Set.of(UnixSignal.SIGCHLD, UnixSignal.SIGCONT, UnixSignal.SIGURG, UnixSignal.SIGWINCH);
  private static final Set<UnixSignal> STOPPING =
      Set.of(UnixSignal.SIGSTOP, UnixSignal.SIGTSTP, UnixSignal.SIGTTIN, UnixSignal.SIGTTOU);

  private static ProcessNone start(Command command) {
    return LwtMain.run(LwtProcess.open(command));
  }

  @Test
  void itRunsUntilItEnds() {
    ProcessOut cat = LwtMain.run(LwtProcess.openOut(Command.of("cat").stdout(Redirect.DEV_NULL)));
    assertEquals(Optional.empty(), cat.state());
    assertTrue(cat.status().isPending());
    assertSame(cat.close(), cat.close());
    assertEquals(new Exited(0), LwtMain.run(cat.close()));
    assertEquals(Optional.of(new Exited(0)), cat.state());
    assertEquals(new Exited(0), LwtMain.run(cat.status()));
    assertFalse(cat.kill(UnixSignal.SIGTERM));
    assertFalse(cat.terminate());
    assertFalse(cat.isTimedOut());
  }

  @Test
  void everySignalIsTold() {
    for (UnixSignal signal : UnixSignal.values()) {
      if (signal.number() > 0 && !IGNORED.contains(signal) && !STOPPING.contains(signal)) {
        Command dies = Command.shell("ulimit -c 0; kill -" + signal.number() + " $$");
        var status = (Signaled) LwtMain.run(LwtProcess.exec(dies));
        assertEquals(Optional.of(signal), status.signal());
        assertEquals(signal.number(), status.number());
      }
    }
    var realTime = (Signaled) LwtMain.run(LwtProcess.exec(Command.shell("kill -40 $$")));
    assertEquals(new Signaled(40, false), realTime);
    assertEquals(Optional.empty(), realTime.signal());
    assertEquals("killed by signal 40", realTime.toString());
  }

  @Test
  void whatIsIgnoredDoesNoHarm() {
    for (UnixSignal signal : IGNORED) {
      Command lives = Command.shell("kill -" + signal.number() + " $$");
      assertEquals(new Exited(0), LwtMain.run(LwtProcess.exec(lives)));
    }
  }

  /** Runs the loop until the process is in that state; it gets there by itself, and nothing tells of it. */
  private static void await(RunningProcess process, Optional<ExitStatus> expected) {
    while (!process.state().equals(expected)) {
      LwtMain.run(io.lwt.Lwt.pause());
    }
  }

  @Test
  void itStopsAndGoesOn() {
    for (UnixSignal signal : STOPPING) {
      ProcessNone sleep = start(SLEEP.newProcessGroup());
      assertTrue(sleep.kill(signal));
      Optional<ExitStatus> stopped = Optional.of(new Stopped(signal.number()));
      if (signal == UnixSignal.SIGSTOP) {
        await(sleep, stopped);
        assertEquals(stopped, sleep.state());
        assertTrue(sleep.kill(UnixSignal.SIGCONT));
        await(sleep, Optional.empty());
      }
      assertTrue(sleep.terminate());
      assertEquals(new Signaled(9, false), LwtMain.run(sleep.status()));
    }
  }

  @Test
  void whatIsStoppedIsStoppedForGood() {
    ProcessNone sleep = start(SLEEP);
    sleep.kill(UnixSignal.SIGSTOP);
    await(sleep, Optional.of(new Stopped(UnixSignal.SIGSTOP.number())));
    assertEquals(new Signaled(UnixSignal.SIGTERM.number(), false), LwtMain.run(sleep.stop()));
  }

  @Test
  void usageIsTold() {
    ProcessNone busy = start(Command.shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"));
    ResourceUsage usage = LwtMain.run(busy.rusage());
    assertTrue(
        usage.user().plus(usage.system()).compareTo(Duration.ofMillis(1)) > 0, usage::toString);
    assertTrue(usage.maxResident() > 100_000, usage::toString);
    assertTrue(usage.minorFaults() > 0, usage::toString);
  }

  @Test
  void aGroupIsStoppedWithAllThatItHasStarted() {
    Command tree =
        Command.shell("trap '' TERM; sh -c 'trap \"\" TERM; echo ready; sleep 1000' & wait")
            .newProcessGroup()
            .grace(Duration.ofMillis(10));
    ProcessIn shell = LwtMain.run(LwtProcess.openIn(tree));
    assertEquals(Optional.of("ready"), LwtMain.run(shell.stdout().readLine()));
    assertEquals(new Signaled(9, false), LwtMain.run(shell.stop()));
    // All who had the output are gone.
    assertEquals(Optional.empty(), LwtMain.run(shell.stdout().readLine()));
    LwtMain.run(shell.close());
  }

  @Test
  void whatIsLeftOfAGroupIsKilled() {
    Command tree =
        Command.shell("sh -c 'trap \"\" TERM; echo ready; sleep 1000' & wait").newProcessGroup();
    ProcessIn shell = LwtMain.run(LwtProcess.openIn(tree));
    assertEquals(Optional.of("ready"), LwtMain.run(shell.stdout().readLine()));
    assertEquals(new Signaled(UnixSignal.SIGTERM.number(), false), LwtMain.run(shell.stop()));
    assertEquals(Optional.empty(), LwtMain.run(shell.stdout().readLine()));
    LwtMain.run(shell.close());
  }

  @Test
  void aSignalMayGoToTheGroup() {
    ProcessIn shell =
        LwtMain.run(LwtProcess.openIn(Command.shell("sleep 1000 & echo ready; wait").newSession()));
    LwtMain.run(shell.stdout().readLine());
    assertTrue(shell.killGroup(UnixSignal.SIGHUP));
    assertEquals(new Signaled(UnixSignal.SIGHUP.number(), false), LwtMain.run(shell.status()));
    assertEquals(Optional.empty(), LwtMain.run(shell.stdout().readLine()));
    assertFalse(shell.killGroup(UnixSignal.SIGHUP));
    LwtMain.run(shell.close());
    ProcessNone none = start(SLEEP);
    assertThrows(IllegalStateException.class, () -> none.killGroup(UnixSignal.SIGHUP));
    assertThrows(IllegalArgumentException.class, () -> none.kill(UnixSignal.SIGINFO));
    none.terminate();
    LwtMain.run(none.close());
  }

  @Test
  void aCancelOfItsStatusDoesNothing() {
    ProcessNone sleep = start(SLEEP);
    Promise<ExitStatus> status = sleep.status();
    status.cancel();
    sleep.close().cancel();
    assertTrue(status.isPending());
    sleep.terminate();
    assertEquals(new Signaled(9, false), LwtMain.run(status));
  }

  @Test
  void whatIsForgottenIsWaitedForAllTheSame() {
    long pid = start(Command.of("true")).pid();
    while (ProcessHandle.of(pid).isPresent()) {
      LwtMain.run(io.lwt.Lwt.pause());
    }
  }

  @Test
  void bothOutputsAreReadAndTheInputIsWritten() {
    Command command = Command.shell("read x; echo out $x; echo err $x >&2");
    String found =
        LwtMain.run(
            LwtProcess.withFull(
                command,
                process ->
                    process
                        .stdin()
                        .write("line\n")
                        .bind(_ -> process.stdin().close())
                        .bind(_ -> process.stdout().readLine())
                        .bind(
                            out ->
                                process
                                    .stderr()
                                    .readLine()
                                    .map(err -> out.orElseThrow() + ", " + err.orElseThrow()))));
    assertEquals("out line, err line", found);
  }

  @Test
  void manyRunAtOnce() {
    List<ProcessNone> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(start(SLEEP));
    }
    all.forEach(RunningProcess::terminate);
    for (ProcessNone each : all) {
      assertEquals(new Signaled(9, false), LwtMain.run(each.close()));
    }
  }

  @Test
  void onAClosedLoopThereIsNothingToAsk() {
    ProcessNone process = start(Command.of("true"));
    LwtMain.run(process.status());
    EventLoop.current().close();
    assertThrows(IllegalStateException.class, process::state);
    assertThrows(IllegalStateException.class, process::terminate);
  }
}
