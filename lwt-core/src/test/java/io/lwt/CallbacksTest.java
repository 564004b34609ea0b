package io.lwt;

import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.testkit.CapturedLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code onSuccess}, {@code onFailure}, {@code onTermination}, {@code onAny} and {@code onCancel}. */
@ExtendWith(FreshScheduler.class)
class CallbacksTest {
  private final IOException error = new IOException("broken");
  private final IllegalArgumentException thrown =
      new IllegalArgumentException("thrown by a callback");
  private final List<String> log = new ArrayList<>();
  private final List<Throwable> hooked = new ArrayList<>();

  @BeforeEach
  void setHook() {
    Lwt.setAsyncExceptionHook(hooked::add);
  }

  /** Attaches one of each, which log that they were called. */
  private void attachAll(Promise<Integer> promise) {
    promise.onSuccess(n -> log.add("onSuccess " + n));
    promise.onFailure(e -> log.add("onFailure " + e.getMessage()));
    promise.onTermination(() -> log.add("onTermination"));
    promise.onAny(n -> log.add("onAny " + n), e -> log.add("onAny " + e.getMessage()));
    promise.onCancel(() -> log.add("onCancel"));
  }

  @ParameterizedTest
  @EnumSource
  void onAValueThoseForAValueAreCalled(When when) {
    var source = when.fulfilled(3);
    attachAll(source.promise());
    assertEquals(when.isNow(), !log.isEmpty());
    source.resolve().run();
    assertEquals(List.of("onSuccess 3", "onTermination", "onAny 3"), log);
  }

  @ParameterizedTest
  @EnumSource
  void onAnErrorThoseForAnErrorAreCalled(When when) {
    var source = when.<Integer>rejected(error);
    attachAll(source.promise());
    source.resolve().run();
    assertEquals(List.of("onFailure broken", "onTermination", "onAny broken"), log);
  }

  @Test
  void mustNotBeNull() {
    for (Promise<Integer> promise :
        List.of(Promise.of(1), Promise.<Integer>failed(error), Resolver.<Integer>task())) {
      assertNames("f", () -> promise.onSuccess(nothing()));
      assertNames("f", () -> promise.onFailure(nothing()));
      assertNames("f", () -> promise.onTermination(nothing()));
      assertNames("f", () -> promise.onAny(nothing(), _ -> {}));
      assertNames("h", () -> promise.onAny(_ -> {}, nothing()));
      assertNames("f", () -> promise.onCancel(nothing()));
    }
  }

  private static void assertNames(String parameter, Executable call) {
    assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
  }

  @Test
  void onACancelThoseForACancelAreCalledFirst() {
    Promise<Integer> promise = Resolver.<Integer>task().promise();
    attachAll(promise);
    promise.cancel();
    assertEquals(List.of("onCancel", "onFailure canceled", "onTermination", "onAny canceled"), log);
  }

  @ParameterizedTest
  @EnumSource
  void whatEachOfThemThrowsGoesToTheHook(When when) {
    var fulfilled = when.fulfilled(3);
    var rejected = when.<Integer>rejected(new Canceled());
    fulfilled.promise().onSuccess(_ -> fail());
    fulfilled.promise().onTermination(this::fail);
    fulfilled.promise().onAny(_ -> fail(), _ -> {});
    rejected.promise().onFailure(_ -> fail());
    rejected.promise().onTermination(this::fail);
    rejected.promise().onAny(_ -> {}, _ -> fail());
    rejected.promise().onCancel(this::fail);
    fulfilled.resolve().run();
    rejected.resolve().run();
    assertEquals(List.of(thrown, thrown, thrown, thrown, thrown, thrown, thrown), hooked);
  }

  private void fail() {
    throw thrown;
  }

  @Test
  void whatOneThrowsDoesNotKeepTheOthersFromRunning() {
    Resolver<Integer> source = Resolver.waiter();
    source.promise().onSuccess(_ -> fail());
    source.promise().onSuccess(n -> log.add("second " + n));
    source.fulfill(3);
    assertEquals(List.of("second 3"), log);
    assertEquals(List.of(thrown), hooked);
  }

