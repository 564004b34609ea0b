package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.testkit.CapturedLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rejections that nobody looked at are reported; nothing else is. */
@ExtendWith(FreshScheduler.class)
class OrphansTest {
  private final Scheduler scheduler = Scheduler.current();
  private final List<Throwable> reported = new ArrayList<>();

  @BeforeEach
  void setHook() {
    Lwt.setOrphanHook(reported::add);
  }

  private List<String> reportedAtClose() {
    scheduler.close();
    return reported.stream().map(Throwable::getMessage).sorted().toList();
  }

  private static IOException error() {
    return new IOException("broken");
  }

  /** Collections and laps until something is reported; enough of both to call it a failure if nothing is. */
  private void collectUntilReported(int count) {
    for (int i = 0; i < 500 && reported.size() < count; i++) {
      System.gc();
      scheduler.wakeupPaused();
    }
  }

  /** What makes a rejected promise, at which nobody looks. */
  static Stream<Named<Runnable>> lost() {
    return Stream.of(
        Named.of("failed", () -> Promise.failed(error())),
        Named.of("wrap", () -> Promise.wrap(OrphansTest::fail)),
        Named.of("reject", () -> Resolver.waiter().reject(error())),
        Named.of("rejectNow", () -> Resolver.waiter().rejectNow(error())),
        Named.of("map", () -> Promise.of(1).map(_ -> fail())),
        Named.of("bind", () -> Promise.of(1).bind(_ -> Promise.failed(error()))),
        Named.of("what is made of it", () -> Promise.failed(error()).map(n -> n).bind(Promise::of)),
        Named.of("catching", () -> Promise.failed(error()).catching(e -> Promise.failed(e))),
        Named.of(
            "catching another type",
            () -> Promise.failed(error()).catching(ArithmeticException.class, Promise::failed)),
        Named.of("finalizing", () -> Promise.failed(error()).finalizing(Promise::unit)),
        Named.of("join", () -> Lwt.join(Promise.failed(error()), Promise.failed(error()))),
        Named.of("pick", () -> Lwt.pick(Promise.failed(error()), Promise.failed(error()))),
        Named.of("later", () -> rejectLater(promise -> promise.map(n -> n).bind(Promise::of))),
        Named.of("protect", () -> rejectLater(Promise::protect)),
        Named.of("join later", () -> rejectLater(promise -> Lwt.join(promise, promise))),
        Named.of("pick later", () -> rejectLater(promise -> Lwt.pick(promise, Lwt.pause()))),
        Named.of("merged", () -> rejectLater(p -> Promise.unit().bind(_ -> p).map(n -> n))));
  }

  private static int fail() throws IOException {
    throw error();
  }

  private static void rejectLater(Consumer<Promise<Object>> attach) {
    Resolver<Object> source = Resolver.waiter();
    attach.accept(source.promise());
    source.reject(error());
  }

  @ParameterizedTest
  @MethodSource("lost")
  void oneThatIsLostIsReportedOnceItIsCollected(Runnable lost) {
    lost.run();
    collectUntilReported(1);
    assertEquals(List.of("broken"), reported.stream().map(Throwable::getMessage).toList());
    scheduler.close();
    assertEquals(1, reported.size());
  }

  @ParameterizedTest
  @MethodSource("lost")
  void oneThatIsLostIsReportedAtTheLatestAtClose(Runnable lost) {
    lost.run();
    assertEquals(List.of("broken"), reportedAtClose());
  }

  /** What counts as looking at a rejected promise. */
  static Stream<Named<Consumer<Promise<Object>>>> looks() {
    return Stream.of(
        Named.of("state", Promise::state),
        Named.of("catching", promise -> promise.catching(_ -> Promise.of(1))),
        Named.of("tryBind", promise -> promise.tryBind(Promise::of, _ -> Promise.of(1))),
        Named.of("onFailure", promise -> promise.onFailure(_ -> {})),
        Named.of("onSuccess", promise -> promise.onSuccess(_ -> {})),
        Named.of("onTermination", promise -> promise.onTermination(() -> {})),
        Named.of("onAny", promise -> promise.onAny(_ -> {}, _ -> {})),
        Named.of("dontWait", promise -> Lwt.dontWait(() -> promise, _ -> {})),
        Named.of(
            "catching what was made of it",
            promise -> promise.map(n -> n).protect().catching(_ -> Promise.of(1))),
        Named.of("catching a join", promise -> Lwt.join(promise).catching(_ -> Promise.unit())));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void oneThatWasLookedAtIsNotReported(Consumer<Promise<Object>> look) {
    look.accept(Promise.failed(error()));
    assertEquals(List.of(), reportedAtClose());
  }

  @ParameterizedTest
  @MethodSource("looks")
  void oneThatWasLookedAtAfterALapIsNotReported(Consumer<Promise<Object>> look) {
    Promise<Object> promise = Promise.failed(error());
    scheduler.wakeupPaused();
    look.accept(promise);
    assertEquals(List.of(), reportedAtClose());
  }

  @ParameterizedTest
  @MethodSource("looks")
  void oneThatIsLookedAtWhenItIsRejectedIsNotReported(Consumer<Promise<Object>> look) {
    Resolver<Object> source = Resolver.waiter();
    source.promise().onFailure(_ -> look.accept(source.promise()));
    source.reject(error());
    assertEquals(List.of(), reportedAtClose());
  }

  @Test
  void oneThatIsStillHeldIsNotReportedBeforeClose() {
    Promise<Object> held = Promise.failed(error());
    Promise.failed(new IOException("lost"));
    collectUntilReported(1);
    assertEquals(List.of("lost"), reported.stream().map(Throwable::getMessage).toList());
    assertEquals("Promise[rejected: java.io.IOException: broken]", held.toString());
    assertEquals(List.of("broken", "lost"), reportedAtClose());
  }

  @Test
  void oneThatAnotherThreadLookedAtIsNotReported() {
    Promise<Object> shared = Promise.failed(error());
    scheduler.wakeupPaused();
    OtherThread.run(() -> shared.catching(_ -> Promise.of(1)));
    assertEquals(List.of(), reportedAtClose());
  }

  @Test
  void oneThatTheHookLooksAtIsNotReportedAnyMore() {
    List<Promise<Object>> both = List.of(Promise.failed(error()), Promise.failed(error()));
    List<Throwable> first = new ArrayList<>();
    Lwt.setOrphanHook(
        error -> {
          first.add(error);
          both.forEach(Promise::state);
        });
    scheduler.close();
    assertEquals(1, first.size());
  }

  @Test
  void manyInOneLapAreAllReportedOnce() {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      Promise.failed(new IOException("broken " + i));
      expected.add("broken " + i);
    }
    collectUntilReported(1000);
    scheduler.close();
    assertEquals(1000, reported.size());
    assertEquals(expected, new HashSet<>(reported.stream().map(Throwable::getMessage).toList()));
  }

