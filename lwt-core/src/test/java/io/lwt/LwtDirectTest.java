package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks in direct style, on each kind of coroutine: they mean the same. */
class LwtDirectTest {

  @Nested
  class OnContinuations extends Contract {
    @Override
    Coroutine.Factory coroutines() {
      return (_, code) -> new ContinuationCoroutine(code);
    }

    @Test
    void tasksRunOnTheThreadOfTheLoop() {
      assertSame(Thread.currentThread(), run(LwtDirect.spawn(Thread::currentThread)));
    }

    @Test
    void theyAreTheBestThereAre() {
      assertTrue(
          Coroutine.best().create(Scheduler.current(), () -> {}) instanceof ContinuationCoroutine);
    }

    /** The error says what pins; the task goes on, and the promise knows nothing of it any more. */
    @Test
    void aClassInitializerCannotAwait() {
      Resolver<Integer> resolver = Resolver.task();
      Promise<String> task =
          LwtDirect.spawn(
              () -> {
                awaitedByInitializer = resolver.promise();
                var error =
                    assertThrows(
                        ExceptionInInitializerError.class, () -> AwaitingInitializer.touch());
                LwtDirect.yield();
                return String.valueOf(error.getCause());
              });
      String told = run(task);
      assertTrue(told.contains("class initializer"), told);
      assertTrue(told.contains("NATIVE"), told);
      assertEquals("Promise[pending, 0 callbacks]", resolver.promise().toString());
      resolver.fulfill(1);
    }
  }

  /** What {@link AwaitingInitializer} awaits. */
  private static Promise<Integer> awaitedByInitializer = Promise.of(0);

  private static final class AwaitingInitializer {
    static {
      int _ = LwtDirect.await(awaitedByInitializer);
    }

    static void touch() {}
  }

  @Nested
  class OnThreads extends Contract {
    @Override
    Coroutine.Factory coroutines() {
      return ThreadCoroutine::new;
    }

    @Test
    void tasksHaveVirtualThreadsOfTheirOwn() {
      Thread thread = run(LwtDirect.spawn(Thread::currentThread));
      assertNotSame(Thread.currentThread(), thread);
      assertTrue(thread.isVirtual());
    }

