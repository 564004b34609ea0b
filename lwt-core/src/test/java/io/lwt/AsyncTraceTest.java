package io.lwt;

import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.testkit.CapturedLog;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link AsyncTrace}, as far as it can be seen from this package; its places are in {@code io.lwt.user}. */
@ExtendWith(FreshScheduler.class)
class AsyncTraceTest {
  @SuppressWarnings("StaticAssignmentOfThrowable") // as some do, and so must not break
  private static final IOException CONSTANT = new IOException("constant");

  private final IOException error = new IOException("broken");
  private final StackTraceElement[] untouched = error.getStackTrace();

  @BeforeEach
  void rememberClasses() {
    Lwt.setAsyncTrace(AsyncTrace.CHEAP);
  }

  /** The asynchronous frames at the end of an error's stack trace. */
  private static List<String> asyncFrames(Throwable error) {
    return Arrays.stream(error.getStackTrace())
        .map(AsyncTraceTest::withoutNesting)
        .dropWhile(frame -> !frame.startsWith("async//"))
        .toList();
  }

  private static String withoutNesting(StackTraceElement frame) {
    return frame.toString().replaceFirst("\\$\\w+\\.", ".");
  }

  private static String frame(String operation) {
    return "async//io.lwt.AsyncTraceTest." + operation + "(Unknown Source)";
  }

  /** A promise that passes its source's rejection, by each combinator once. */
  private static Promise<Integer> passing(Promise<Integer> source) {
    return source
        .bind(Promise::of)
        .map(n -> n)
        .catching(FileNotFoundException.class, _ -> Promise.of(0))
        .finalizing(Promise::unit);
  }

  @ParameterizedTest
  @EnumSource
  void tellsWhatTheErrorPassed(When when) {
    When.Source<Integer> source = when.rejected(error);
    Promise<Integer> result = passing(source.promise());
    source.resolve().run();
    assertSame(error, ((State.Rejected<Integer>) result.state()).error());
    assertEquals(
        Stream.of("bind", "map", "catching", "finalizing").map(AsyncTraceTest::frame).toList(),
        asyncFrames(error));
    assertArrayEquals(
        untouched, Arrays.copyOf(error.getStackTrace(), untouched.length), "what was there");
  }

  /** What hands an error over, now or later. */
  static Stream<Named<Consumer<Promise<Object>>>> receivers() {
    return Stream.of(
        Named.of("catching", promise -> promise.catching(_ -> Promise.of(1))),
        Named.of("tryBind", promise -> promise.tryBind(Promise::of, _ -> Promise.of(1))),
        Named.of("onFailure", promise -> promise.onFailure(_ -> {})),
        Named.of("dontWait", promise -> Lwt.dontWait(() -> promise, _ -> {})));
  }

  @ParameterizedTest
  @MethodSource("receivers")
  void whoeverGetsTheErrorSeesTheFrames(Consumer<Promise<Object>> receiver) {
    Promise<Object> rejected = Promise.failed(error).map(n -> n);
    receiver.accept(rejected);
    assertEquals(List.of(frame("map")), asyncFrames(error));
  }

  @ParameterizedTest
  @MethodSource("receivers")
  void whoeverGetsTheErrorLaterSeesTheFrames(Consumer<Promise<Object>> receiver) {
    Resolver<Object> source = Resolver.waiter();
    receiver.accept(source.promise().map(n -> n));
    source.reject(error);
    assertEquals(List.of(frame("map")), asyncFrames(error));
  }

  @Test
  void theHookSeesTheFrames() {
    List<Throwable> reported = new ArrayList<>();
    Lwt.setAsyncExceptionHook(reported::add);
    Resolver<Object> source = Resolver.waiter();
    Lwt.async(() -> source.promise().map(n -> n));
    source.reject(error);
    assertEquals(List.of(error), reported);
    assertEquals(List.of(frame("map")), asyncFrames(error));
  }