  @Nested
  class NotReported {
    @Test
    void cancellations() {
      Resolver.task().promise().cancel();
      Resolver.task().promise().map(n -> n).cancel();
      Resolver.waiter().promise().protect().cancel();
      Resolver.waiter().reject(new Canceled());
      Promise.failed(new Canceled());
      assertEquals(List.of(), reportedAtClose());
    }

    @Test
    void losersOfARace() {
      for (int i = 0; i < 5; i++) {
        Resolver<Object> loser = Resolver.waiter();
        Promise<Object> winner = Promise.of(1);
        Object unused =
            switch (i) {
              case 0 -> Lwt.pick(whenPaused(winner), loser.promise());
              case 1 -> Lwt.choose(whenPaused(winner), loser.promise());
              case 2 -> Lwt.npick(whenPaused(winner), loser.promise());
              case 3 -> Lwt.nchoose(whenPaused(winner), loser.promise());
              default -> Lwt.nchooseSplit(whenPaused(winner), loser.promise());
            };
        scheduler.wakeupPaused();
        loser.reject(error());
        assertEquals(List.of(), reported, () -> "by " + unused);
      }
      assertEquals(List.of(), reportedAtClose());
    }

    private <T> Promise<T> whenPaused(Promise<T> promise) {
      return Lwt.pause().bind(_ -> promise);
    }

    @Test
    void losersThatWereMergedSince() {
      Resolver<Object> loser = Resolver.waiter();
      Resolver<Object> start = Resolver.waiter();
      Promise<Object> outer = start.promise().bind(_ -> loser.promise());
      Lwt.choose(whenPaused(Promise.of(1)), loser.promise());
      scheduler.wakeupPaused();
      start.fulfill(0);
      loser.reject(error());
      assertEquals("Promise[rejected: java.io.IOException: broken]", outer.toString());
      assertEquals(List.of(), reportedAtClose());
    }

    @Test
    void whatALoserWasMergedInto() {
      Resolver<Object> inner = Resolver.waiter();
      Resolver<Object> start = Resolver.waiter();
      Promise<Object> loser = start.promise().bind(_ -> inner.promise());
      Lwt.choose(whenPaused(Promise.of(1)), loser);
      scheduler.wakeupPaused();
      start.fulfill(0);
      inner.reject(error());
      assertEquals(List.of(), reportedAtClose());
    }

    @Test
    void losersThatWereRejectedAlready() {
      Lwt.choose(Promise.failed(error()), Promise.failed(error())).onFailure(_ -> {});
      Lwt.pick(Promise.of(1), Promise.failed(error())).onFailure(_ -> {});
      assertEquals(List.of(), reportedAtClose());
    }

    @Test
    void losersOfAJoin() {
      Resolver<Object> first = Resolver.waiter();
      Resolver<Object> second = Resolver.waiter();
      Lwt.join(first.promise(), second.promise(), Promise.failed(error())).onFailure(_ -> {});
      first.reject(error());
      second.reject(error());
      assertEquals(List.of(), reportedAtClose());
    }

    @Test
    void whatAProtectedCopyLeftBehind() {
      Resolver<Object> source = Resolver.waiter();
      source.promise().protect().cancel();
      source.reject(error());
      assertEquals(List.of(), reportedAtClose());
    }

    @Test
    void theFirstErrorWhenACleanupFailsToo() {
      Promise.failed(error())
          .finalizing(() -> Promise.failed(new IOException("cleanup")))
          .onFailure(_ -> {});
      assertEquals(List.of(), reportedAtClose());
    }
  }

  @Test
  void theyAreLoggedByDefault() throws ReflectiveOperationException {
    scheduler.close();
    IOException error = error();
    Promise.failed(error);
    try (var log = new CapturedLog()) {
      Scheduler.current().close();
      assertEquals(List.of(error), log.errors());
    }
  }

  @Test
  void whatTheHookThrowsIsLogged() throws ReflectiveOperationException {
    var thrownByHook = new IllegalStateException("thrown by the hook");
    Lwt.setOrphanHook(
        _ -> {
          throw thrownByHook;
        });
    Promise.failed(error());
    try (var log = new CapturedLog()) {
      scheduler.close();
      assertEquals(List.of(thrownByHook), log.errors());
    }
  }

  @Test
  void theyDoNotGoToTheAsyncHook() {
    List<Throwable> async = new ArrayList<>();
    Lwt.setAsyncExceptionHook(async::add);
    Promise.failed(error());
    assertEquals(List.of("broken"), reportedAtClose());
    assertEquals(List.of(), async);
  }
}