  @Test
  void whatTheHookThrowsIsLoggedAndTheOthersRun() throws ReflectiveOperationException {
    var thrownByHook = new IllegalStateException("thrown by the hook");
    Resolver<Integer> source = Resolver.waiter();
    Lwt.setAsyncExceptionHook(
        _ -> {
          throw thrownByHook;
        });
    source.promise().onSuccess(_ -> fail());
    source.promise().onSuccess(n -> log.add("second " + n));
    try (var logged = new CapturedLog()) {
      source.fulfill(3);
      assertEquals(List.of(thrownByHook), logged.errors());
    }
    assertEquals(List.of("second 3"), log);
  }

  @Test
  void withoutAHookItIsLoggedAndTheOthersRun() throws ReflectiveOperationException {
    Scheduler.current().close();
    Resolver<Integer> source = Resolver.waiter();
    source.promise().onSuccess(_ -> fail());
    source.promise().onSuccess(n -> log.add("second " + n));
    try (var logged = new CapturedLog()) {
      source.fulfill(3);
      assertEquals(List.of(thrown), logged.errors());
    }
    assertEquals(List.of("second 3"), log);
  }

  @Nested
  class OnCancel {
    @ParameterizedTest
    @EnumSource
    void isNotCalledForAnotherOutcome(When when) {
      var fulfilled = when.fulfilled(3);
      var rejected = when.rejected(error);
      fulfilled.promise().onCancel(() -> log.add("fulfilled"));
      rejected.promise().onCancel(() -> log.add("rejected"));
      fulfilled.resolve().run();
      rejected.resolve().run();
      assertEquals(List.of(), log);
    }

    @ParameterizedTest
    @EnumSource
    void isCalledForARejectionAsCanceledByHand(When when) {
      var source = when.rejected(new Canceled());
      source.promise().onCancel(() -> log.add("called"));
      source.resolve().run();
      assertEquals(List.of("called"), log);
    }

    @Test
    void isCalledAtOnceIfThePromiseIsCancelledAlready() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      promise.cancel();
      promise.onCancel(() -> log.add("called"));
      assertEquals(List.of("called"), log);
    }

    @Test
    void severalAreCalledInTheirOrderAndBeforeAllOthers() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      promise.onFailure(_ -> log.add("other 1"));
      promise.onCancel(() -> log.add("cancel 1"));
      promise.onFailure(_ -> log.add("other 2"));
      promise.onCancel(() -> log.add("cancel 2"));
      promise.onFailure(_ -> log.add("other 3"));
      promise.onCancel(() -> log.add("cancel 3"));
      promise.cancel();
      assertEquals(
          List.of("cancel 1", "cancel 2", "cancel 3", "other 1", "other 2", "other 3"), log);
    }

    @Test
    void onlyCancelCallbacksKeepTheirOrder() {
      Promise<Integer> promise = Resolver.<Integer>task().promise();
      promise.onCancel(() -> log.add("1"));
      promise.onCancel(() -> log.add("2"));
      promise.onCancel(() -> log.add("3"));
      promise.cancel();
      assertEquals(List.of("1", "2", "3"), log);
    }

    @Test
    void ofAMergedPromiseIsCalledWhicheverOfTheTwoItWasAttachedTo() {
      Resolver<Integer> inner = Resolver.task();
      Resolver<@Nullable Void> start = Resolver.waiter();
      Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
      outer.onFailure(_ -> log.add("outer"));
      outer.onCancel(() -> log.add("outer cancel"));
      inner.promise().onFailure(_ -> log.add("inner"));
      inner.promise().onCancel(() -> log.add("inner cancel"));
      start.fulfill(null);
      outer.cancel();
      assertEquals(List.of("outer cancel", "inner cancel", "outer", "inner"), log);
    }
  }
}