  @Test
  void goesThroughJoinPickAndCopies() {
    Resolver<Object> source = Resolver.waiter();
    Promise<?> result =
        Lwt.join(Lwt.pick(source.promise().map(n -> n)).bind(Promise::of)).protect().map(_ -> 1);
    source.reject(error);
    result.state();
    assertEquals(List.of(frame("map"), frame("bind"), frame("map")), asyncFrames(error));
  }

  @Test
  void anErrorOfACallbackIsTracedFromThereOn() {
    Resolver<Integer> source = Resolver.waiter();
    Promise<Object> result =
        source
            .promise()
            .bind(n -> Promise.of(n))
            .map(
                _ -> {
                  throw error;
                })
            .bind(Promise::of);
    source.fulfill(1);
    result.state();
    assertEquals(List.of(frame("bind")), asyncFrames(error));
  }

  @Test
  void tellsOfThe32NearestToTheError() {
    Promise<Object> promise = Promise.<Object>failed(error).bind(Promise::of);
    for (int i = 0; i < 1000; i++) {
      promise = promise.map(n -> n);
    }
    promise.state();
    assertEquals(32, asyncFrames(error).size());
    assertEquals(frame("bind"), asyncFrames(error).getFirst());
  }

  @Test
  void offRemembersNothing() {
    Lwt.setAsyncTrace(AsyncTrace.OFF);
    Promise<Object> rejected = Promise.failed(error);
    passing(rejected.map(_ -> 1)).state();
    assertArrayEquals(untouched, error.getStackTrace());
  }

  @Test
  void anErrorThatIsThrownAgainKeepsItsFrames() {
    Promise<Object> rejected = Promise.failed(error).map(n -> n);
    Promise<Object> again = rejected.catching(Promise::failed).bind(Promise::of);
    again.state();
    assertEquals(List.of(frame("map")), asyncFrames(error));
  }

  @Test
  void anErrorThatIsThrownAgainBeforeItHadFramesGetsThem() {
    Promise<Object> again = Promise.failed(error).catching(Promise::failed);
    again.map(n -> n).state();
    assertEquals(List.of(frame("map")), asyncFrames(error));
  }

  @Nested
  class LeavesAlone {
    @Test
    void anErrorOfTwoPromises() {
      Promise<Object> first = Promise.failed(error).map(n -> n);
      Promise<Object> second = Promise.failed(error).map(n -> n);
      first.state();
      second.state();
      assertArrayEquals(untouched, error.getStackTrace());
    }

    @Test
    void anErrorThatTwoCombinatorsGetFromOnePromise() {
      Resolver<Object> source = Resolver.waiter();
      Promise<Object> first = source.promise().map(n -> n);
      Promise<Object> second = source.promise().bind(Promise::of);
      source.reject(error);
      first.state();
      second.state();
      assertArrayEquals(untouched, error.getStackTrace());
    }

    @Test
    void anErrorThatGoesOnAfterItWasShown() {
      Resolver<Object> source = Resolver.waiter();
      Promise<Object> passed = source.promise().map(n -> n);
      source.reject(error);
      passed.state();
      passed.bind(Promise::of).state();
      assertEquals(List.of(frame("map")), asyncFrames(error));
    }

    @Test
    void anErrorWithoutAStackTrace() {
      Throwable stackless =
          new Throwable("stackless", null, true, false) {
            private static final long serialVersionUID = 1L;
          };
      Promise.failed(stackless).map(n -> n).state();
      assertEquals(0, stackless.getStackTrace().length);
      assertEquals(0, stackless.getSuppressed().length);
    }

    @Test
    void anErrorMadeInAStaticInitializer() {
      StackTraceElement[] before = CONSTANT.getStackTrace();
      Promise.failed(CONSTANT).map(n -> n).state();
      assertArrayEquals(before, CONSTANT.getStackTrace());
    }

    @Test
    void aCancellationThatACallbackThrows() {
      Canceled canceled = new Canceled();
      Promise<Object> promise =
          Promise.unit()
              .bind(
                  _ -> {
                    throw canceled;
                  });
      assertRejected(canceled, promise.map(n -> n));
      assertEquals(0, canceled.getStackTrace().length);
    }

