package io.lwt.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.LwtList;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Jobs;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketPair;
import io.lwt.unix.SocketType;
import io.lwt.unix.UnixSignal;
import io.lwt.unix.internal.LoopAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens between the call and the start of a process by a worker: there is one, which is kept busy. */
class SpawnOnWorkerTest extends LoopTest {
  private final Jobs.Bounds bounds = Jobs.files().bounds();
  private final CountDownLatch over = new CountDownLatch(1);

  private Promise<?> busy = Promise.unit();

  @BeforeEach
  void keepTheWorkerBusy() {
    Jobs.files().setBounds(0, 1);
    busy =
        Jobs.files()
            .run(
                () -> {
                  over.await();
                  return null;
                });
  }

  @AfterEach
  void letTheWorkerGo() {
    over.countDown();
    Jobs.files().setBounds(bounds.min(), bounds.max());
  }

  private void freeTheWorker() {
    over.countDown();
    LwtMain.run(busy);
  }

  private static SocketPair socketpair() {
    return LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
  }

  @Test
  void aDescriptorThatIsClosedMeanwhileIsStillTheProcess() {
    SocketPair pair = socketpair();
    Command cat = Command.of("cat").stdin(Redirect.copy(pair.second())).spawnOnWorker();
    Promise<String> text = LwtProcess.read(cat);
    Promise<?> closed = pair.second().close();
    assertTrue(closed.isPending());
    Pipe pipe = LwtUnix.pipe(); // has the lowest numbers that are free
    assertEquals(4, LwtMain.run(pair.first().write("mine".getBytes(UTF_8))));
    LwtMain.run(pair.first().close());
    over.countDown();
    assertEquals("mine", LwtMain.run(text));
    LwtMain.run(Lwt.join(closed, pipe.in().close(), pipe.out().close()));
  }

  @Test
  void aLoopThatIsClosedMeanwhileClosesItsDescriptors() {
    var before = OpenDescriptors.now();
    SocketPair pair = socketpair();
    Command cat = Command.of("cat").stdin(Redirect.move(pair.second())).spawnOnWorker();
    Promise<?> status = LwtProcess.exec(cat);
    EventLoop.current().close();
    assertInstanceOf(State.Rejected.class, status.state());
    assertEquals(before, OpenDescriptors.now());
  }

  @Test
  void whatNobodyWaitsForIsNotStarted() {
    EventLoop loop = EventLoop.current();
    LoopAccess access = LoopAccess.of(loop);
    Command command = Command.of("true");
    var call = new SpawnCall(access.posix(loop), access, command, new MovePlan(), false);
    call.close();
    assertThrows(IllegalStateException.class, call::make);
  }

  @Test
  void theLoopStartsOneInALapAndAWorkerTheNext() {
    freeTheWorker();
    LwtMain.run(Lwt.pause());
    Promise<ProcessNone> first = LwtProcess.open(Command.of("true"));
    Promise<ProcessNone> second = LwtProcess.open(Command.of("true"));
    assertFalse(first.isPending());
    assertTrue(second.isPending());
    LwtMain.run(Lwt.join(first.bind(RunningProcess::close), second.bind(RunningProcess::close)));
  }

  @Test
  void theLoopStartsAllWhileNoWorkerIsFree() {
    List<Promise<ProcessNone>> opened =
        Stream.generate(() -> LwtProcess.open(Command.of("true"))).limit(3).toList();
    assertTrue(opened.stream().noneMatch(Promise::isPending));
    LwtMain.run(LwtList.iterP(opened, process -> process.bind(RunningProcess::close)));
  }

  @Test
  void theLoopStartsAllWhereNoWorkerCanBeHad() {
    EventLoop.current().close();
    LoopWith.noWorkers();
    Command command = Command.of("true");
    Promise<ExitStatus> first = LwtProcess.exec(command);
    Promise<ExitStatus> second = LwtProcess.exec(command);
    assertEquals(new ExitStatus.Exited(0), LwtMain.run(first.bind(_ -> second)));
    rejection(RejectedExecutionException.class, LwtProcess.exec(command.spawnOnWorker()));
  }

  @Test
  void whatIsToGetASignalWhenTheThreadEndsIsStartedByTheLoop() {
    Command command = Command.of("true").deathSignal(UnixSignal.SIGTERM).spawnOnWorker();
    Promise<ProcessNone> opened = LwtProcess.open(command);
    assertFalse(opened.isPending());
    assertEquals(new ExitStatus.Exited(0), LwtMain.run(opened.bind(RunningProcess::close)));
  }

  @Test
  void aCancelBeforeItsTurnHasItNeverStart(@TempDir Path folder) {
    Path file = folder.resolve("file");
    Command touch = Command.of("touch", file.toString()).spawnOnWorker();
    Promise<ExitStatus> status = LwtProcess.exec(touch);
    status.cancel();
    assertInstanceOf(State.Rejected.class, status.state());
    freeTheWorker();
    LwtMain.run(Jobs.files().run(() -> "behind it"));
    assertFalse(Files.exists(file));
  }

  @Test
  void aCancelWhileItIsStartedStopsIt() throws InterruptedException {
    freeTheWorker();
    EventLoop.current().close();
    var faults = new Faults(Posix.host());
    LoopWith.calls(faults.posix());
    var started = new CountDownLatch(1);
    var canceled = new CountDownLatch(1);
    faults.watch(
        call -> {
          if (call.name().equals("spawn")) {
            started.countDown();
            awaitUninterrupted(canceled);
          }
        });
    Promise<byte[]> output = LwtProcess.readBytes(Command.of("sleep", "1000").spawnOnWorker());
    started.await();
    output.cancel();
    assertTrue(output.isPending());
    canceled.countDown();
    rejection(Canceled.class, output);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
