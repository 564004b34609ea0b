package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.OpenDescriptors;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system that gives the process no thread, as one with a limit of processes. */
class NoThreadsTest extends LoopTest {
  @TempDir private Path folder;

  /** How many more threads there are. */
  private final AtomicInteger threadsLeft = new AtomicInteger();

  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

  private final Jobs jobs = new Jobs("no-threads", 0, 4, this::thread);
  private final EventLoop loop = EventLoop.open(Posix.host(), jobs);

  /** What goes on elsewhere while a thread is refused. */
  private Runnable meanwhile = () -> {};

  private Thread thread(Runnable runnable) {
    var thread =
        new Thread(runnable) {
          @Override
          public synchronized void start() {
            if (threadsLeft.getAndDecrement() <= 0) {
              threadsLeft.set(0);
              meanwhile.run();
              throw new OutOfMemoryError("unable to create native thread");
            }
            started.add(this);
            super.start();
          }
        };
    thread.setDaemon(true);
    return thread;
  }

  private Fd file() {
    return LwtMain.run(
        LwtUnix.openfile(
            folder.resolve("file").toString(), Set.of(OpenFlag.RDWR, OpenFlag.CREAT), 0600));
  }

  private static void assertRefused(Promise<?> promise) {
    Throwable error = rejection(promise).orElseThrow();
    assertInstanceOf(RejectedExecutionException.class, error);
    assertEquals("no-threads: no thread can be started", error.getMessage());
    assertInstanceOf(OutOfMemoryError.class, error.getCause());
  }

  @Test
  void callsOnAFileAreRejectedAndItIsClosed() {
    Fd file = file();
    Promise<Integer> first = file.write(new byte[1]);
    Promise<Integer> second = file.read(new byte[1]);
    Promise<Integer> beside = file.pread(ByteBuffer.allocate(1), 0);
    assertRefused(first);
    assertRefused(second);
    assertRefused(beside);

    LwtMain.run(file.close());
    assertFalse(OpenDescriptors.now().containsKey(file.number()), "it is open");
    assertEquals(0, loop.jobCount());
  }

  @Test
  void aCloseThatCameBeforeTheRefusalEnds() {
    Fd file = file();
    Promise<Integer> reading = file.read(new byte[1]);
    Promise<@Nullable Void> closing = file.close();
    runUntilRefused(Errno.EBADF, reading);
    LwtMain.run(closing);
    assertFalse(OpenDescriptors.now().containsKey(file.number()), "it is open");
  }

  @Test
  void theLoopClosesWhatIsOpen() {
    Fd file = file();
    Promise<Integer> reading = file.read(new byte[1]);
    loop.close();
    assertFalse(OpenDescriptors.now().containsKey(file.number()), "it is open");
    assertFalse(reading.isPending());
  }

  @Test
  void aLockThatNobodyWantsAnyMoreIsTakenBack() throws InterruptedException {
    Fd file = file();
    Fd other = file();
    threadsLeft.set(1);
    Promise<@Nullable Void> locking = file.lock(LockMode.EXCLUSIVE);
    awaitCompleted(1);
    locking.cancel();
    started.remove().join(); // it has nothing to do
    runLaps();
    threadsLeft.set(1);
    assertTrue(LwtMain.run(other.tryLock(LockMode.EXCLUSIVE)));
    LwtMain.run(file.close());
    LwtMain.run(other.close());
    started.remove().join();
  }

  private void awaitCompleted(long calls) {
    while (jobs.stats().completed() < calls) {
      Thread.onSpinWait();
    }
  }

  @Test
  void bindToAPathIsRejected() {
    Socket socket = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
    assertRefused(socket.bind(SockAddr.unix(folder.resolve("socket").toString())));
    LwtMain.run(socket.close());
    assertFalse(OpenDescriptors.now().containsKey(socket.number()), "it is open");
  }

  @Test
  void aFunctionIsRejectedAndNotCounted() {
    assertRefused(jobs.run(() -> "never"));
    assertEquals(new Jobs.Stats(0, 0, 0, 0), jobs.stats());
    assertEquals(0, loop.jobCount());
  }

  @Test
  void whatOthersAddedMeanwhileDoesNotWait() {
    var done = new AtomicBoolean();
    meanwhile =
        () -> {
          var other = new Thread(() -> jobs.execute(() -> done.set(true)));
          other.start();
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    assertRefused(jobs.run(() -> "never"));
    assertTrue(done.get());
  }

  @Test
  void itGoesOnWhenThereIsAThreadAgain() throws InterruptedException {
    Fd file = file();
    assertRefused(file.write(new byte[1]));
    threadsLeft.set(1);
    assertEquals(1, LwtMain.run(file.write(new byte[1])));
    LwtMain.run(file.close());
    started.remove().join();
  }
}
