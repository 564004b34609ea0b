package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Jobs} does with functions. */
class JobsTest extends LoopTest {
  private final Jobs jobs = new Jobs("jobs-test", 3);

  private static String fail(RuntimeException error) {
    throw error;
  }

  private static String fail(Error error) {
    throw error;
  }

  @Nested
  class Results {
    @Test
    void comeFromADaemonOfThePool() {
      Thread worker = LwtMain.run(jobs.run(Thread::currentThread));
      assertTrue(worker.isDaemon());
      assertFalse(worker.isVirtual());
      assertTrue(worker.getName().startsWith("jobs-test-"), worker.getName());
    }

    @Test
    void whatItThrowsRejects() {
      var error = new IllegalArgumentException("mine");
      Promise<?> job = jobs.run(() -> fail(error));
      assertSame(error, assertThrows(IllegalArgumentException.class, () -> LwtMain.run(job)));
    }

    @Test
    void anErrorThatTheFilterTakesRejects() {
      var error = new StackOverflowError();
      assertSame(error, rejection(jobs.run(() -> fail(error))).orElseThrow());
    }

    @Test
    void anErrorThatTheFilterLetsThroughLeavesTheLoop() {
      var error = new OutOfMemoryError("as if");
      Promise<?> job = jobs.run(() -> fail(error));
      assertSame(error, assertThrows(OutOfMemoryError.class, () -> LwtMain.run(job)));
      assertThrows(IllegalStateException.class, () -> LwtMain.run(Promise.unit()));
    }

    @Test
    void anInterruptedExceptionRejects() {
      Promise<?> job =
          jobs.run(
              () -> {
                Thread.currentThread().interrupt();
                Thread.sleep(1000);
                return "not reached";
              });
      Throwable error = assertThrows(CompletionException.class, () -> LwtMain.run(job));
      assertInstanceOf(InterruptedException.class, error.getCause());
    }

    @Test
    void anInterruptDoesNotReachTheNextFunction() {
      var one = new Jobs("jobs-test-interrupt", 1);
      Thread first =
          LwtMain.run(
              one.run(
                  () -> {
                    Thread.currentThread().interrupt();
                    return Thread.currentThread();
                  }));
      assertEquals(
          List.of(first, false),
          LwtMain.run(
              one.run(
                  () -> List.of(Thread.currentThread(), Thread.currentThread().isInterrupted()))));
    }

    @Test
    void areInTheOrderInWhichTheyWereAskedForOfOneThread() {
      var one = new Jobs("jobs-test-order", 1);
      List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
      LwtMain.run(
          Lwt.all(IntStream.range(0, 1000).mapToObj(i -> one.run(() -> ran.add(i))).toList()));
      assertEquals(IntStream.range(0, 1000).boxed().toList(), ran);
    }

    @Test
    void aFunctionOfTheLoopsThreadIsCalledOnAnExecutor() throws Exception {
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        assertTrue(LwtMain.run(Jobs.runOn(executor, () -> Thread.currentThread().isVirtual())));
      }
      assertSame(
          Thread.currentThread(), LwtMain.run(Jobs.runOn(Runnable::run, Thread::currentThread)));
    }

    @Test
    void aHandlerOfUncaughtErrorsThatThrowsDoesTheThreadNoHarm() {
      Thread.UncaughtExceptionHandler handler = (_, error) -> fail(new AssertionError(error));
      var one =
          new Jobs(
              "jobs-test-handler",
              0,
              1,
              Thread.ofPlatform().daemon().uncaughtExceptionHandler(handler).factory());
      one.execute(() -> fail(new IllegalStateException("nobody waits for it")));
      assertEquals("goes on", LwtMain.run(one.run(() -> "goes on")));
    }

    @Test
    void whatAnExecutorThrowsRejects() {
      var refusal = new RejectedExecutionException("closed");
      Promise<?> job = Jobs.runOn(_ -> fail(refusal), () -> "never");
      assertSame(refusal, rejection(job).orElseThrow());
    }

