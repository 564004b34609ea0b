package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Promise#protect}, {@link Promise#noCancel} and {@link Promise#cancelable}. */
@ExtendWith(FreshScheduler.class)
class CopiesTest {
  private final IOException error = new IOException("broken");
  private final List<String> log = new ArrayList<>();

  /** The three kinds of copies. */
  enum Kind {
    PROTECT,
    NO_CANCEL,
    CANCELABLE;

    Promise<Integer> of(Promise<Integer> promise) {
      return switch (this) {
        case PROTECT -> promise.protect();
        case NO_CANCEL -> promise.noCancel();
        case CANCELABLE -> promise.cancelable();
      };
    }

    boolean canBeCancelled() {
      return this != NO_CANCEL;
    }

    boolean passesACancelOn() {
      return this == CANCELABLE;
    }
  }

  @Nested
  class WithoutACancel {
    @ParameterizedTest
    @EnumSource
    void areResolvedAsTheOriginal(Kind kind) {
      for (When when : When.values()) {
        var fulfilled = when.fulfilled(1);
        var rejected = when.<Integer>rejected(error);
        Promise<Integer> copy = kind.of(fulfilled.promise());
        Promise<Integer> copyOfRejected = kind.of(rejected.promise());
        fulfilled.resolve().run();
        rejected.resolve().run();
        assertFulfilled(1, copy);
        assertRejected(error, copyOfRejected);
      }
    }

    @ParameterizedTest
    @EnumSource
    void ofAResolvedPromiseAreThatPromise(Kind kind) {
      Promise<Integer> fulfilled = Promise.of(1);
      Promise<Integer> rejected = Promise.failed(error);
      assertSame(fulfilled, kind.of(fulfilled));
      assertSame(rejected, kind.of(rejected));
    }
  }

  @Nested
  class Cancelling {
    @ParameterizedTest
    @EnumSource
    void theOriginalCancelsTheCopy(Kind kind) {
      Promise<Integer> task = Resolver.<Integer>task().promise();
      Promise<Integer> copy = kind.of(task);
      task.cancel();
      assertCanceled(copy);
    }

    @ParameterizedTest
    @EnumSource
    void theCopyOfATask(Kind kind) {
      Promise<Integer> task = Resolver.<Integer>task().promise();
      Promise<Integer> copy = kind.of(task);
      copy.cancel();
      assertEquals(kind.canBeCancelled(), !copy.isPending());
      assertEquals(kind.passesACancelOn(), !task.isPending());
    }

    @ParameterizedTest
    @EnumSource
    void theCopyOfAWaiter(Kind kind) {
      Promise<Integer> waiter = Resolver.<Integer>waiter().promise();
      Promise<Integer> copy = kind.of(waiter);
      copy.cancel();
      assertEquals(kind.canBeCancelled(), !copy.isPending());
      assertPending(waiter);
    }

    @ParameterizedTest
    @EnumSource
    void theCopyOnceItIsMergedIntoAnother(Kind kind) {
      Resolver<Integer> start = Resolver.waiter();
      Resolver<Integer> task = Resolver.task();
      Promise<Integer> copy = kind.of(task.promise());
      Promise<Integer> outer = start.promise().bind(_ -> copy);
      start.fulfill(0);
      outer.cancel();
      assertEquals(kind.canBeCancelled(), !copy.isPending());
      assertEquals(kind.canBeCancelled(), !outer.isPending());
      assertEquals(kind.passesACancelOn(), !task.promise().isPending());
    }

    @ParameterizedTest
    @EnumSource
    void theCopyOfAPromiseThatWasMergedSince(Kind kind) {
      Resolver<Integer> start = Resolver.waiter();
      Resolver<Integer> task = Resolver.task();
      Promise<Integer> copy = kind.of(task.promise());
      Promise<Integer> outer = start.promise().bind(_ -> task.promise());
      start.fulfill(0);
      copy.cancel();
      assertEquals(kind.canBeCancelled(), !copy.isPending());
      assertEquals(kind.passesACancelOn(), !outer.isPending());
    }

