package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link LwtScope}. */
@ExtendWith(FreshScheduler.class)
class LwtScopeTest {
  private final IOException error = new IOException("broken");
  private final VirtualClock clock = new VirtualClock();
  private final List<String> log = new ArrayList<>();
  private final Resolver<Integer> task = Resolver.task();
  private @Nullable LwtScope opened;

  @BeforeEach
  void setClock() {
    Scheduler.current().setClock(clock);
  }

  /** A scope that goes on until the body's promise is resolved, for tests to use from outside. */
  private <T> Promise<T> open(Promise<T> body) {
    return LwtScope.run(
        scope -> {
          opened = scope;
          return body;
        });
  }

  private LwtScope scope() {
    return Objects.requireNonNull(opened);
  }

  private static @Nullable String reasonOf(Promise<?> canceled) {
    return assertRejected(Canceled.class, canceled).getMessage();
  }

  @Nested
  class Ends {
    @Test
    void atOnceWithTheBodyIfNothingWasStarted() {
      assertFulfilled(1, LwtScope.run(_ -> Promise.of(1)));
      assertRejected(error, LwtScope.run(_ -> Promise.failed(error)));
      assertRejected(
          error,
          LwtScope.run(
              _ -> {
                throw error;
              }));
    }

    @Test
    void whenAllThatWasStartedHas() {
      Resolver<String> body = Resolver.waiter();
      Promise<String> whole = open(body.promise());
      Promise<Integer> part = scope().start(task::promise);
      assertSame(task.promise(), part);
      body.fulfill("done");
      assertPending(whole);
      task.fulfill(1);
      assertFulfilled("done", whole);
    }

    @Test
    void notBeforeTheBody() {
      Resolver<String> body = Resolver.waiter();
      Promise<String> whole = open(body.promise());
      scope().start(() -> Promise.of(1));
      scope().start(task::promise);
      task.fulfill(1);
      assertPending(whole);
      body.fulfill("done");
      assertFulfilled("done", whole);
    }

    @Test
    void withWhatAPartStarted() {
      Promise<String> whole = open(Promise.of("done").bind(done -> Lwt.pause().map(_ -> done)));
      Resolver<Integer> later = Resolver.waiter();
      scope().start(() -> task.promise().map(_ -> scope().start(later::promise)));
      Scheduler.current().wakeupPaused();
      task.fulfill(1);
      assertPending(whole);
      later.fulfill(2);
      assertFulfilled("done", whole);
    }

    @Test
    void whenWhatIsStartedHasEndedTheOthersAndIsDone() {
      Resolver<String> body = Resolver.waiter();
      Promise<String> whole = open(body.promise());
      scope().start(task::promise);
      body.fulfill("done");
      whole.onSuccess(log::add);
      scope()
          .start(
              () -> {
                task.fulfill(1);
                assertPending(whole);
                return Promise.of(2);
              });
      assertEquals(List.of("done"), log);
    }

    @Test
    void andThenNothingCanBeStarted() {
      open(Promise.of(1));
      assertThrows(IllegalStateException.class, () -> scope().start(Promise::unit));
      assertThrows(IllegalStateException.class, () -> scope().cancelAfter(Duration.ofSeconds(1)));
      scope().cancel("too late");
      assertEquals(Optional.empty(), scope().reason());
    }
  }

  @Nested
  class Fails {
    @Test
    void whenAPartDoesAndCancelsTheOthers() {
      Resolver<Integer> other = Resolver.waiter();
      Promise<Integer> whole = open(Resolver.<Integer>task().promise());
      Promise<Integer> stays = scope().start(other::promise);
      Promise<Integer> goes = scope().start(() -> Resolver.<Integer>task().promise());
      scope().start(task::promise);
      task.reject(error);
      Canceled canceled = assertRejected(Canceled.class, goes);
      assertEquals("another part of the scope failed", canceled.getMessage());
      assertSame(error, canceled.getCause());
      assertPending(stays);
      assertPending(whole);
      other.fulfill(1);
      assertRejected(error, whole);
    }

    @Test
    void whenAPartThrows() {
      Promise<Integer> whole = open(task.promise());
      Promise<Object> part =
          scope()
              .start(
                  () -> {
                    throw error;
                  });
      assertRejected(error, part);
      assertCanceled(task.promise());
      assertRejected(error, whole);
    }

    @Test
    void whenTheBodyDoes() {
      Resolver<Integer> body = Resolver.waiter();
      Promise<Integer> whole = open(body.promise());
      scope().start(task::promise);
      body.reject(error);
      assertCanceled(task.promise());
      assertRejected(error, whole);
    }

    @Test
    void asTheFirstThatDid() {
      Resolver<Integer> slow = Resolver.waiter();
      Promise<Integer> whole = open(Resolver.<Integer>task().promise());
      scope().start(slow::promise);
      scope().start(task::promise);
      task.reject(error);
      slow.reject(new IllegalStateException("later"));
      assertRejected(error, whole);
    }

