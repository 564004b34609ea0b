package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops that go on, and promises that live on, take no more memory the longer they do. */
@Tag("slow")
@ExtendWith(FreshScheduler.class)
class ConstantHeapTest {
  private static final int STEPS = 10_000_000;

  /** By then everything that a loop needs anyway is there. */
  private static final int WARM = 100_000;

  /**
   * A loop written by recursion through {@code bind}, whose heap is looked at near its start and at its end, by the
   * last step.
   */
  private static final class Loop {
    private final BiFunction<Loop, Integer, Promise<Integer>> step;
    private final int steps;
    private long usedWhenWarm;

    Loop(int steps, BiFunction<Loop, Integer, Promise<Integer>> step) {
      this.steps = steps;
      this.step = step;
    }

    Promise<Integer> from(int n) {
      if (n == WARM) {
        usedWhenWarm = HeapUse.now();
      }
      if (n == steps) {
        HeapUse.assertNotAbove(usedWhenWarm);
        return Promise.of(n);
      }
      return step.apply(this, n);
    }
  }

  @Nested
  class ALoop {
    @Test
    void onResolvedPromises() {
      var loop = new Loop(STEPS, (self, n) -> Promise.of(n + 1).bind(self::from));
      assertFulfilled(STEPS, loop.from(0));
    }

    @Test
    void throughPauses() {
      var loop = new Loop(STEPS, (self, n) -> Lwt.pause().bind(_ -> self.from(n + 1)));
      assertFulfilled(STEPS, driven(loop));
    }

    @Test
    void throughPausesAndHandlers() {
      IOException error = new IOException("broken");
      var loop =
          new Loop(
              STEPS / 10,
              (self, n) ->
                  Lwt.pause()
                      .bind(_ -> Promise.<Integer>failed(error))
                      .catching(IOException.class, _ -> self.from(n + 1)));
      assertFulfilled(STEPS / 10, driven(loop));
    }

    @Test
    void thatPicksEachTime() {
      var loop =
          new Loop(
              STEPS / 10,
              (self, n) ->
                  Lwt.pick(Lwt.pause(), Resolver.<Void>task().promise())
                      .bind(_ -> self.from(n + 1)));
      assertFulfilled(STEPS / 10, driven(loop));
    }

    @Test
    void thatHasCallbacksWhoWaitForItsEnd() {
      var loop = new Loop(STEPS / 10, (self, n) -> Lwt.pause().bind(_ -> self.from(n + 1)));
      Promise<Integer> result = loop.from(0);
      Promise<Integer> mapped = result.map(n -> n + 1);
      drive(result);
      assertFulfilled(STEPS / 10 + 1, mapped);
    }

    private Promise<Integer> driven(Loop loop) {
      Promise<Integer> result = loop.from(0);
      drive(result);
      return result;
    }

    private void drive(Promise<?> result) {
      while (result.isPending()) {
        assertEquals(1, Scheduler.current().wakeupPaused());
      }
    }
  }

  /** Lwt's tests of the callbacks that have gone: its lists are cleaned up now and then, ours at once. */
  @Nested
  class APromiseThatLivesOn {
    private static final int ROUNDS = 1_000_000;
    private final Resolver<Integer> longLived = Resolver.waiter();

    /** What is done with it again and again. */
    enum Use {
      CHOOSE,
      PICK,
      NCHOOSE,
      NPICK,
      NCHOOSE_SPLIT,
      PROTECT,
      CANCELABLE,
      PICK_OF_A_BIND_ON_A_COPY,
      FUTURE,
      CHOOSE_OF_RESOLVED,
      CHOOSE_IN_A_BIND;

      void once(Promise<Integer> longLived) {
        Resolver<Integer> other = Resolver.task();
        switch (this) {
          case CHOOSE -> Lwt.choose(longLived, other.promise());
          case PICK -> Lwt.pick(longLived, other.promise());
          case NCHOOSE -> Lwt.nchoose(longLived, other.promise());
          case NPICK -> Lwt.npick(longLived, other.promise());
          case NCHOOSE_SPLIT -> Lwt.nchooseSplit(longLived, other.promise());
          case PROTECT -> longLived.protect().cancel();
          case CANCELABLE -> longLived.cancelable().cancel();
          case PICK_OF_A_BIND_ON_A_COPY ->
              Lwt.pick(longLived.protect().bind(Promise::of), other.promise());
          case FUTURE -> assertTrue(longLived.toCompletableFuture().cancel(false));
          case CHOOSE_OF_RESOLVED -> Lwt.choose(longLived, Promise.of(1));
          case CHOOSE_IN_A_BIND ->
              other.promise().bind(_ -> Lwt.choose(longLived, Lwt.pause().map(_ -> 1)));
        }
        other.fulfill(1);
        Scheduler.current().wakeupPaused();
      }
    }

    @ParameterizedTest
    @EnumSource
    void keepsNothingOfWhatDoesNotWaitAnyMore(Use use) {
      Promise<Integer> promise = longLived.promise();
      int[] calls = {0};
      promise.onSuccess(_ -> calls[0]++);
      use.once(promise);
      promise.onSuccess(_ -> calls[0]++);
      long before = HeapUse.now();
      for (int i = 0; i < ROUNDS; i++) {
        use.once(promise);
      }
      assertEquals("Promise[pending, 2 callbacks]", promise.toString());
      HeapUse.assertNotAbove(before);
      longLived.fulfill(1);
      assertEquals(2, calls[0]);
    }

    @Test
    void alsoIfItIsMergedMeanwhile() {
      Resolver<Integer> start = Resolver.waiter();
      Promise<Integer> outer = start.promise().bind(_ -> longLived.promise());
      Promise<Integer> ofInner = longLived.promise().map(n -> n + 1);
      Promise<Integer> ofOuter = outer.map(n -> n + 2);
      Resolver<Integer> other = Resolver.waiter();
      for (int i = 0; i < 43; i++) {
        Lwt.choose(longLived.promise(), other.promise());
        Lwt.choose(other.promise(), outer);
      }
      assertEquals(
          "Promise[pending, 44 callbacks, bind in " + getClass().getName() + "]", outer.toString());
      start.fulfill(0);
      assertEquals("Promise[pending, 88 callbacks]", outer.toString());
      other.fulfill(1);
      assertEquals("Promise[pending, 2 callbacks]", outer.toString());
      longLived.fulfill(1);
      assertFulfilled(2, ofInner);
      assertFulfilled(3, ofOuter);
    }
  }

  @Nested
  class AResolver {
    @Test
    void keepsNeitherTheCallbacksThatHaveRunNorWhatTheyMade() {
      Resolver<Integer> resolver = Resolver.waiter();
      WeakReference<?> made = attach(resolver.promise());
      resolver.fulfill(1);
      assertCollected(made);
      assertFulfilled(1, resolver.promise());
    }

    @Test
    void keepsThemWhileItIsPending() {
      Resolver<Integer> resolver = Resolver.waiter();
      WeakReference<Promise<Integer>> made = attach(resolver.promise());
      System.gc();
      Promise<Integer> kept = made.get();
      assertEquals(false, kept == null);
      if (kept != null) {
        assertPending(kept);
      }
    }

    private WeakReference<Promise<Integer>> attach(Promise<Integer> promise) {
      return new WeakReference<>(promise.map(n -> n + 1000));
    }

    private void assertCollected(WeakReference<?> reference) {
      for (int i = 0; i < 100 && reference.get() != null; i++) {
        System.gc();
      }
      assertNull(reference.get());
    }
  }
}
