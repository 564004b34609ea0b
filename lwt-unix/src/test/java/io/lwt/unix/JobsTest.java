package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Jobs}. */
class JobsTest extends LoopTest {
  private final Jobs jobs = new Jobs("jobs-test", 3);

  @Test
  void runsOnADaemonOfThePool() {
    Thread worker = LwtMain.run(jobs.run(Thread::currentThread));
    assertTrue(worker.isDaemon());
    assertTrue(worker.getName().startsWith("jobs-test-"), worker.getName());
  }

  @Test
  void whatItThrowsRejects() {
    var error = new IllegalArgumentException("mine");
    Promise<?> job =
        jobs.run(
            () -> {
              throw error;
            });
    assertSame(error, assertThrows(IllegalArgumentException.class, () -> LwtMain.run(job)));
  }

  @Test
  void aFullPoolQueues() {
    var release = new Semaphore(0);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    Thread loopThread = Thread.currentThread();
    List<Promise<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      all.add(
          jobs.run(
              () -> {
                assertFalse(Thread.currentThread().equals(loopThread));
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                release.acquireUninterruptibly();
                running.decrementAndGet();
                return number;
              }));
    }
    release.release(20);
    List<Integer> results = LwtMain.run(Lwt.all(all));
    for (int i = 0; i < 20; i++) {
      assertEquals(i, (int) results.get(i));
    }
    assertTrue(most.get() <= 3, most.get() + " ran at once");
    assertTrue(jobs.threads() <= 3);
  }

  @Test
  void aCancelDetaches() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var release = new Semaphore(0);
    Promise<String> job =
        jobs.run(
            () -> {
              begun.countDown();
              release.acquireUninterruptibly();
              return "dropped";
            });
    begun.await();
    job.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(job));
    release.release();
    LwtMain.run(jobs.run(() -> "the worker goes on"));
  }

  @Test
  void whatWasCancelledBeforeItBeganNeverDoes() {
    var release = new Semaphore(0);
    List<Promise<?>> blocked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      blocked.add(
          jobs.run(
              () -> {
                release.acquireUninterruptibly();
                return "done";
              }));
    }
    var ran = new AtomicBoolean();
    Promise<?> never =
        jobs.run(
            () -> {
              ran.set(true);
              return "never";
            });
    never.cancel();
    Promise<String> last = jobs.run(() -> "last");
    release.release(3);
    assertEquals("last", LwtMain.run(last));
    blocked.forEach(LwtMain::run);
    assertFalse(ran.get());
  }

  @Test
  void slowNamesDoNotKeepFilesWaiting() {
    var release = new Semaphore(0);
    List<Promise<?>> slow = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      slow.add(
          Jobs.names()
              .run(
                  () -> {
                    release.acquireUninterruptibly();
                    return "slow";
                  }));
    }
    assertEquals("file", LwtMain.run(Jobs.files().run(() -> "file")));
    release.release(100);
    slow.forEach(LwtMain::run);
  }
}
