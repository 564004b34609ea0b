package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which errors become rejections, and what happens to those that do not. */
@ExtendWith(FreshScheduler.class)
class ErrorFilterTest {
  private final Scheduler scheduler = Scheduler.current();

  /** Where functions of the user are called. */
  enum Place {
    BIND,
    MAP,
    CATCHING,
    TRY_BIND,
    TRY_BIND_HANDLER,
    FINALIZING,
    ON_SUCCESS,
    ON_FAILURE,
    ON_TERMINATION,
    ON_ANY,
    ON_CANCEL,
    DONT_WAIT_HANDLER;

    boolean fulfils() {
      return switch (this) {
        case CATCHING, TRY_BIND_HANDLER, ON_FAILURE, ON_CANCEL, DONT_WAIT_HANDLER -> false;
        default -> true;
      };
    }

    void call(Promise<Integer> promise, Runnable f) {
      Fn<Object, Promise<Integer>> function =
          _ -> {
            f.run();
            return Promise.of(1);
          };
      switch (this) {
        case BIND -> promise.bind(function);
        case MAP -> promise.map(function);
        case CATCHING -> promise.catching(function);
        case TRY_BIND -> promise.tryBind(function, Promise::failed);
        case TRY_BIND_HANDLER -> promise.tryBind(Promise::of, function);
        case FINALIZING -> promise.finalizing(() -> function.apply(1));
        case ON_SUCCESS -> promise.onSuccess(_ -> f.run());
        case ON_FAILURE -> promise.onFailure(_ -> f.run());
        case ON_TERMINATION -> promise.onTermination(f);
        case ON_ANY -> promise.onAny(_ -> f.run(), _ -> {});
        case ON_CANCEL -> promise.onCancel(f);
        case DONT_WAIT_HANDLER -> Lwt.dontWait(() -> promise, _ -> f.run());
      }
    }
  }

  @Nested
  class LetThrough {
    private final OutOfMemoryError error = new OutOfMemoryError("a test's");

    @ParameterizedTest
    @EnumSource
    void leavesWhateverCalledTheFunction(Place place) {
      for (When when : When.values()) {
        var source = place.fulfils() ? when.fulfilled(1) : when.<Integer>rejected(new Canceled());
        assertSame(
            error,
            assertThrows(
                OutOfMemoryError.class,
                () -> {
                  place.call(source.promise(), this::fail);
                  source.resolve().run();
                }));
      }
    }

    private void fail() {
      throw error;
    }

    @Test
    void leavesWrap() {
      assertThrows(
          OutOfMemoryError.class,
          () ->
              Promise.wrap(
                  () -> {
                    throw error;
                  }));
    }

    @Test
    void leavesAsync() {
      assertThrows(
          OutOfMemoryError.class,
          () ->
              Lwt.async(
                  () -> {
                    throw error;
                  }));
    }

    @Test
    void leavesWhatRunsTheTasksOfOtherThreads() {
      scheduler.execute(this::fail);
      assertThrows(OutOfMemoryError.class, scheduler::runTasks);
    }

    @Test
    void leavesWhatFulfilsPauses() {
      Lwt.pause().onSuccess(_ -> fail());
      assertThrows(OutOfMemoryError.class, scheduler::wakeupPaused);
    }

    @Test
    void leavesADeepRecursion() {
      assertThrows(OutOfMemoryError.class, () -> failAfter(1000));
    }

    private Promise<Integer> failAfter(int n) {
      return Promise.of(n)
          .bind(
              m -> {
                if (m == 0) {
                  throw error;
                }
                return failAfter(m - 1);
              });
    }

    @Test
    void leavesTheSchedulerBroken() {
      assertDoesNotThrow(scheduler::checkUsable);
      assertThrows(OutOfMemoryError.class, () -> Promise.unit().map(_ -> failing()));
      var thrown = assertThrows(IllegalStateException.class, scheduler::checkUsable);
      assertSame(error, thrown.getCause());
      assertEquals(
          "an error was let through and left promises in an unknown state:"
              + " java.lang.OutOfMemoryError: a test's",
          thrown.getMessage());
    }