    @Test
    void notIfAPartIsCancelledAlone() {
      Promise<Integer> whole = open(Lwt.pause().map(_ -> 1));
      scope().start(task::promise).cancel();
      Scheduler.current().wakeupPaused();
      assertFulfilled(1, whole);
    }

    @Test
    void whileTheBodyIsStillBeingCalled() {
      Promise<Integer> whole =
          LwtScope.run(
              scope -> {
                scope.start(() -> Promise.failed(error));
                return task.promise();
              });
      assertCanceled(task.promise());
      assertRejected(error, whole);
    }
  }

  @Nested
  class Cancel {
    @Test
    void reachesBodyAndPartsAndSaysWhy() {
      Promise<Integer> whole = open(Lwt.pause().map(_ -> 1));
      Promise<Integer> part = scope().start(() -> task.promise().map(n -> n));
      scope().cancel("no longer needed");
      assertEquals("no longer needed", reasonOf(part));
      assertEquals("no longer needed", reasonOf(whole));
      assertEquals(Optional.of("no longer needed"), scope().reason().map(Throwable::getMessage));
    }

    @Test
    void ofThePromiseIsThatOfTheScope() {
      Promise<Integer> whole = open(Resolver.<Integer>task().promise()).map(n -> n);
      scope().start(task::promise);
      whole.cancel(new Canceled("from outside"));
      assertEquals("from outside", reasonOf(task.promise()));
      assertEquals("from outside", reasonOf(whole));
    }

    @Test
    void waitsForACleanup() {
      Resolver<@Nullable Void> cleanup = Resolver.waiter();
      Promise<Integer> whole = open(task.promise().finalizing(cleanup::promise));
      scope().cancel("stop");
      assertPending(whole);
      cleanup.fulfill(null);
      assertEquals("stop", reasonOf(whole));
    }

    @Test
    void doesNotReachWhatHides() {
      Promise<Integer> whole = open(task.promise().noCancel());
      scope().cancel("stop");
      assertPending(whole);
      task.fulfill(3);
      assertFulfilled(3, whole);
    }

    @Test
    void isOverruledByAFailure() {
      Promise<Integer> whole =
          open(task.promise().catching(Canceled.class, _ -> Promise.failed(error)));
      scope().cancel("stop");
      assertRejected(error, whole);
    }

    @Test
    void maybeFulfilledByAHandler() {
      Promise<Integer> whole = open(task.promise().catching(Canceled.class, _ -> Promise.of(7)));
      scope().cancel("stop");
      assertFulfilled(7, whole);
    }

    @Test
    void startsNothingMore() {
      Resolver<Integer> body = Resolver.waiter();
      Promise<Integer> whole = open(body.promise());
      scope().cancel("stop");
      Promise<Integer> refused =
          scope()
              .start(
                  () -> {
                    log.add("called");
                    return Promise.of(1);
                  });
      assertEquals("stop", reasonOf(refused));
      assertEquals(List.of(), log);
      body.fulfill(1);
      assertFulfilled(1, whole);
    }

    @Test
    void keepsItsFirstReason() {
      Resolver<@Nullable Void> cleanup = Resolver.task();
      Promise<Integer> whole = open(task.promise().finalizing(cleanup::promise));
      scope().cancel("first");
      scope().cancel("second");
      assertEquals("second", reasonOf(cleanup.promise()));
      assertEquals("second", reasonOf(whole));
      assertEquals(Optional.of("first"), scope().reason().map(Throwable::getMessage));
    }

    @Test
    void bySomethingThatIsRunningReachesItWhenItWaitsAgain() {
      Resolver<Integer> start = Resolver.waiter();
      Promise<Integer> whole =
          open(
              start
                  .promise()
                  .bind(
                      _ -> {
                        scope().cancel("myself");
                        return task.promise();
                      }));
      start.fulfill(1);
      assertEquals("myself", reasonOf(task.promise()));
      assertEquals("myself", reasonOf(whole));
    }

    @Test
    void byTheBodyBeforeItWaitsReachesIt() {
      Promise<Integer> whole =
          LwtScope.run(
              scope -> {
                scope.cancel("myself");
                return task.promise();
              });
      assertEquals("myself", reasonOf(whole));
    }

    @Test
    void byAPartBeforeItWaitsReachesIt() {
      Promise<Integer> whole = open(Resolver.<Integer>task().promise());
      Promise<Integer> part =
          scope()
              .start(
                  () -> {
                    scope().cancel("myself");
                    return task.promise();
                  });
      assertEquals("myself", reasonOf(part));
      assertEquals("myself", reasonOf(whole));
    }

    @Test
    void byAPartThatHeedsItNotIsWaitedForAllTheSame() {
      Resolver<Integer> stubborn = Resolver.waiter();
      Promise<Integer> whole = open(Resolver.<Integer>task().promise());
      Promise<Integer> part =
          scope()
              .start(
                  () -> {
                    scope().cancel("myself");
                    return stubborn.promise();
                  });
      assertPending(whole);
      stubborn.fulfill(1);
      assertFulfilled(1, part);
      assertEquals("myself", reasonOf(whole));
    }

