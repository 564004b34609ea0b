package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Promise#toCompletableFuture} and {@link Promise#from}. */
@ExtendWith(FreshScheduler.class)
class InteropTest {
  private final IOException error = new IOException("broken");
  private final Scheduler scheduler = Scheduler.current();

  @Nested
  class ToCompletableFuture {
    @ParameterizedTest
    @EnumSource
    void isCompletedWithTheValue(When when) {
      var source = when.fulfilled(3);
      CompletableFuture<Integer> future = source.promise().toCompletableFuture();
      assertEquals(when.isNow(), future.isDone());
      source.resolve().run();
      assertEquals(3, future.resultNow());
    }

    @ParameterizedTest
    @EnumSource
    void isCompletedWithTheError(When when) {
      var source = when.<Integer>rejected(error);
      CompletableFuture<Integer> future = source.promise().toCompletableFuture();
      source.resolve().run();
      assertSame(error, future.exceptionNow());
      assertSame(error, assertThrows(ExecutionException.class, future::get).getCause());
    }

    @Test
    void isCancelledIfThePromiseIs() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      CompletableFuture<Integer> future = promise.toCompletableFuture();
      promise.cancel();
      assertTrue(future.isCancelled());
      assertThrows(CancellationException.class, future::join);
    }

    @Test
    void itsCancelCancelsThePromise() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      Future<Integer> future = promise.map(n -> n + 1).toCompletableFuture();
      assertTrue(future.cancel(false));
      assertCanceled(promise);
      assertTrue(future.isCancelled());
    }

    @Test
    void itsCancelOnAnotherThreadCancelsThePromiseOnItsOwn() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      CompletableFuture<Integer> future = promise.toCompletableFuture();
      OtherThread.run(() -> assertTrue(future.cancel(true)));
      assertTrue(future.isCancelled());
      assertPending(promise);
      assertEquals(1, scheduler.runTasks());
      assertCanceled(promise);
    }

    @Test
    void itsCancelOfWhatCannotBeCancelledLeavesThePromiseAlone() {
      Resolver<Integer> source = Resolver.waiter();
      CompletableFuture<Integer> future = source.promise().toCompletableFuture();
      assertTrue(future.cancel(false));
      assertEquals("Promise[pending, 0 callbacks]", source.promise().toString());
      source.fulfill(3);
      assertTrue(future.isCancelled());
    }

    @Test
    void itsCancelWhenItIsDoneDoesNothing() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      CompletableFuture<Integer> future = promise.toCompletableFuture();
      future.complete(1);
      assertFalse(future.cancel(false));
      assertPending(promise);
    }

    @Test
    void itsCancelAfterTheSchedulerWasClosedCancelsTheFuture() {
      CompletableFuture<Integer> future = Resolver.<Integer>task().promise().toCompletableFuture();
      scheduler.close();
      OtherThread.run(() -> assertTrue(future.cancel(false)));
      assertTrue(future.isCancelled());
    }

    @Test
    void belongsToTheThreadOfThePromise() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      OtherThread.run(
          () -> assertThrows(IllegalStateException.class, promise::toCompletableFuture));
    }
  }

  @Nested
  class From {
    @Test
    void aStageThatIsCompletedGivesAResolvedPromise() {
      assertFulfilled(3, Promise.from(CompletableFuture.completedStage(3)));
      assertFulfilled(null, Promise.from(CompletableFuture.<@Nullable Object>completedStage(null)));
      assertRejected(error, Promise.from(CompletableFuture.failedStage(error)));
    }

    @Test
    void aStageThatIsCompletedOnTheSchedulersThreadResolvesAtOnce() {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      Promise<Integer> promise = Promise.from(future);
      assertPending(promise);
      future.complete(3);
      assertFulfilled(3, promise);
    }

    @Test
    void aStageThatIsCompletedOnAnotherThreadResolvesOnTheSchedulers() {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      List<Thread> threads = new ArrayList<>();
      Promise<Integer> promise =
          Promise.from(future)
              .map(
                  n -> {
                    threads.add(Thread.currentThread());
                    return n + 1;
                  });
      OtherThread.run(() -> future.complete(3));
      assertPending(promise);
      assertEquals(1, scheduler.runTasks());
      assertFulfilled(4, promise);
      assertEquals(List.of(Thread.currentThread()), threads);
    }

    @Test
    void theErrorComesOutOfItsCompletionException() {
      CompletionStage<Object> stage =
          CompletableFuture.completedStage(1)
              .thenApply(
                  _ -> {
                    throw new CompletionException(error);
                  });
      assertRejected(error, Promise.from(stage));
      CompletionException bare = new CompletionException("of its own", null);
      assertRejected(bare, Promise.from(CompletableFuture.failedStage(bare)));
    }

    @Test
    void aCancelledStageIsACancellation() {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      List<String> log = new ArrayList<>();
      Promise<Integer> promise = Promise.from(future);
      promise.onCancel(() -> log.add("canceled"));
      future.cancel(false);
      Canceled canceled = assertRejected(Canceled.class, promise);
      assertInstanceOf(CancellationException.class, canceled.getCause());
      assertEquals(List.of("canceled"), log);
    }

    @Test
    void aStageThatFailedWithOurCancellationHasThatOne() {
      Canceled canceled = new Canceled("by us");
      assertRejected(canceled, Promise.from(CompletableFuture.failedStage(canceled)));
    }

    @Test
    void aCancelCancelsTheStage() {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      Promise<Integer> promise = Promise.from(future);
      promise.map(n -> n).cancel();
      assertTrue(future.isCancelled());
      assertCanceled(promise);
    }

    @Test
    void aStageThatIsNoFutureIsNotCancelled() {
      NoFuture<Integer> stage = new NoFuture<>();
      Promise<Integer> promise = Promise.from(stage);
      promise.cancel();
      assertCanceled(promise);
      assertFalse(stage.isDone());
    }

    @Test
    void aCompletionAfterTheSchedulerWasClosedIsNothing() {
      CompletableFuture<Integer> future = new CompletableFuture<>();
      Promise<Integer> promise = Promise.from(future);
      scheduler.close();
      OtherThread.run(() -> future.complete(3));
      assertPending(promise);
    }

    @Test
    void thereAndBackIsTheSame() {
      Resolver<Integer> source = Resolver.task();
      Promise<Integer> back = Promise.from(source.promise().toCompletableFuture());
      back.cancel();
      assertCanceled(source.promise());
      assertFulfilled(3, Promise.from(Promise.of(3).toCompletableFuture()));
    }

    @Test
    void nullIsRefused() {
      assertThrows(NullPointerException.class, () -> Promise.from(nothing()));
    }
  }

  /** A stage that refuses to be a future. */
  private static final class NoFuture<T> extends CompletableFuture<T> {
    @Override
    public CompletableFuture<T> toCompletableFuture() {
      throw new UnsupportedOperationException();
    }
  }
}