    private int failing() {
      throw error;
    }

    @Test
    void leavesNothingThatALaterResolutionWouldRun() {
      List<String> log = new ArrayList<>();
      Resolver<Integer> source = Resolver.waiter();
      Resolver<Integer> other = Resolver.waiter();
      other.promise().onSuccess(_ -> log.add("other"));
      Promise<Integer> mapped = source.promise().map(n -> n);
      source.promise().onSuccess(_ -> log.add("left over"));
      mapped.onSuccess(_ -> fail());
      mapped.onSuccess(_ -> log.add("left over, too"));
      assertThrows(OutOfMemoryError.class, () -> source.fulfill(1));
      other.fulfill(1);
      assertEquals(List.of("other"), log);
    }

    @Test
    void leavesTheNextSchedulerUsable() {
      assertThrows(OutOfMemoryError.class, () -> Promise.unit().map(_ -> failing()));
      scheduler.close();
      assertDoesNotThrow(Scheduler.current()::checkUsable);
      assertFulfilled(1, Promise.unit().map(_ -> 1));
    }

    @Test
    void leavesKeysAsTheyWere() {
      var key = new LwtKey<String>();
      Resolver<Integer> source = Resolver.waiter();
      key.<String>with(
          "inside",
          () -> {
            source.promise().onSuccess(_ -> fail());
            return "";
          });
      assertThrows(OutOfMemoryError.class, () -> source.fulfill(1));
      assertEquals(false, key.get().isPresent());
    }
  }

  @Nested
  class ByDefault {
    @Test
    void outOfMemoryAndInternalErrorsAreLetThrough() {
      assertThrows(OutOfMemoryError.class, () -> mapThrowing(new OutOfMemoryError()));
      assertThrows(InternalError.class, () -> mapThrowing(new InternalError()));
    }

    @Test
    void othersReject() {
      for (Throwable error :
          List.of(
              new StackOverflowError(),
              new AssertionError(),
              new NoClassDefFoundError(),
              new IOException(),
              new ThreadDeathLike())) {
        assertRejected(error, mapThrowing(error));
      }
      assertDoesNotThrow(scheduler::checkUsable);
    }

    private static final class ThreadDeathLike extends Error {
      private static final long serialVersionUID = 1L;
    }

    @Test
    void aRealStackOverflowRejectsAndTheRestGoesOn() {
      Resolver<Integer> source = Resolver.waiter();
      Promise<Integer> overflown = source.promise().map(this::forEver);
      Promise<Integer> other = source.promise().map(n -> n + 1);
      source.fulfill(1);
      assertRejected(StackOverflowError.class, overflown);
      assertFulfilled(2, other);
      assertRejected(StackOverflowError.class, Promise.of(1).map(this::forEver));
      assertDoesNotThrow(scheduler::checkUsable);
    }

    private int forEver(int n) {
      return n == 0 ? 0 : 1 + forEver(n + 1) * 2;
    }
  }

  @Nested
  class SetByTheUser {
    @Test
    void decidesWhichReject() {
      Lwt.setErrorFilter(error -> !(error instanceof IOException));
      OutOfMemoryError rejecting = new OutOfMemoryError("a test's");
      assertRejected(rejecting, mapThrowing(rejecting));
      assertThrows(IOException.class, () -> mapThrowing(new IOException("let through")));
      assertThrows(IllegalStateException.class, scheduler::checkUsable);
    }

    @Test
    void doesNotSeeRejectionsThatWereMadeAsSuch() {
      List<Throwable> seen = new ArrayList<>();
      Lwt.setErrorFilter(seen::add);
      OutOfMemoryError error = new OutOfMemoryError("a test's");
      assertRejected(error, Promise.failed(error).map(n -> n));
      assertEquals(List.of(), seen);
    }
  }

  private static Promise<Integer> mapThrowing(Throwable error) {
    return Promise.of(1)
        .map(
            _ -> {
              throw Unchecked.sneaky(error);
            });
  }
}