    @Test
    void reachesAPartThatIsStartedWhileItRunsWhenItWaitsAgain() {
      Resolver<Integer> start = Resolver.waiter();
      List<Promise<Integer>> running = new ArrayList<>();
      Promise<Integer> whole = open(Resolver.<Integer>task().promise());
      running.add(start.promise().bind(_ -> startedWhileItRuns(running)));
      start.fulfill(1);
      assertEquals("myself", reasonOf(task.promise()));
      assertEquals("myself", reasonOf(whole));
    }

    private Promise<Integer> startedWhileItRuns(List<Promise<Integer>> running) {
      scope()
          .start(
              () -> {
                scope().cancel("myself");
                return running.getFirst();
              });
      return task.promise();
    }

    @Test
    void ofARunningPartDoesNotDisturbItsCleanup() {
      Resolver<Integer> start = Resolver.waiter();
      Resolver<@Nullable Void> cleanup = Resolver.task();
      Promise<Integer> whole = open(start.promise().bind(_ -> cancelAndWait()));
      scope().start(() -> Resolver.<Integer>task().promise().finalizing(cleanup::promise));
      start.fulfill(1);
      assertPending(cleanup.promise());
      cleanup.fulfill(null);
      assertEquals("all", reasonOf(whole));
    }

    private Promise<Integer> cancelAndWait() {
      scope().cancel("all");
      return task.promise();
    }

    @Test
    void goesOnToAScopeInside() {
      Promise<Integer> whole =
          open(LwtScope.run(inner -> inner.start(task::promise).map(n -> n + 1)));
      scope().cancel("outer");
      assertEquals("outer", reasonOf(task.promise()));
      assertEquals("outer", reasonOf(whole));
    }

    @Test
    void ofAScopeThatWaitsForItselfEnds() {
      Resolver<Integer> start = Resolver.waiter();
      List<Promise<Integer>> circle = new ArrayList<>();
      Promise<Integer> whole = open(start.promise().bind(_ -> circle.getFirst()));
      circle.add(whole);
      start.fulfill(1);
      scope().cancel("stop");
      assertPending(whole);
    }
  }

  @Nested
  class Deadline {
    @Test
    void cancelsAndSaysSo() {
      Promise<Integer> whole = open(task.promise());
      scope().cancelAfter(Duration.ofSeconds(2));
      clock.advance(Duration.ofMillis(1999));
      assertPending(whole);
      clock.advance(Duration.ofMillis(1));
      assertEquals("the scope's time is over: PT2S", reasonOf(whole));
    }

    @Test
    void isForgottenAtTheEnd() {
      Promise<Integer> whole = open(task.promise());
      scope().cancelAfter(Duration.ofSeconds(2));
      task.fulfill(1);
      assertFulfilled(1, whole);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void isReplacedByAnother() {
      Promise<Integer> whole = open(task.promise());
      scope().cancelAfter(Duration.ofSeconds(2));
      scope().cancelAfter(Duration.ofSeconds(5));
      assertEquals(1, clock.timerCount());
      clock.advance(Duration.ofSeconds(4));
      assertPending(whole);
      clock.advance(Duration.ofSeconds(1));
      assertCanceled(whole);
    }
  }

  @Test
  void belongsToItsThread() {
    open(task.promise());
    OtherThread.run(
        () -> {
          assertThrows(IllegalStateException.class, () -> scope().start(Promise::unit));
          assertThrows(IllegalStateException.class, () -> scope().cancel("no"));
        });
    scope().cancel("the end");
    OtherThread.run(() -> assertThrows(IllegalStateException.class, () -> scope().cancel("no")));
  }

  @Test
  void refusesNull() {
    assertThrows(NullPointerException.class, () -> LwtScope.run(nothing()));
    open(task.promise());
    assertThrows(NullPointerException.class, () -> scope().start(nothing()));
  }

  @Test
  void aLongLivedOneDoesNotGrow() {
    open(task.promise());
    long before = HeapUse.now();
    for (int i = 0; i < 300_000; i++) {
      Resolver<Integer> part = Resolver.task();
      scope().start(part::promise);
      part.fulfill(i);
    }
    HeapUse.assertNotAbove(before);
    assertTrue(task.isPending());
  }

  @Test
  void oneThatIsCancelledInManyPlacesAtOnceRejectsThemInOrder() {
    Promise<Integer> whole = open(task.promise());
    for (int i = 0; i < 3; i++) {
      int number = i;
      Promise<Integer> part = Resolver.<Integer>task().promise();
      part.onCancel(() -> log.add("part " + number));
      scope().start(() -> part);
    }
    scope().cancel("stop");
    assertEquals(List.of("part 0", "part 1", "part 2"), log);
    assertCanceled(whole);
  }
}
