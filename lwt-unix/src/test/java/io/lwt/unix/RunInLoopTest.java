package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.LwtKey;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** From a worker into the loop: {@link Jobs#runInLoop}. */
class RunInLoopTest extends LoopTest {
  private final Jobs jobs = new Jobs("in-loop-test", 2);
  private final Thread loopThread = Thread.currentThread();

  @Test
  void itIsCalledOnTheLoopsThreadAndItsPromiseIsAwaited() {
    Promise<Integer> job =
        jobs.run(
            () ->
                Jobs.runInLoop(
                        () -> {
                          assertSame(loopThread, Thread.currentThread());
                          return LwtUnix.sleep(Duration.ofMillis(1)).map(_ -> 41);
                        })
                    + 1);
    assertEquals(42, LwtMain.run(job));
  }

  @Test
  void errorsAreThrownAsRunDoes() {
    var unchecked = new IllegalArgumentException("mine");
    var checked = new IOException("mine");
    var thrown = new IllegalStateException("thrown, not rejected");
    assertSame(unchecked, caught(() -> Promise.failed(unchecked)));
    assertSame(
        checked,
        assertInstanceOf(CompletionException.class, caught(() -> Promise.failed(checked)))
            .getCause());
    assertSame(
        thrown,
        caught(
            () -> {
              throw thrown;
            }));
  }

  private Throwable caught(java.util.concurrent.Callable<Promise<String>> function) {
    return LwtMain.run(
        jobs.run(() -> assertThrows(Throwable.class, () -> Jobs.<String>runInLoop(function))));
  }

  @Test
  void oneThatTheFilterLetsThroughLeavesTheLoopAndWakesTheWorker() throws Exception {
    var error = new OutOfMemoryError("as if");
    var worker = new CompletableFuture<Throwable>();
    Promise<?> job =
        jobs.run(
            () ->
                worker.complete(
                    assertThrows(
                        Throwable.class,
                        () ->
                            Jobs.runInLoop(
                                () -> {
                                  throw error;
                                }))));
    assertSame(error, assertThrows(OutOfMemoryError.class, () -> LwtMain.run(job)));
    assertSame(error, worker.get());
  }

  @Test
  void keysHaveTheValuesOfWhereTheJobWasMade() {
    var key = new LwtKey<String>();
    Promise<String> job =
        key.with(
            "of the job",
            () ->
                jobs.run(() -> Jobs.<String>runInLoop(() -> Promise.of(key.get().orElse("none")))));
    assertEquals("of the job", LwtMain.run(job));
    var seen = Resolver.<Optional<String>>waiter();
    Promise<Integer> notWaiting =
        key.with(
            "of that job",
            () ->
                jobs.run(
                    () -> {
                      Jobs.runInLoopDontWait(
                          () -> {
                            seen.fulfill(key.get());
                            return Promise.unit();
                          },
                          _ -> {});
                      return 1;
                    }));
    assertEquals(Optional.of("of that job"), LwtMain.run(seen.promise()));
    LwtMain.run(notWaiting);
  }

  @Test
  void notWaitingTheHandlerGetsTheError() {
    var error = new IOException("mine");
    var handled = Resolver.<Throwable>waiter();
    Promise<String> job =
        jobs.run(
            () -> {
              Jobs.runInLoopDontWait(() -> Promise.failed(error), handled::fulfill);
              return "did not wait";
            });
    assertEquals("did not wait", LwtMain.run(job));
    assertSame(error, LwtMain.run(handled.promise()));
  }

  @Test
  void oneInsideOfTheOther() {
    Promise<String> job =
        jobs.run(
            () ->
                Jobs.<String>runInLoop(
                    () -> jobs.run(() -> Jobs.<String>runInLoop(() -> Promise.of("inner")))));
    assertEquals("inner", LwtMain.run(job));
  }

  @Test
  void aVirtualThreadDoesItToo() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Promise<String> job =
          Jobs.runOn(executor, () -> Jobs.<String>runInLoop(() -> Lwt.pause().map(_ -> "virtual")));
      assertEquals("virtual", LwtMain.run(job));
    }
  }

  @Test
  void withoutAJobItIsRefused() {
    Throwable error =
        assertThrows(IllegalStateException.class, () -> Jobs.runInLoop(() -> Promise.of("never")));
    assertTrue(error.toString().contains(loopThread.getName()), error::toString);
    assertThrows(IllegalStateException.class, () -> Jobs.runInLoopDontWait(Promise::unit, _ -> {}));
  }

  @Test
  void theLoopsOwnThreadDoesNotWaitForItself() {
    Promise<?> job = Jobs.runOn(Runnable::run, () -> Jobs.runInLoop(() -> Promise.of("never")));
    assertInstanceOf(IllegalStateException.class, rejection(job).orElseThrow());
  }

  @Test
  void anInterruptCancelsThePromise() throws Exception {
    Resolver<String> never = Resolver.task();
    var waits = new CountDownLatch(1);
    var worker = new AtomicReference<Thread>();
    Promise<String> job =
        jobs.run(
            () -> {
              worker.set(Thread.currentThread());
              assertThrows(
                  InterruptedException.class,
                  () ->
                      Jobs.<String>runInLoop(
                          () -> {
                            waits.countDown();
                            worker.get().interrupt();
                            return never.promise();
                          }));
              return "interrupted";
            });
    assertEquals("interrupted", LwtMain.run(job));
    assertThrows(Canceled.class, () -> LwtMain.run(never.promise()));
    assertEquals(0, waits.getCount());
  }

  @Test
  void aCancelOfAnInterruptibleJobReachesThePromise() {
    Resolver<String> never = Resolver.task();
    var reached = Resolver.<String>waiter();
    Promise<String> job =
        jobs.runInterruptibly(
            () ->
                Jobs.<String>runInLoop(
                    () -> {
                      reached.fulfill("reached");
                      return never.promise();
                    }));
    LwtMain.run(reached.promise());
    job.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(never.promise()));
  }

  @Test
  void aPromiseOfAnotherThreadIsRefusedAndNobodyElseIsTold() {
    List<Throwable> hooked = new ArrayList<>();
    Lwt.setAsyncExceptionHook(hooked::add);
    Throwable error =
        LwtMain.run(
            jobs.run(
                () -> {
                  Promise<String> foreign = Resolver.<String>task().promise();
                  return assertThrows(
                      IllegalStateException.class, () -> Jobs.runInLoop(() -> foreign));
                }));
    assertTrue(error.toString().contains("on thread " + Thread.currentThread().getName()));
    assertEquals(List.of(), hooked);
  }

  @Test
  void theLoopsCloseWakesTheWorker() throws Exception {
    var waits = Resolver.<String>waiter();
    var error = new CompletableFuture<Throwable>();
    Promise<?> job =
        jobs.run(
            () ->
                error.complete(
                    assertThrows(
                        Throwable.class,
                        () ->
                            Jobs.runInLoop(
                                () -> {
                                  waits.fulfill("waits");
                                  return Resolver.task().promise();
                                }))));
    LwtMain.run(waits.promise());
    EventLoop.current().close();
    assertInstanceOf(IllegalStateException.class, error.get());
    assertThrows(IllegalStateException.class, () -> EventLoop.resultOf(job));
  }

  @Test
  void aClosedLoopIsRefused() throws Exception {
    var gate = new Gate();
    var error = new CompletableFuture<Throwable>();
    Promise<?> job =
        jobs.run(
            () -> {
              gate.call();
              return error.complete(
                  assertThrows(Throwable.class, () -> Jobs.runInLoop(() -> Promise.of("never"))));
            });
    gate.awaitBegun();
    EventLoop.current().close();
    gate.open();
    assertInstanceOf(IllegalStateException.class, error.get());
    assertThrows(IllegalStateException.class, () -> EventLoop.resultOf(job));
  }

  @Test
  void aLoopWhoseThreadHasEndedIsNotWaitedFor() throws Exception {
    var error = new CompletableFuture<Throwable>();
    var loop = new AtomicReference<EventLoop>();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  loop.set(EventLoop.current());
                  Promise<?> job =
                      jobs.run(
                          () ->
                              error.complete(
                                  assertThrows(
                                      Throwable.class,
                                      () -> Jobs.runInLoop(() -> Promise.of("never")))));
                  assertTrue(job.isPending());
                });
    other.join();
    assertInstanceOf(IllegalStateException.class, error.get());
  }

  @Test
  void eachGoesToTheLoopThatAskedForIt() throws Exception {
    var elsewhere = new CompletableFuture<Thread>();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  elsewhere.complete(LwtMain.run(jobs.run(RunInLoopTest::threadOfLoop)));
                  EventLoop.current().close();
                });
    assertSame(loopThread, LwtMain.run(jobs.run(RunInLoopTest::threadOfLoop)));
    assertSame(other, elsewhere.get());
    other.join();
  }

  private static Thread threadOfLoop() throws InterruptedException {
    return Jobs.runInLoop(() -> Promise.of(Thread.currentThread()));
  }
}
