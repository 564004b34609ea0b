package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A pending promise belongs to the scheduler of the thread that made it; a resolved one to nobody. */
@ExtendWith(FreshScheduler.class)
class ConfinementTest {
  private final IOException error = new IOException("broken");
  private final String ownName = Thread.currentThread().getName();

  /** Whatever resolves, cancels or attaches to a promise. */
  static Stream<Named<Consumer<Resolver<Integer>>>> operations() {
    return Stream.of(
        named("fulfill", resolver -> resolver.fulfill(1)),
        named("fulfillNow", resolver -> resolver.fulfillNow(1)),
        named("reject", resolver -> resolver.reject(new IOException())),
        named("rejectNow", resolver -> resolver.rejectNow(new IOException())),
        named("cancel", resolver -> resolver.promise().cancel()),
        named("bind", resolver -> resolver.promise().bind(Promise::of)),
        named("map", resolver -> resolver.promise().map(n -> n)),
        named("catching", resolver -> resolver.promise().catching(Promise::failed)),
        named(
            "catching",
            resolver -> resolver.promise().catching(IOException.class, Promise::failed)),
        named("tryBind", resolver -> resolver.promise().tryBind(Promise::of, Promise::failed)),
        named("tryBind", resolver -> resolver.promise().finalizing(Promise::unit)),
        named("onSuccess", resolver -> resolver.promise().onSuccess(_ -> {})),
        named("onFailure", resolver -> resolver.promise().onFailure(_ -> {})),
        named("onTermination", resolver -> resolver.promise().onTermination(() -> {})),
        named("onAny", resolver -> resolver.promise().onAny(_ -> {}, _ -> {})),
        named("onCancel", resolver -> resolver.promise().onCancel(() -> {})),
        named("protect", resolver -> resolver.promise().protect()),
        named("noCancel", resolver -> resolver.promise().noCancel()),
        named("cancelable", resolver -> resolver.promise().cancelable()),
        named("join", resolver -> Lwt.join(Promise.of(1), resolver.promise())),
        named("all", resolver -> Lwt.all(Promise.of(1), resolver.promise())),
        named("both", resolver -> Lwt.both(Promise.of(1), resolver.promise())),
        named("pick", resolver -> Lwt.pick(Promise.of(1), resolver.promise())),
        named("choose", resolver -> Lwt.choose(resolver.promise())),
        named("npick", resolver -> Lwt.npick(resolver.promise())),
        named("nchoose", resolver -> Lwt.nchoose(resolver.promise())),
        named("nchooseSplit", resolver -> Lwt.nchooseSplit(resolver.promise())),
        named("onFailure", resolver -> Lwt.async(resolver::promise)),
        named("onFailure", resolver -> Lwt.dontWait(resolver::promise, _ -> {})));
  }