    @ParameterizedTest
    @EnumSource(names = {"PROTECT", "CANCELABLE"})
    void aResolutionOfTheOriginalAfterwardsIsHarmless(Kind kind) {
      Resolver<Integer> waiter = Resolver.waiter();
      Promise<Integer> copy = kind.of(waiter.promise());
      copy.cancel();
      waiter.fulfill(1);
      assertFulfilled(1, waiter.promise());
      assertCanceled(copy);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROTECT", "CANCELABLE"})
    void theOriginalForgetsACancelledCopy(Kind kind) {
      Resolver<Integer> waiter = Resolver.waiter();
      waiter.promise().onSuccess(_ -> log.add("before"));
      Promise<Integer> copy = kind.of(waiter.promise());
      waiter.promise().onSuccess(_ -> log.add("after"));
      copy.cancel();
      assertEquals("Promise[pending, 2 callbacks]", waiter.promise().toString());
      waiter.fulfill(1);
      assertEquals(List.of("before", "after"), log);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROTECT", "CANCELABLE"})
    void copiesMayLeaveInAnyOrder(Kind kind) {
      for (List<Integer> order :
          List.of(List.of(0, 1, 2), List.of(2, 1, 0), List.of(1, 0, 2), List.of(1, 2, 0))) {
        Resolver<Integer> waiter = Resolver.waiter();
        List<Promise<Integer>> copies =
            List.of(
                kind.of(waiter.promise()), kind.of(waiter.promise()), kind.of(waiter.promise()));
        copies.get(order.get(0)).cancel();
        copies.get(order.get(1)).cancel();
        assertEquals("Promise[pending, 1 callback]", waiter.promise().toString());
        waiter.fulfill(1);
        assertFulfilled(1, copies.get(order.get(2)));
      }
    }

    @Test
    void anotherMayBeAddedAfterAllHaveLeft() {
      Resolver<Integer> waiter = Resolver.waiter();
      waiter.promise().protect().cancel();
      assertEquals("Promise[pending, 0 callbacks]", waiter.promise().toString());
      Promise<Integer> copy = waiter.promise().protect();
      waiter.promise().onSuccess(_ -> log.add("called"));
      waiter.fulfill(1);
      assertFulfilled(1, copy);
      assertEquals(List.of("called"), log);
    }
  }

  /** A copy that is gone by the time its turn comes: Lwt 5.6.1 crashes there. */
  @Nested
  class CancelledByAnEarlierCallback {
    @ParameterizedTest
    @EnumSource(names = {"PROTECT", "CANCELABLE"})
    void ofTheSamePromise(Kind kind) {
      Resolver<Integer> waiter = Resolver.waiter();
      List<Promise<Integer>> copies = new ArrayList<>();
      waiter.promise().onSuccess(_ -> copies.getFirst().cancel());
      copies.add(kind.of(waiter.promise()));
      copies.getFirst().onTermination(() -> log.add("copy resolved"));
      waiter.fulfill(1);
      assertCanceled(copies.getFirst());
      assertEquals(List.of("copy resolved"), log);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROTECT", "CANCELABLE"})
    void andMergedIntoAnotherPromise(Kind kind) {
      Resolver<Integer> waiter = Resolver.waiter();
      Resolver<Integer> start = Resolver.waiter();
      List<Promise<Integer>> outers = new ArrayList<>();
      waiter.promise().onSuccess(_ -> outers.getFirst().cancel());
      Promise<Integer> copy = kind.of(waiter.promise());
      outers.add(start.promise().bind(_ -> copy));
      start.fulfill(0);
      waiter.fulfill(1);
      assertCanceled(outers.getFirst());
      assertCanceled(copy);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROTECT", "CANCELABLE"})
    void whileItsTurnIsPutOff(Kind kind) {
      Resolver<Integer> waiter = Resolver.waiter();
      Resolver<Integer> start = Resolver.waiter();
      Promise<Integer> copy = kind.of(waiter.promise());
      start
          .promise()
          .onSuccess(
              _ -> {
                waiter.fulfill(1);
                copy.cancel();
              });
      start.fulfill(0);
      assertCanceled(copy);
    }

    @Test
    void byACancelThatReachedTheOriginalFirst() {
      Promise<Integer> task = Resolver.<Integer>task().promise();
      Promise<Integer> copy = task.cancelable();
      copy.onTermination(() -> log.add("copy resolved"));
      Lwt.join(task, copy).cancel();
      assertCanceled(copy);
      assertEquals(List.of("copy resolved"), log);
    }

    @Test
    void byACancelThatReachedTheCopyFirst() {
      Promise<Integer> task = Resolver.<Integer>task().promise();
      Promise<Integer> copy = task.cancelable();
      copy.onCancel(() -> log.add("copy"));
      task.onCancel(() -> log.add("task"));
      Lwt.join(copy, task).cancel();
      assertCanceled(copy);
      assertEquals(List.of("copy", "task"), log);
    }
  }
}
