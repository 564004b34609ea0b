package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.bindings.Posix;
import io.lwt.process.ExitStatus.Exited;
import io.lwt.process.ExitStatus.Signaled;
import io.lwt.testkit.Faults;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** How the end of processes is learnt, also where the system is short of something. */
class WatchingTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());

  private static Optional<Thread> waiterOf(RunningProcess process) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lwt-child-" + process.pid()))
        .findFirst();
  }

  @Test
  void noThreadWaits() {
    ProcessNone sleep = LwtMain.run(LwtProcess.open(Command.of("sleep", "1000")));
    assertEquals(Optional.empty(), waiterOf(sleep));
    sleep.terminate();
    LwtMain.run(sleep.close());
  }

  @Test
  void withoutPidFdsAThreadWaits() throws InterruptedException {
    for (String errno : List.of("ENOSYS", "EPERM", "EMFILE", "ENOMEM")) {
      LoopWith.calls(faults.posix());
      faults.on("pidfdOpen").everyNth(1).fail(errno);
      assertEquals(new Exited(3), LwtMain.run(LwtProcess.exec(Command.shell("exit 3"))));
      ProcessNone sleep = LwtMain.run(LwtProcess.open(Command.of("sleep", "1000")));
      Thread waiter = waiterOf(sleep).orElseThrow();
      assertTrue(waiter.isDaemon());
      assertEquals(Optional.empty(), sleep.state());
      assertTrue(sleep.kill(UnixSignal.SIGTERM));
      assertEquals(new Signaled(15, false), LwtMain.run(sleep.status()));
      waiter.join();
      EventLoop.current().close();
    }
  }

  @Test
  void whatTheEngineRefusesAThreadWaitsFor() {
    LoopWith.calls(faults.posix());
    faults.on("epollAdd").everyNth(1).fail("ENOSPC");
    ProcessNone process = LwtMain.run(LwtProcess.open(Command.shell("exit 3")));
    faults.clear();
    assertEquals(new Exited(3), LwtMain.run(process.status()));
  }

  @Test
  void aSignalGoesByNumberWhereTheDescriptorsAreRefused() {
    LoopWith.calls(faults.posix());
    faults.on("pidfdSendSignal").everyNth(1).fail("EPERM");
    ProcessNone sleep = LwtMain.run(LwtProcess.open(Command.of("sleep", "1000")));
    assertTrue(sleep.terminate());
    assertEquals(new Signaled(9, false), LwtMain.run(sleep.status()));
  }

  @Test
  void aLoopThatIsClosedLeavesNoZombieWithoutPidFdsEither() throws InterruptedException {
    LoopWith.calls(faults.posix());
    faults.on("pidfdOpen").everyNth(1).fail("ENOSYS");
    ProcessNone sleep = LwtMain.run(LwtProcess.open(Command.of("sleep", "1000")));
    Thread waiter = waiterOf(sleep).orElseThrow();
    EventLoop.current().close();
    ProcessHandle.of(sleep.pid()).orElseThrow().destroyForcibly();
    waiter.join();
    assertTrue(ProcessHandle.of(sleep.pid()).isEmpty());
  }

  @Test
  void aThreadThatEndsWithoutClosingItsLoopLeavesNoZombie() throws Exception {
    int pid = startedOnAThreadThatEnds();
    EventLoop.current(); // so that the other one is not the latest
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    while (ProcessHandle.of(pid).isPresent()) {
      System.gc();
      Thread.onSpinWait();
    }
  }

  private static int startedOnAThreadThatEnds() throws Exception {
    Callable<Integer> start = () -> LwtMain.run(LwtProcess.open(Command.of("sleep", "1000"))).pid();
    var task = new FutureTask<>(start);
    Thread thread = new Thread(task);
    thread.start();
    int pid = task.get();
    thread.join();
    return pid;
  }

  @Test
  void tooManyProcessesIsAnErrorThatPasses() {
    LoopWith.calls(faults.posix());
    faults.on("spawn").call(2).fail("EAGAIN");
    Command command = Command.of("true");
    assertEquals(new Exited(0), LwtMain.run(LwtProcess.exec(command)));
    refused(Errno.EAGAIN, "posix_spawn", "true", LwtProcess.exec(command));
    assertEquals(new Exited(0), LwtMain.run(LwtProcess.exec(command)));
  }

  @Test
  void whoeverElseWaitsForItIsNoticed() {
    LoopWith.calls(faults.posix());
    faults.on("childChange").everyNth(1).fail("ECHILD");
    ProcessNone process = LwtMain.run(LwtProcess.open(Command.of("true")));
    refused(Errno.ECHILD, "wait4", "process " + process.pid(), process.status());
    assertEquals(0, Posix.host().awaitChildEnd(process.pid()));
    Unreaped.reap(Posix.host(), process.pid());
  }

  @Test
  void childrenOfProcessBuilderAreLeftToIt() throws IOException, InterruptedException {
    List<Process> theirs = new ArrayList<>();
    List<ProcessNone> ours = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ours.add(LwtMain.run(LwtProcess.open(Command.shell("exit " + (i + 100)))));
      theirs.add(new ProcessBuilder("/bin/sh", "-c", "exit " + i).start());
    }
    for (int i = 0; i < 30; i++) {
      assertEquals(new Exited(i + 100), LwtMain.run(ours.get(i).status()));
      assertEquals(i, theirs.get(i).waitFor());
    }
  }
}