    @Test
    void aCancellation() {
      Promise<Object> pending = Resolver.task().promise().map(n -> n);
      pending.cancel();
      Canceled canceled = (Canceled) ((State.Rejected<Object>) pending.state()).error();
      assertEquals(0, canceled.getStackTrace().length);
    }
  }

  @Nested
  class Orphans {
    @Test
    void theHookSeesTheFrames() {
      List<Throwable> reported = new ArrayList<>();
      Lwt.setOrphanHook(reported::add);
      Promise<Object> lost = Promise.failed(error).map(n -> n);
      assertFalse(lost.isPending());
      Scheduler.current().close();
      assertEquals(List.of(error), reported);
      assertEquals(List.of(frame("map")), asyncFrames(error));
    }

    @Test
    void theLogTellsTheFramesOfAnErrorThatMayNotBeTouched() throws ReflectiveOperationException {
      Scheduler.current().close();
      try (CapturedLog log = new CapturedLog()) {
        Promise<Object> lost = Promise.failed(CONSTANT).map(n -> n);
        assertFalse(lost.isPending());
        Scheduler.current().close();
        assertEquals(List.of(CONSTANT), log.errors());
        assertTrue(
            log.messages().getFirst().contains("\n\tat async//io.lwt.AsyncTraceTest$Orphans.map("),
            () -> log.messages().getFirst());
      }
    }
  }

  @Test
  void errorsThatAreGoneAreForgotten() {
    long before = HeapUse.now();
    for (int i = 0; i < 300_000; i++) {
      Promise.failed(new StacklessError()).state();
      if (i % 50_000 == 0) {
        System.gc();
      }
    }
    HeapUse.assertNotAbove(before);
  }

  private static final class StacklessError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StacklessError() {
      super("stackless", null, true, false);
    }
  }

  @Test
  void aPendingPromiseTellsWhatMadeIt() {
    Promise<Integer> source = Resolver.<Integer>waiter().promise();
    assertTells("bind", source.bind(Promise::of));
    assertTells("map", source.map(n -> n + 1));
    assertTells("catching", source.catching(e -> Promise.failed(e)));
    assertTells("tryBind", source.tryBind(n -> Promise.of(n), e -> Promise.failed(e)));
    assertTells("finalizing", source.finalizing(() -> Promise.unit()));
  }

  private static void assertTells(String operation, Promise<?> pending) {
    assertEquals(
        "Promise[pending, 0 callbacks, " + operation + " in io.lwt.AsyncTraceTest]",
        pending.toString());
  }

  private static final class Increment implements Fn<Integer, Integer> {
    @Override
    public Integer apply(Integer n) {
      return n + 1;
    }
  }

  @Test
  void aFunctionThatIsNoLambdaIsNamedByItsClass() {
    Promise<Integer> pending = Resolver.<Integer>waiter().promise().map(new Increment());
    assertEquals(
        "Promise[pending, 0 callbacks, map in io.lwt.AsyncTraceTest$Increment]",
        pending.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "cheap", "full", "OFF", "Cheap"})
  void thePropertyNamesTheMode(String name) {
    assertTrue(AsyncTrace.parse(name).name().equalsIgnoreCase(name));
  }

  @Test
  void anotherPropertyIsRefused() {
    assertEquals(
        "io.lwt.asyncTrace is off, cheap or full, not \"some\"",
        assertThrows(IllegalArgumentException.class, () -> AsyncTrace.parse("some")).getMessage());
  }

  @Test
  void whoNeedsASchedulerIsToldThatThePropertyIsWrong() throws Exception {
    System.setProperty("io.lwt.asyncTrace", "some");
    try {
      var seen =
          CompletableFuture.supplyAsync(
              Scheduler::current, task -> Thread.ofPlatform().start(task));
      assertInstanceOf(
          IllegalArgumentException.class,
          assertThrows(ExecutionException.class, seen::get).getCause());
    } finally {
      System.clearProperty("io.lwt.asyncTrace");
    }
  }

  @Test
  void oneInNoneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Lwt.setAsyncTrace(AsyncTrace.FULL, 0));
  }
}
