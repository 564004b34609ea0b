package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtDirect#await} on a thread that has no loop blocks it until the promise's own has resolved it. */
class AwaitOnOtherThreadsTest {
  private final DrivenScheduler loop = new DrivenScheduler();

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
  }

  /** A thread that awaits the promise, started. */
  private static <T> FutureTask<T> awaiting(Promise<T> promise, boolean virtual) {
    var result = new FutureTask<T>(() -> LwtDirect.await(promise));
    (virtual ? Thread.ofVirtual() : Thread.ofPlatform().name("waiter")).start(result);
    return result;
  }

  /** When the thread has asked, there is a callback. */
  private void fulfillOnceAwaited(Resolver<Integer> resolver, int value) {
    while (loop.get(() -> resolver.promise().toString().contains("0 callbacks"))) {
      Thread.onSpinWait();
    }
    loop.get(
        () -> {
          resolver.fulfill(value);
          return true;
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theValueComes(boolean virtual) throws Exception {
    Resolver<Integer> resolver = loop.get(Resolver::task);
    FutureTask<Integer> result = awaiting(resolver.promise(), virtual);
    fulfillOnceAwaited(resolver, 7);
    assertEquals(7, result.get(10, TimeUnit.SECONDS));
    assertEquals(7, awaiting(resolver.promise(), virtual).get(10, TimeUnit.SECONDS));
  }

  @Test
  void anErrorIsThrown() {
    var error = new IllegalArgumentException("broken");
    Promise<Integer> failing = loop.get(() -> Resolver.<Integer>task().promise());
    FutureTask<Integer> result = awaiting(failing, true);
    loop.get(
        () -> {
          ((Resolver<Integer>) failing).reject(error);
          return true;
        });
    assertSame(error, assertThrows(ExecutionException.class, result::get).getCause());
  }

  @Test
  void aCheckedErrorIsWrapped() {
    var error = new IOException("broken");
    Promise<Integer> failed = Promise.failed(error);
    var thrown = assertThrows(ExecutionException.class, awaiting(failed, true)::get).getCause();
    assertSame(error, assertInstanceOf(CompletionException.class, thrown).getCause());
  }

  @Test
  void anInterruptEndsTheWaitAndNotThePromise() throws InterruptedException {
    Resolver<Integer> resolver = loop.get(Resolver::task);
    var thrown = new CompletableFuture<Throwable>();
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    LwtDirect.await(resolver.promise());
                  } catch (CompletionException interrupted) {
                    assertTrue(Thread.currentThread().isInterrupted());
                    thrown.complete(interrupted.getCause());
                  }
                });
    waiter.interrupt();
    assertInstanceOf(InterruptedException.class, thrown.orTimeout(10, TimeUnit.SECONDS).join());
    waiter.join();
    assertTrue(loop.get(() -> resolver.promise().isPending()));
  }

  @Test
  void aLoopThatClosesMeanwhileEndsTheWait() throws InterruptedException {
    Resolver<Integer> resolver = loop.get(Resolver::task);
    FutureTask<Integer> result = awaiting(resolver.promise(), false);
    while (loop.get(() -> resolver.promise().toString().contains("0 callbacks"))) {
      Thread.onSpinWait();
    }
    loop.stop();
    var error = assertThrows(ExecutionException.class, result::get).getCause();
    assertTrue(assertInstanceOf(IllegalStateException.class, error).toString().contains("closed"));
    var later =
        assertThrows(ExecutionException.class, awaiting(resolver.promise(), false)::get).getCause();
    assertInstanceOf(IllegalStateException.class, later);
  }
}
