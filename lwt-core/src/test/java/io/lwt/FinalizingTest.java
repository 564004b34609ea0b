package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Promise#finalizing}. */
@ExtendWith(FreshScheduler.class)
class FinalizingTest {
  private final IOException error = new IOException("broken");
  private final IOException cleanupError = new IOException("cleanup broken");
  private final List<String> log = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void theCleanupRunsOnceAfterAValue(When when) {
    var source = when.fulfilled(3);
    Promise<Integer> result = source.promise().finalizing(this::logCleanup);
    assertEquals(when.isNow() ? List.of("cleanup") : List.of(), log);
    source.resolve().run();
    assertEquals(List.of("cleanup"), log);
    assertFulfilled(3, result);
  }

  @ParameterizedTest
  @EnumSource
  void theCleanupRunsOnceAfterAnError(When when) {
    var source = when.<Integer>rejected(error);
    Promise<Integer> result = source.promise().finalizing(this::logCleanup);
    source.resolve().run();
    assertEquals(List.of("cleanup"), log);
    assertRejected(error, result);
  }

  private Promise<@Nullable Void> logCleanup() {
    log.add("cleanup");
    return Promise.unit();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheCleanupThrowsReplacesTheOutcome(When when) {
    for (boolean fulfilled : List.of(true, false)) {
      var source = fulfilled ? when.fulfilled(3) : when.<Integer>rejected(error);
      Promise<Integer> result =
          source
              .promise()
              .finalizing(
                  () -> {
                    throw cleanupError;
                  });
      source.resolve().run();
      assertRejected(cleanupError, result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRejectionOfTheCleanupReplacesTheOutcome(When when) {
    for (boolean fulfilled : List.of(true, false)) {
      var source = fulfilled ? when.fulfilled(3) : when.<Integer>rejected(error);
      Promise<Integer> result = source.promise().finalizing(() -> Promise.failed(cleanupError));
      source.resolve().run();
      assertRejected(cleanupError, result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPendingCleanupDelaysTheResult(When when) {
    for (boolean fulfilled : List.of(true, false)) {
      var source = fulfilled ? when.fulfilled(3) : when.<Integer>rejected(error);
      Resolver<String> cleanup = Resolver.waiter();
      Promise<Integer> result = source.promise().finalizing(cleanup::promise);
      source.resolve().run();
      assertPending(result);
      cleanup.fulfill("done");
      if (fulfilled) {
        assertFulfilled(3, result);
      } else {
        assertRejected(error, result);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPendingCleanupThatIsRejectedReplacesTheOutcome(When when) {
    for (boolean fulfilled : List.of(true, false)) {
      var source = fulfilled ? when.fulfilled(3) : when.<Integer>rejected(error);
      Resolver<String> cleanup = Resolver.waiter();
      Promise<Integer> result = source.promise().finalizing(cleanup::promise);
      source.resolve().run();
      cleanup.reject(cleanupError);
      assertRejected(cleanupError, result);
    }
  }

  @Test
  void theCleanupRunsOnACancel() {
    Promise<Integer> result = Resolver.<Integer>task().promise().finalizing(this::logCleanup);
    result.cancel();
    assertEquals(List.of("cleanup"), log);
    assertCanceled(result);
  }

  @Test
  void anErrorOfTheCleanupReplacesACancel() {
    Promise<Integer> result =
        Resolver.<Integer>task().promise().finalizing(() -> Promise.failed(cleanupError));
    result.cancel();
    assertRejected(cleanupError, result);
  }

  @Test
  void aCancelDuringTheCleanupGoesToTheCleanup() {
    Resolver<String> cleanup = Resolver.task();
    Promise<Integer> result = Promise.of(3).finalizing(cleanup::promise);
    result.cancel();
    assertCanceled(cleanup.promise());
    assertCanceled(result);
  }

  @Test
  void theFormWithAFunctionCleansUpAfterWhatTheFunctionThrows() {
    Promise<Integer> result =
        Lwt.finalizing(
            () -> {
              throw error;
            },
            this::logCleanup);
    assertEquals(List.of("cleanup"), log);
    assertRejected(error, result);
  }

  @ParameterizedTest
  @EnumSource
  void theFormWithAFunctionCleansUpAfterItsPromise(When when) {
    var source = when.fulfilled(3);
    Promise<Integer> result = Lwt.finalizing(source::promise, this::logCleanup);
    source.resolve().run();
    assertEquals(List.of("cleanup"), log);
    assertFulfilled(3, result);
  }
}
