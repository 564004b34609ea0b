package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Scheduler;
import io.lwt.VirtualClock;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The locks of {@link Fd}: two open files of one path are as good as two processes. */
class RecordLocksTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void setUp() throws Exception {
    EventLoop.open(faults.posix());
    path = Files.writeString(folder.resolve("file"), "0123456789");
  }

  private Fd open(OpenFlag... flags) {
    return LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(flags), 0));
  }

  private Fd open() {
    return open(OpenFlag.RDWR);
  }

  private static boolean tryLock(Fd fd, LockMode mode, long start, long length) {
    return LwtMain.run(fd.tryLock(mode, start, length));
  }

  /** Runs the loop until an attempt has found a lock in the way, and a pause begun. */
  private void runUntilInTheWay(int attempts) {
    while (faults.calls("setLock") < attempts || Scheduler.current().clock().timerCount() == 0) {
      LwtMain.run(Lwt.pause());
    }
  }

  // ---- who is in whose way

  @Test
  void anExclusiveLockIsInTheWayOfAll() {
    Fd fd = open();
    Fd other = open();
    assertTrue(LwtMain.run(fd.tryLock(LockMode.EXCLUSIVE)));
    assertFalse(LwtMain.run(other.tryLock(LockMode.EXCLUSIVE)));
    assertFalse(LwtMain.run(other.tryLock(LockMode.SHARED)));
    LwtMain.run(fd.unlock());
    assertTrue(LwtMain.run(other.tryLock(LockMode.SHARED)));
  }

  @Test
  void sharedLocksAreNotInTheWayOfEachOther() {
    Fd fd = open();
    Fd other = open(OpenFlag.RDONLY);
    LwtMain.run(fd.lock(LockMode.SHARED));
    LwtMain.run(other.lock(LockMode.SHARED));
    assertFalse(LwtMain.run(fd.tryLock(LockMode.EXCLUSIVE)));
    LwtMain.run(other.unlock());
    assertTrue(LwtMain.run(fd.tryLock(LockMode.EXCLUSIVE)));
  }

  @Test
  void otherBytesAreFree() {
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE, 10, 10));
    assertTrue(tryLock(other, LockMode.EXCLUSIVE, 0, 10));
    assertTrue(tryLock(other, LockMode.EXCLUSIVE, 20, 0));
    assertFalse(tryLock(other, LockMode.SHARED, 19, 1));
    LwtMain.run(fd.unlock(15, 5));
    assertTrue(tryLock(other, LockMode.SHARED, 15, 5));
    assertFalse(tryLock(other, LockMode.SHARED, 14, 1));
    assertTrue(tryLock(fd, LockMode.EXCLUSIVE, 10, 1));
  }

  @Test
  void theLocksOfOneOpenFileTakeEachOthersPlace() {
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    LwtMain.run(fd.lock(LockMode.SHARED));
    assertTrue(LwtMain.run(other.tryLock(LockMode.SHARED)));
  }

  @Test
  void aLockTellsWhatItIs() {
    Fd fd = open();
    Fd other = open();
    assertEquals(Optional.empty(), LwtMain.run(other.testLock(LockMode.EXCLUSIVE, 0, 0)));
    LwtMain.run(fd.lock(LockMode.SHARED, 3, 4));
    assertEquals(
        Optional.of(new RecordLock(LockMode.SHARED, 3, 4, OptionalInt.empty())),
        LwtMain.run(other.testLock(LockMode.EXCLUSIVE, 0, 0)));
    assertEquals(Optional.empty(), LwtMain.run(other.testLock(LockMode.SHARED, 0, 0)));
    assertEquals(Optional.empty(), LwtMain.run(fd.testLock(LockMode.EXCLUSIVE, 0, 0)));
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    assertEquals(
        Optional.of(new RecordLock(LockMode.EXCLUSIVE, 0, 0, OptionalInt.empty())),
        LwtMain.run(other.testLock(LockMode.SHARED, 5, 1)));
  }

  @Test
  void aProcessesLocksAreInTheWayToo() throws Exception {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      FileLock held = channel.lock(2, 3, false);
      Fd fd = open(); // never closed before: that would end this process' own lock
      assertFalse(LwtMain.run(fd.tryLock(LockMode.SHARED)));
      int process = (int) ProcessHandle.current().pid();
      assertEquals(
          Optional.of(new RecordLock(LockMode.EXCLUSIVE, 2, 3, OptionalInt.of(process))),
          LwtMain.run(fd.testLock(LockMode.SHARED, 0, 0)));
      Promise<@Nullable Void> lock = fd.lock(LockMode.EXCLUSIVE);
      runUntilInTheWay(2);
      assertTrue(lock.isPending());
      held.release();
      LwtMain.run(lock);
    }
  }

  // ---- waiting

  @Test
  void aLockWaitsUntilItMayBeHad() {
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Promise<@Nullable Void> lock = other.lock(LockMode.EXCLUSIVE);
    runUntilInTheWay(4);
    assertTrue(lock.isPending());
    LwtMain.run(fd.unlock());
    LwtMain.run(lock);
    assertFalse(LwtMain.run(fd.tryLock(LockMode.SHARED)));
  }

  @Test
  void aCloseOfTheOtherGivesItFree() {
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Promise<@Nullable Void> lock = other.lock(LockMode.SHARED);
    runUntilInTheWay(2);
    LwtMain.run(fd.close());
    LwtMain.run(lock);
  }

  @Test
  void pausesGetLongerUpToABound() {
    VirtualClock clock = stopTime();
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Promise<@Nullable Void> lock = other.lock(LockMode.EXCLUSIVE);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      runUntilInTheWay(i + 2);
      pauses.add(Duration.ofNanos(clock.nanosUntilNext()).toMillis());
      clock.advance(Duration.ofNanos(clock.nanosUntilNext()));
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 64L, 64L), pauses);
    assertTrue(lock.isPending());
    lock.cancel();
  }

  private VirtualClock stopTime() {
    var clock = new VirtualClock();
    Scheduler.current().setClock(clock);
    return clock;
  }

  @Test
  void thoseWhoWaitHoldNoWorkerAndDoNotHoldUpTheFile() {
    Fd fd = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    List<Fd> others = new ArrayList<>();
    List<Promise<@Nullable Void>> locks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      others.add(open());
      locks.add(others.get(i).lock(LockMode.SHARED));
    }
    runUntilInTheWay(41);
    assertEquals("done", LwtMain.run(Jobs.files().run(() -> "done")));
    assertEquals(3, LwtMain.run(others.getFirst().read(new byte[3])));
    LwtMain.run(fd.unlock());
    LwtMain.run(Lwt.join(locks));
  }

  // ---- the end of waiting

  @Test
  void aCancelInAPauseTriesNoMore() {
    VirtualClock clock = stopTime();
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Promise<@Nullable Void> lock = other.lock(LockMode.EXCLUSIVE);
    runUntilInTheWay(2);
    lock.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(lock));
    clock.advance(Duration.ofSeconds(1));
    LwtMain.run(other.stat());
    assertEquals(2, faults.calls("setLock"));
    LwtMain.run(fd.unlock());
    assertEquals(Optional.empty(), LwtMain.run(fd.testLock(LockMode.EXCLUSIVE, 0, 0)));
  }

  /** Has the next call of setLock wait on its worker, after the system has made it, until it is released. */
  private Semaphore holdNextLock(Semaphore begun) {
    var release = new Semaphore(0);
    boolean[] held = {false};
    faults.watch(
        call -> {
          if (call.name().equals("setLock") && !held[0]) {
            held[0] = true;
            begun.release();
            release.acquireUninterruptibly();
          }
        });
    return release;
  }

  @Test
  void aCancelWhileTheLockIsBeingGotGivesItBackBeforeAnythingElse() {
    Fd fd = open();
    Fd other = open();
    var begun = new Semaphore(0);
    Semaphore release = holdNextLock(begun);
    Promise<@Nullable Void> cancelled = fd.lock(LockMode.EXCLUSIVE, 0, 5);
    begun.acquireUninterruptibly();
    cancelled.cancel();
    Promise<@Nullable Void> next = fd.lock(LockMode.EXCLUSIVE, 3, 5);
    release.release();
    assertThrows(Canceled.class, () -> LwtMain.run(cancelled));
    LwtMain.run(next);
    assertEquals(
        Optional.of(new RecordLock(LockMode.EXCLUSIVE, 3, 5, OptionalInt.empty())),
        LwtMain.run(other.testLock(LockMode.SHARED, 0, 0)));
  }

  @Test
  void aCancelOfAnAttemptThatFailedGivesNothingBack() {
    Fd fd = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Fd other = open();
    var begun = new Semaphore(0);
    Semaphore release = holdNextLock(begun);
    Promise<Boolean> cancelled = other.tryLock(LockMode.EXCLUSIVE);
    begun.acquireUninterruptibly();
    cancelled.cancel();
    release.release();
    LwtMain.run(other.stat());
    assertEquals(2, faults.calls("setLock"));
  }

  @Test
  void aCloseRejectsThoseWhoWait() {
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Promise<@Nullable Void> first = other.lock(LockMode.EXCLUSIVE);
    Promise<@Nullable Void> second = other.lock(LockMode.SHARED, 1, 1);
    runUntilInTheWay(3);
    other.close();
    assertFalse(first.isPending());
    assertFalse(second.isPending());
    UnixException error = runUntilRefused(Errno.EBADF, first);
    assertEquals("fcntl", error.call());
    assertEquals("fd " + other.number(), error.argument());
    runUntilRefused(Errno.EBADF, second);
  }

  @Test
  void anAbortRejectsThoseWhoWait() {
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Promise<@Nullable Void> lock = other.lock(LockMode.EXCLUSIVE);
    runUntilInTheWay(2);
    other.abort(new IllegalArgumentException("aborted"));
    assertThrows(IllegalArgumentException.class, () -> LwtMain.run(lock));
    assertThrows(IllegalArgumentException.class, () -> LwtMain.run(other.tryLock(LockMode.SHARED)));
  }

  @Test
  void aCloseWhileTheLockIsBeingGotGivesItBackFirst() {
    Fd fd = open();
    int duplicate = Posix.host().dup(fd.number());
    Fd other = open();
    var begun = new Semaphore(0);
    Semaphore release = holdNextLock(begun);
    Promise<@Nullable Void> lock = fd.lock(LockMode.EXCLUSIVE);
    begun.acquireUninterruptibly();
    Promise<@Nullable Void> close = fd.close();
    runUntilRefused(Errno.EBADF, lock);
    release.release();
    LwtMain.run(close);
    assertTrue(LwtMain.run(other.tryLock(LockMode.EXCLUSIVE)));
    assertEquals(0, Posix.host().close(duplicate));
  }

  @Test
  void theLoopsEndRejectsThoseWhoWait() {
    Fd fd = open();
    Fd other = open();
    LwtMain.run(fd.lock(LockMode.EXCLUSIVE));
    Promise<@Nullable Void> lock = other.lock(LockMode.EXCLUSIVE);
    runUntilInTheWay(2);
    EventLoop.current().close();
    assertFalse(lock.isPending());
  }

  // ---- errors

  @Test
  void aDescriptorMustBeOpenForWhatTheModeAsks() {
    runUntilRefused(Errno.EBADF, open(OpenFlag.RDONLY).lock(LockMode.EXCLUSIVE));
    runUntilRefused(Errno.EBADF, open(OpenFlag.WRONLY).tryLock(LockMode.SHARED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENOLCK", "EOPNOTSUPP", "EINVAL", "EIO"})
  void whatTheSystemRefusesIsTold(String errno) {
    Fd fd = open();
    faults.on("setLock").everyNth(1).fail(errno);
    faults.on("getLock").everyNth(1).fail(errno);
    for (Promise<?> promise :
        List.of(
            fd.lock(LockMode.SHARED),
            fd.tryLock(LockMode.SHARED),
            fd.unlock(),
            fd.testLock(LockMode.SHARED, 0, 0))) {
      assertEquals("fcntl", runUntilRefused(Errno.valueOf(errno), promise).call());
    }
  }

  @Test
  void eitherErrorMeansThatALockIsInTheWay() {
    Fd fd = open();
    faults.on("setLock").call(1).fail("EACCES");
    assertFalse(LwtMain.run(fd.tryLock(LockMode.SHARED)));
    faults.on("setLock").call(1).fail("EAGAIN");
    LwtMain.run(fd.lock(LockMode.SHARED));
  }

  @Test
  void interruptedCallsAreMadeAgain() {
    Fd fd = open();
    faults.on("setLock").call(1).fail("EINTR");
    faults.on("setLock").call(3).fail("EINTR");
    faults.on("getLock").call(1).fail("EINTR");
    assertTrue(LwtMain.run(fd.tryLock(LockMode.SHARED)));
    LwtMain.run(fd.unlock());
    assertEquals(4, faults.calls("setLock"));
    LwtMain.run(fd.testLock(LockMode.SHARED, 0, 0));
    assertEquals(2, faults.calls("getLock"));
  }

  @Test
  void aClosedDescriptorRefusesEveryCall() {
    Fd fd = open();
    LwtMain.run(fd.close());
    for (Promise<?> promise :
        List.of(
            fd.lock(LockMode.SHARED),
            fd.tryLock(LockMode.SHARED, 0, 1),
            fd.unlock(0, 1),
            fd.testLock(LockMode.SHARED, 0, 0))) {
      runUntilRefused(Errno.EBADF, promise);
    }
  }

  @Test
  void badRangesAndAnotherThreadAreRefusedAtOnce() {
    Fd fd = open();
    for (long[] range : new long[][] {{-1, 0}, {0, -1}, {Long.MAX_VALUE, 1}}) {
      for (Runnable use :
          List.<Runnable>of(
              () -> fd.lock(LockMode.SHARED, range[0], range[1]),
              () -> fd.tryLock(LockMode.SHARED, range[0], range[1]),
              () -> fd.testLock(LockMode.SHARED, range[0], range[1]),
              () -> fd.unlock(range[0], range[1]))) {
        assertThrows(IllegalArgumentException.class, use::run);
      }
    }
    for (Runnable use :
        List.<Runnable>of(
            () -> fd.lock(LockMode.SHARED), () -> fd.tryLock(LockMode.SHARED), fd::unlock)) {
      var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
      assertInstanceOf(IllegalStateException.class, error.getCause());
    }
  }
}