    @Test
    void anExecutorThatGetsNoThreadRejects() {
      var noThread = new OutOfMemoryError("unable to create native thread");
      Promise<?> job = Jobs.runOn(_ -> fail(noThread), () -> "never");
      Throwable error = rejection(job).orElseThrow();
      assertInstanceOf(RejectedExecutionException.class, error);
      assertSame(noThread, error.getCause());
      assertEquals(0, EventLoop.current().jobCount());
    }
  }

  @Nested
  class FullPools {
    @Test
    void queue() {
      var running = new AtomicInteger();
      var most = new AtomicInteger();
      var gate = new Gate();
      Thread loopThread = Thread.currentThread();
      List<Promise<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int number = i;
        all.add(
            jobs.run(
                () -> {
                  assertFalse(Thread.currentThread().equals(loopThread));
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  gate.call();
                  running.decrementAndGet();
                  return number;
                }));
      }
      gate.open();
      assertEquals(IntStream.range(0, 20).boxed().toList(), LwtMain.run(Lwt.all(all)));
      assertTrue(most.get() <= 3, most.get() + " ran at once");
      assertTrue(jobs.stats().threads() <= 3);
    }

    @Test
    void slowNamesDoNotKeepFilesWaiting() {
      var gate = new Gate();
      List<Promise<String>> slow =
          IntStream.range(0, 100).mapToObj(_ -> Jobs.names().run(gate)).toList();
      assertEquals("file", LwtMain.run(Jobs.files().run(() -> "file")));
      gate.open();
      assertEquals(100, LwtMain.run(Lwt.all(slow)).size());
    }
  }

  @Nested
  class Cancels {
    @Test
    void detachWhatIsRunning() throws InterruptedException {
      var gate = new Gate();
      Promise<String> job = jobs.run(gate);
      gate.awaitBegun();
      job.cancel();
      assertThrows(Canceled.class, () -> LwtMain.run(job));
      gate.open();
      assertEquals("goes on", LwtMain.run(jobs.run(() -> "goes on")));
    }

    @Test
    void keepWhatWaitsFromBeginning() {
      var one = new Jobs("jobs-test-cancel", 1);
      var gate = new Gate();
      Promise<String> blocked = one.run(gate);
      var ran = new AtomicBoolean();
      Promise<Boolean> never = one.run(() -> ran.getAndSet(true));
      never.cancel();
      assertThrows(Canceled.class, () -> LwtMain.run(never));
      Promise<String> last = one.run(() -> "last");
      gate.open();
      assertEquals("last", LwtMain.run(last));
      assertEquals("through", LwtMain.run(blocked));
      assertFalse(ran.get());
    }

    @Test
    void leaveNothingOfTheirsInTheQueue() throws InterruptedException {
      var one = new Jobs("jobs-test-garbage", 1);
      var gate = new Gate();
      Promise<String> blocked = one.run(gate);
      gate.awaitBegun();
      WeakReference<List<String>> taker = taker(one);
      while (taker.get() != null) {
        System.gc();
        Thread.onSpinWait();
      }
      gate.open();
      assertEquals("through", LwtMain.run(blocked));
    }

    /** Of a call that waits, and is cancelled. */
    private WeakReference<List<String>> taker(Jobs pool) {
      List<String> taker = new ArrayList<>();
      pool.run(() -> "never", taker::add).cancel();
      return new WeakReference<>(taker);
    }

    @Test
    void giveTheValueToWhoeverTakesIt() throws InterruptedException {
      BlockingQueue<String> unwanted = new LinkedBlockingQueue<>();
      var gate = new Gate();
      Promise<String> job = jobs.run(gate, unwanted::add);
      gate.awaitBegun();
      job.cancel();
      gate.open();
      runLaps();
      LwtMain.run(jobs.run(() -> "so that the loop runs"));
      while (unwanted.isEmpty()) {
        runLaps();
      }
      assertEquals("through", unwanted.take());
    }

    @Test
    void giveTheValueAwayAfterTheLoopsClose() throws InterruptedException {
      BlockingQueue<String> unwanted = new LinkedBlockingQueue<>();
      var gate = new Gate();
      Promise<String> job = jobs.run(gate, unwanted::add);
      gate.awaitBegun();
      EventLoop.current().close();
      gate.open();
      assertEquals("through", unwanted.take());
      assertThrows(IllegalStateException.class, () -> EventLoop.resultOf(job));
    }

    @Test
    void aValueThatIsTakenIsNotGivenAway() {
      var unwanted = new AtomicBoolean();
      assertEquals("taken", LwtMain.run(jobs.run(() -> "taken", _ -> unwanted.set(true))));
      LwtMain.run(jobs.run(() -> "another turn"));
      assertFalse(unwanted.get());
    }
  }

  @Nested
  class Interrupts {
    private final CountDownLatch interrupted = new CountDownLatch(1);

    /** A function that has begun, and goes on until it is interrupted. */
    private Promise<String> begun() throws InterruptedException {
      var begun = new CountDownLatch(1);
      Promise<String> job =
          jobs.runInterruptibly(
              () -> {
                begun.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
                return "dropped";
              });
      begun.await();
      return job;
    }

    @Test
    void reachARunningFunctionThatAskedForThem() throws InterruptedException {
      Promise<String> job = begun();
      job.cancel();
      interrupted.await();
      assertThrows(Canceled.class, () -> LwtMain.run(job));
      assertFalse(LwtMain.run(jobs.run(() -> Thread.currentThread().isInterrupted())));
    }

    @Test
    void reachNoOtherFunction() throws InterruptedException {
      var gate = new Gate();
      var interrupted = new AtomicBoolean();
      var ended = new CountDownLatch(1);
      Promise<String> job =
          jobs.run(
              () -> {
                gate.call();
                interrupted.set(Thread.currentThread().isInterrupted());
                ended.countDown();
                return "dropped";
              });
      gate.awaitBegun();
      job.cancel();
      gate.open();
      ended.await();
      assertFalse(interrupted.get());
    }

    @Test
    void comeWithTheLoopsClose() throws InterruptedException {
      Promise<String> job = begun();
      EventLoop.current().close();
      interrupted.await();
      assertThrows(IllegalStateException.class, () -> EventLoop.resultOf(job));
    }

    @Test
    void whatHasEndedIsNotInterrupted() {
      Promise<Thread> job = jobs.runInterruptibly(Thread::currentThread);
      Thread worker = LwtMain.run(job);
      job.cancel();
      assertFalse(worker.isInterrupted());
    }
  }

  @Nested
  class AllOfThem {
    @Test
    void areAbandoned() throws InterruptedException {
      var gate = new Gate();
      Promise<String> running = jobs.run(gate);
      Promise<String> elsewhere = new Jobs("jobs-test-other", 1).run(() -> "untouched");
      gate.awaitBegun();
      var error = new IllegalStateException("enough");
      jobs.abandonAll(error);
      assertSame(error, rejection(running).orElseThrow());
      assertEquals("untouched", LwtMain.run(elsewhere));
      gate.open();
    }

    @Test
    void areAwaitedWhicheverWayTheyEnd() {
      var gate = new Gate();
      List<Promise<?>> all =
          List.of(jobs.run(gate), jobs.run(() -> fail(new IllegalStateException("mine"))));
      Promise<?> end = jobs.awaitAll();
      Promise<?> canceled = jobs.awaitAll();
      canceled.cancel();
      assertTrue(end.isPending());
      gate.open();
      LwtMain.run(end);
      all.forEach(job -> assertFalse(job.isPending()));
      LwtMain.run(jobs.awaitAll()); // there are none
    }
  }
}