    @Test
    void anInterruptOfTheLoopsThreadStaysThere() {
      Thread loop = Thread.currentThread();
      assertEquals(
          false,
          run(
              LwtDirect.spawn(
                  () -> {
                    loop.interrupt();
                    LwtDirect.yield();
                    return Thread.currentThread().isInterrupted();
                  })));
      assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptOfTheTasksThreadStaysThere() {
      assertEquals(
          true,
          run(
              LwtDirect.spawn(
                  () -> {
                    Thread.currentThread().interrupt();
                    LwtDirect.yield();
                    return Thread.currentThread().isInterrupted();
                  })));
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }

  @ExtendWith(FreshScheduler.class)
  abstract static class Contract {
    private final List<Object> seen = new ArrayList<>();

    abstract Coroutine.Factory coroutines();

    @BeforeEach
    void useCoroutines() {
      Scheduler.current().direct().setCoroutines(coroutines());
    }

    /** Runs laps until the promise is resolved; its value, or its error thrown. */
    static <T extends @Nullable Object> T run(Promise<T> promise) {
      Scheduler scheduler = Scheduler.current();
      while (promise.isPending()) {
        assertTrue(
            scheduler.hasWork() || scheduler.clock().timerCount() > 0,
            "nothing is left that could resolve the promise");
        runLap();
      }
      return switch (promise.state()) {
        case State.Fulfilled<T>(T value) -> value;
        case State.Rejected<T>(Throwable error) -> throw Unchecked.sneaky(error);
        case State.Pending<T>() -> throw new AssertionError();
      };
    }

    static void runLap() {
      Scheduler scheduler = Scheduler.current();
      scheduler.runTasks();
      scheduler.clock().fire();
      scheduler.wakeupPaused();
      scheduler.runResumed();
    }

    // ---- spawn and await

    @Test
    void aTaskBeginsLater() {
      Promise<Boolean> task = LwtDirect.spawn(() -> seen.add("begun"));
      assertPending(task);
      assertEquals(List.of(), seen);
      runLap();
      assertFulfilled(true, task);
      assertEquals(List.of("begun"), seen);
    }

    @Test
    void awaitsOnePromise() {
      Resolver<Integer> resolver = Resolver.task();
      Promise<Integer> task = LwtDirect.spawn(() -> LwtDirect.await(resolver.promise()) + 1);
      runLap();
      assertPending(task);
      resolver.fulfill(41);
      assertPending(task);
      assertEquals(42, run(task));
    }

    @Test
    void awaitsSeveral() {
      Promise<Integer> task =
          LwtDirect.spawn(
              () -> {
                int first = LwtDirect.await(Lwt.pause().map(_ -> 1));
                int second = LwtDirect.await(Lwt.pause().map(_ -> 2));
                return first + second;
              });
      assertEquals(3, run(task));
    }

    @Test
    void awaitsAHundredAndOneThatAreResolvedWithoutLettingOthersRun() {
      List<Promise<Integer>> promises =
          IntStream.rangeClosed(0, 100).mapToObj(n -> Promise.of(n)).toList();
      LwtDirect.spawn(
          () -> seen.add(promises.stream().mapToInt(each -> LwtDirect.await(each)).sum()));
      LwtDirect.spawn(() -> seen.add("other"));
      runLap();
      assertEquals(List.of(5050, "other"), seen);
    }

    @Test
    void aListOfTasksThatYield() {
      Promise<List<Integer>> doubled =
          LwtList.mapP(
              List.of(1, 2, 3),
              n ->
                  LwtDirect.spawn(
                      () -> {
                        for (int i = 0; i < n; i++) {
                          LwtDirect.yield();
                        }
                        return 2 * n;
                      }));
      assertEquals(List.of(2, 4, 6), run(doubled));
    }

    @Test
    void aProducerAndAConsumer() {
      LwtStream.PushedBounded<Integer> stream = LwtStream.createBounded(2);
      LwtDirect.spawnInTheBackground(
          () -> {
            for (int i = 0; i < 100; i++) {
              LwtDirect.await(stream.sink().push(i));
            }
            stream.sink().close();
          });
      Promise<Integer> sum =
          LwtDirect.spawn(
              () -> {
                int total = 0;
                for (Optional<Integer> next = LwtDirect.await(stream.stream().get());
                    next.isPresent();
                    next = LwtDirect.await(stream.stream().get())) {
                  total += next.get();
                }
                return total;
              });
      assertEquals(4950, run(sum));
    }

    @Test
    void yieldLetsOthersRun() {
      for (String name : List.of("a", "b")) {
        LwtDirect.spawn(
            () -> {
              for (int i = 0; i < 3; i++) {
                seen.add(name + i);
                LwtDirect.yield();
              }
              return null;
            });
      }
      while (Scheduler.current().hasWork()) {
        runLap();
      }
      assertEquals(List.of("a0", "b0", "a1", "b1", "a2", "b2"), seen);
    }

    @Test
    void tasksSpawnTasks() {
      assertEquals(144, run(fib(12)));
    }

    private static Promise<Integer> fib(int n) {
      return LwtDirect.spawn(
          () -> {
            if (n < 2) {
              return n;
            }
            Promise<Integer> first = fib(n - 1);
            Promise<Integer> second = fib(n - 2);
            return LwtDirect.await(first) + LwtDirect.await(second);
          });
    }

    @Test
    void tasksGoOnInTheOrderInWhichTheyCould() {
      List<Resolver<Integer>> resolvers =
          List.of(Resolver.task(), Resolver.task(), Resolver.task());
      resolvers.forEach(
          resolver -> LwtDirect.spawn(() -> seen.add(LwtDirect.await(resolver.promise()))));
      runLap();
      resolvers.get(2).fulfill(2);
      resolvers.get(0).fulfill(0);
      resolvers.get(1).fulfill(1);
      runLap();
      assertEquals(List.of(2, 0, 1), seen);
    }

    @Test
    void whatATaskFulfilsHasItsCallbacksRunAtOnce() {
      Resolver<Integer> resolver = Resolver.task();
      resolver.promise().onSuccess(seen::add);
      run(
          LwtDirect.spawn(
              () -> {
                resolver.fulfill(1);
                return seen.add("after");
              }));
      assertEquals(List.of(1, "after"), seen);
    }

    @Test
    void manyTasksWaitAtOnce() {
      Resolver<Integer> go = Resolver.waiter();
      Promise<List<Integer>> all =
          Lwt.all(
              IntStream.range(0, 10_000)
                  .mapToObj(n -> LwtDirect.spawn(() -> LwtDirect.await(go.promise()) + n))
                  .toList());
      runLap();
      go.fulfill(1);
      assertEquals(10_000, run(all).getLast());
    }

    /** Two tasks that wake each other do not keep anything else waiting. */
    @Test
    void aLapHasItsEnd() {
      LwtMvar<Integer> there = new LwtMvar<>();
      LwtMvar<Integer> back = new LwtMvar<>();
      LwtDirect.spawnInTheBackground(
          () -> {
            while (true) {
              LwtDirect.await(there.put(1));
              LwtDirect.await(back.take());
            }
          });
      LwtDirect.spawnInTheBackground(
          () -> {
            while (true) {
              LwtDirect.await(back.put(LwtDirect.await(there.take())));
            }
          });
      assertEquals(10_000, Scheduler.current().runResumed());
      assertTrue(Scheduler.current().hasWork());
      assertEquals("paused", run(Lwt.pause().map(_ -> "paused")));
    }

    // ---- errors

    @Test
    void awaitThrowsTheErrorOfARejection() {
      var error = new IllegalArgumentException("broken");
      Promise<Throwable> task =
          LwtDirect.spawn(
              () ->
                  assertThrows(
                      Throwable.class,
                      () -> LwtDirect.await(Lwt.pause().bind(_ -> Promise.failed(error)))));
      assertSame(error, run(task));
    }

    @Test
    void aCheckedErrorComesInACompletionException() {
      var error = new EOFException();
      Promise<Throwable> task =
          LwtDirect.spawn(
              () ->
                  assertThrows(
                          CompletionException.class, () -> LwtDirect.await(Promise.failed(error)))
                      .getCause());
      assertSame(error, run(task));
    }

    @Test
    void whatATaskThrowsRejects() {
      var error = new IOException("broken");
      Promise<Void> task =
          LwtDirect.spawn(
              () -> {
                LwtDirect.yield();
                throw error;
              });
      runLap();
      runLap();
      assertRejected(error, task);
    }

    @Test
    void whatATaskInTheBackgroundThrowsGoesToTheHook() {
      List<Throwable> reported = new ArrayList<>();
      Lwt.setAsyncExceptionHook(reported::add);
      var error = new IOException("broken");
      LwtDirect.spawnInTheBackground(
          () -> {
            throw error;
          });
      runLap();
      assertEquals(List.of(error), reported);
    }

    @Test
    void anErrorThatTheFilterLetsThroughLeavesTheLap() {
      LwtDirect.spawn(
          () -> {
            throw new OutOfMemoryError("not really");
          });
      assertThrows(OutOfMemoryError.class, Contract::runLap);
      assertThrows(IllegalStateException.class, () -> Scheduler.current().checkUsable());
    }

    // ---- where it cannot be

    @Test
    void awaitIsRefusedInACallback() {
      Promise<Integer> pending = Resolver.<Integer>waiter().promise();
      Promise<Integer> inBind =
          run(LwtDirect.spawn(() -> Promise.of(1).bind(_ -> Promise.of(LwtDirect.await(pending)))));
      assertTrue(
          assertRejected(IllegalStateException.class, inBind).toString().contains("callback"));
      Promise<Integer> later = Lwt.pause().map(_ -> LwtDirect.await(pending));
      Scheduler.current().setDriver(() -> {});
      runLap();
      assertTrue(assertRejected(IllegalStateException.class, later).toString().contains("spawn"));
    }

    @Test
    void awaitIsRefusedInACallbackThatATaskRuns() {
      Resolver<Integer> resolver = Resolver.task();
      Promise<Integer> awaiting =
          resolver.promise().map(_ -> LwtDirect.await(Resolver.<Integer>waiter().promise()));
      run(
          LwtDirect.spawn(
              () -> {
                resolver.fulfill(1);
                return null;
              }));
      assertRejected(IllegalStateException.class, awaiting);
    }

    @Test
    void awaitIsRefusedOutsideOfTasksOnALoopsThread() {
      Scheduler.current().setDriver(() -> {});
      var error =
          assertThrows(IllegalStateException.class, () -> LwtDirect.await(Promise.of("there")));
      assertTrue(error.toString().contains(Thread.currentThread().getName()), error::toString);
      Scheduler.current().setDriver(null);
      Promise<Integer> own = Resolver.<Integer>waiter().promise();
      assertThrows(IllegalStateException.class, () -> LwtDirect.await(own));
      assertEquals("there", LwtDirect.await(Promise.of("there")));
    }

    @Test
    void awaitIsRefusedForAPromiseOfAnotherLoop() {
      Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
      assertEquals(
          true,
          run(
              LwtDirect.spawn(
                  () -> {
                    assertThrows(IllegalStateException.class, () -> LwtDirect.await(foreign));
                    return true;
                  })));
    }

    // ---- cancel

    @Test
    void aCancelGoesToWhatIsAwaited() {
      Resolver<Integer> awaited = Resolver.task();
      Promise<Integer> task =
          LwtDirect.spawn(
              () -> {
                try {
                  return LwtDirect.await(awaited.promise());
                } catch (Canceled canceled) {
                  return -1;
                }
              });
      runLap();
      task.cancel();
      assertCanceled(awaited.promise());
      assertPending(task);
      assertEquals(-1, run(task));
    }

    @Test
    void aCancelBeforeItBeginsKeepsATaskFromBeginning() {
      Promise<Boolean> task = LwtDirect.spawn(() -> seen.add("begun"));
      task.cancel();
      assertCanceled(task);
      runLap();
      assertEquals(List.of(), seen);
    }

    @Test
    void aCancelWhileItCanGoOnOrRunsDoesNothing() {
      Resolver<Integer> awaited = Resolver.task();
      List<Promise<Integer>> self = new ArrayList<>();
      Promise<Integer> task =
          LwtDirect.spawn(
              () -> {
                int value = LwtDirect.await(awaited.promise());
                self.getFirst().cancel();
                return value;
              });
      self.add(task);
      runLap();
      awaited.fulfill(7);
      task.cancel();
      assertEquals(7, run(task));
    }

    @Test
    void aTaskThatABindGaveIsCancelledThroughIt() {
      Resolver<Integer> awaited = Resolver.task();
      Promise<Integer> bound =
          Lwt.pause().bind(_ -> LwtDirect.spawn(() -> LwtDirect.await(awaited.promise())));
      runLap();
      runLap();
      bound.cancel();
      assertCanceled(awaited.promise());
      assertThrows(Canceled.class, () -> run(bound));
    }

    @Test
    void closingTheSchedulerLetsTasksThatSleepClean() {
      LwtDirect.spawnInTheBackground(
          () -> {
            try {
              LwtDirect.yield();
            } finally {
              seen.add("cleaned");
            }
          });
      Lwt.setAsyncExceptionHook(_ -> {});
      Scheduler.current().runResumed();
      Scheduler.current().close();
      assertEquals(List.of("cleaned"), seen);
    }

    // ---- keys

    @Test
    void aKeysValueCanBeSetInATask() {
      LwtKey<String> key = new LwtKey<>();
      Promise<List<Optional<String>>> task =
          LwtDirect.spawn(
              () -> {
                Optional<String> before = key.get();
                LwtDirect.set(key, "set");
                LwtDirect.yield();
                Optional<String> after = key.get();
                Optional<String> inSpawned = LwtDirect.await(LwtDirect.spawn(key::get));
                LwtDirect.set(key, null);
                return List.of(before, after, inSpawned, key.get());
              });
      assertEquals(
          List.of(Optional.empty(), Optional.of("set"), Optional.of("set"), Optional.empty()),
          run(task));
      assertEquals(Optional.empty(), key.get());
      assertThrows(IllegalStateException.class, () -> LwtDirect.set(key, "outside"));
    }

    @Test
    void keysStayWithTheirTasks() {
      LwtKey<String> key = new LwtKey<>();
      Promise<List<List<Optional<String>>>> tasks =
          key.with(
              "spawner",
              () ->
                  LwtList.mapP(
                      List.of("a", "b", "c"),
                      name ->
                          LwtDirect.spawn(
                              () -> {
                                List<Optional<String>> values = new ArrayList<>(List.of(key.get()));
                                LwtDirect.set(key, name);
                                LwtDirect.yield();
                                values.add(key.get());
                                values.add(
                                    key.with(
                                        "inner " + name,
                                        () -> {
                                          LwtDirect.await(Lwt.pause());
                                          return key.get();
                                        }));
                                values.add(key.get());
                                return values;
                              })));
      assertEquals(
          Optional.of("foreign"),
          key.with(
              "foreign",
              () -> {
                runLap();
                return key.get();
              }));
      for (List<Optional<String>> values : run(tasks)) {
        String name = values.get(1).orElseThrow();
        assertEquals(
            List.of(
                Optional.of("spawner"),
                Optional.of(name),
                Optional.of("inner " + name),
                Optional.of(name)),
            values);
      }
    }

    // ---- using

    @Test
    void usingAwaitsTheClose() {
      Promise<Boolean> task =
          LwtDirect.spawn(
              () -> {
                try (var _ = LwtDirect.using(() -> Lwt.pause().map(_ -> seen.add("closed")))) {
                  LwtDirect.yield();
                  seen.add("used");
                }
                return seen.add("after");
              });
      run(task);
      assertEquals(List.of("used", "closed", "after"), seen);
    }

    @Test
    void anErrorOfTheCloseIsAddedToThatOfTheBody() {
      var ofBody = new IllegalStateException("body");
      var ofClose = new IllegalStateException("close");
      Promise<Void> task =
          LwtDirect.spawn(
              () -> {
                try (var _ =
                    LwtDirect.using(() -> Lwt.pause().bind(_ -> Promise.failed(ofClose)))) {
                  throw ofBody;
                }
              });
      assertSame(ofBody, assertThrows(Throwable.class, () -> run(task)));
      assertEquals(List.of(ofClose), List.of(ofBody.getSuppressed()));
    }
  }
}
