package io.lwt.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.testkit.OpenDescriptors;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Jobs;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketPair;
import io.lwt.unix.SocketType;
import io.lwt.unix.internal.LoopAccess;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens between the call and the start of a process by a worker: there is one, which is kept busy. */
class SpawnOnWorkerTest extends LoopTest {
  private final Jobs.Bounds bounds = Jobs.files().bounds();
  private final CountDownLatch over = new CountDownLatch(1);

  @BeforeEach
  void keepTheWorkerBusy() {
    Jobs.files().setBounds(0, 1);
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
}