  private static Named<Consumer<Resolver<Integer>>> named(
      String operation, Consumer<Resolver<Integer>> body) {
    return Named.of(operation, body);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aPendingPromiseOfAnotherThreadIsRefused(Consumer<Resolver<Integer>> operation) {
    Resolver<Integer> resolver = Resolver.task();
    OtherThread.run(
        () -> {
          var thrown = assertThrows(IllegalStateException.class, () -> operation.accept(resolver));
          assertNames(ownName, OtherThread.NAME, thrown);
        });
    assertEquals("Promise[pending, 0 callbacks]", resolver.promise().toString());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void aPendingPromiseOfThisThreadIsNot(Consumer<Resolver<Integer>> operation) {
    operation.accept(Resolver.task());
  }

  private static void assertNames(String owner, String user, IllegalStateException thrown) {
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains("belongs to thread " + owner), message);
    assertTrue(message.contains("used on thread " + user), message);
    assertTrue(message.contains("EventLoop.execute"), message);
  }

  @Test
  void theMessageNamesTheOperationAndTheThreads() {
    Resolver<Integer> resolver = Resolver.task();
    var thrown =
        OtherThread.get(() -> assertThrows(IllegalStateException.class, () -> resolver.fulfill(1)));
    assertEquals(
        "fulfill: this belongs to thread "
            + ownName
            + " and was used on thread other-thread;"
            + " hand work over with EventLoop.execute (Scheduler.execute)",
        thrown.getMessage());
  }

  @Test
  void whoWaitsForOneOfAnotherThreadIsRefusedByItsOwnName() {
    Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
    var thrown =
        assertThrows(
            IllegalStateException.class, () -> Scheduler.checkThread(foreign, "to wait for it"));
    assertNames(OtherThread.NAME, ownName, thrown);
    assertTrue(String.valueOf(thrown.getMessage()).startsWith("to wait for it: "));
    Scheduler.checkThread(Resolver.<Integer>waiter().promise(), "own");
    Scheduler.checkThread(OtherThread.get(() -> Promise.of(1)), "resolved");
  }

  @Test
  void aFunctionThatGivesOneOfAnotherThreadRejects() {
    Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
    Resolver<Integer> source = Resolver.waiter();
    Promise<Integer> result = source.promise().bind(_ -> foreign);
    source.fulfill(1);
    assertNames(OtherThread.NAME, ownName, assertRejected(IllegalStateException.class, result));
  }

  @Test
  void aTimerOfAnotherThreadsClockIsRefused() {
    Clock clock = Scheduler.current().clock();
    OtherThread.run(
        () -> assertThrows(IllegalStateException.class, () -> clock.sleep(Duration.ZERO)));
    assertEquals(0, clock.timerCount());
  }

  @Test
  void aClockWithTimersIsNotFiredByAnotherThread() {
    var clock = new VirtualClock();
    Promise<?> timer = clock.sleep(Duration.ZERO);
    OtherThread.run(() -> assertThrows(IllegalStateException.class, clock::fire));
    OtherThread.run(
        () -> assertThrows(IllegalStateException.class, () -> clock.advance(Duration.ofDays(1))));
    OtherThread.run(
        () -> assertThrows(IllegalStateException.class, () -> Scheduler.current().setClock(clock)));
    assertPending(timer);
    clock.fire();
    assertFulfilled(null, timer);
  }

  /** Only {@code execute} and {@code hasTasks} may be called by others. */
  static Stream<Named<Consumer<Scheduler>>> schedulerMethods() {
    return Stream.of(
        Named.of("setDriver", scheduler -> scheduler.setDriver(null)),
        Named.of("clock", Scheduler::clock),
        Named.of("setClock", scheduler -> scheduler.setClock(new VirtualClock())),
        Named.of("runTasks", Scheduler::runTasks),
        Named.of("wakeupPaused", Scheduler::wakeupPaused),
        Named.of("pausedCount", Scheduler::pausedCount),
        Named.of("abandonPaused", Scheduler::abandonPaused),
        Named.of("close", Scheduler::close));
  }

  @ParameterizedTest
  @MethodSource("schedulerMethods")
  void theSchedulerOfAnotherThreadIsRefused(Consumer<Scheduler> method) {
    Scheduler scheduler = Scheduler.current();
    OtherThread.run(
        () -> {
          var thrown = assertThrows(IllegalStateException.class, () -> method.accept(scheduler));
          assertNames(ownName, OtherThread.NAME, thrown);
        });
  }

  @Nested
  class ResolvedPromises {
    @Test
    void thoseResolvedAtBirthAreShared() {
      for (Promise<Integer> promise : List.of(Promise.of(1), Promise.wrap(() -> 1))) {
        OtherThread.run(() -> assertUsable(promise));
      }
      OtherThread.run(() -> assertFulfilled(1, Promise.unit().map(_ -> 1)));
      Promise<Integer> failed = Promise.failed(error);
      OtherThread.run(
          () -> {
            assertRejected(error, failed);
            assertRejected(error, failed.bind(Promise::of));
            assertFulfilled(2, failed.catching(_ -> Promise.of(2)));
          });
    }

    @ParameterizedTest
    @EnumSource
    void thoseResolvedLaterToo(When when) {
      var source = when.fulfilled(1);
      source.resolve().run();
      OtherThread.run(() -> assertUsable(source.promise()));
    }

    private void assertUsable(Promise<Integer> promise) {
      Resolver<Integer> ofThisThread = Resolver.task();
      assertFulfilled(1, promise);
      assertFulfilled(2, promise.map(n -> n + 1));
      assertFulfilled(2, promise.bind(n -> Promise.of(n + 1)));
      assertFulfilled(1, promise.protect());
      assertFulfilled(1, Lwt.pick(promise, ofThisThread.promise()));
      assertCanceled(ofThisThread.promise());
      promise.cancel();
      boolean[] called = {false};
      promise.onSuccess(_ -> called[0] = true);
      assertTrue(called[0]);
    }

    @Test
    void whatIsMadeOfThemBelongsToTheThreadThatMadeIt() {
      Promise<Integer> shared = Promise.of(1);
      Promise<Integer> made =
          OtherThread.get(() -> shared.bind(_ -> Resolver.<Integer>waiter().promise()));
      assertThrows(IllegalStateException.class, () -> made.map(n -> n));
    }
  }

  /** How work is carried over. */
  @Test
  void executeMayBeCalledByAnyThread() {
    Resolver<Integer> resolver = Resolver.waiter();
    Scheduler scheduler = Scheduler.current();
    OtherThread.run(() -> scheduler.execute(() -> resolver.fulfill(1)));
    assertPending(resolver.promise());
    assertTrue(scheduler.hasTasks());
    scheduler.runTasks();
    assertFulfilled(1, resolver.promise());
  }

  @Test
  void itsExecutorDoesTheSame() {
    Resolver<Integer> resolver = Resolver.waiter();
    Executor executor = Scheduler.current().executor();
    OtherThread.run(() -> executor.execute(() -> resolver.fulfill(1)));
    assertPending(resolver.promise());
    Scheduler.current().runTasks();
    assertFulfilled(1, resolver.promise());
    assertThrows(NullPointerException.class, () -> executor.execute(null));
  }

  @Test
  void virtualThreadsHaveSchedulersToo() throws InterruptedException {
    Resolver<Integer> resolver = Resolver.waiter();
    var thrown = new AtomicReference<Throwable>();
    Thread.ofVirtual()
        .start(
            () -> {
              Resolver<Integer> own = Resolver.task();
              own.promise().cancel();
              own.promise()
                  .catching(CancellationException.class, _ -> Promise.of(1))
                  .onSuccess(
                      _ ->
                          thrown.set(
                              assertThrows(
                                  IllegalStateException.class, () -> resolver.fulfill(1))));
            })
        .join();
    assertEquals(IllegalStateException.class, thrown.get().getClass());
  }
}
