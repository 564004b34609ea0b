package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However long a chain or a recursion, it needs no stack. */
@Tag("slow")
@ExtendWith(FreshScheduler.class)
class StackSafetyTest {
  private static final int STEPS = 10_000_000;

  /** For what needs some hundred bytes for each step. */
  private static final int SOME_STEPS = 1_000_000;

  private final IOException error = new IOException("broken");

  @Nested
  class OnResolvedPromises {
    @Test
    void aChain() {
      Promise<Integer> promise = Promise.of(0);
      for (int i = 0; i < STEPS; i++) {
        promise = promise.bind(n -> Promise.of(n + 1));
      }
      assertFulfilled(STEPS, promise);
    }

    @Test
    void aRecursion() {
      assertFulfilled(0, countdown(STEPS));
    }

    private Promise<Integer> countdown(int n) {
      return n == 0 ? Promise.of(0) : Promise.of(n - 1).bind(this::countdown);
    }

    @Test
    void aRecursionThroughHandlers() {
      assertFulfilled(0, failingCountdown(STEPS / 10));
    }

    private Promise<Integer> failingCountdown(int n) {
      return n == 0
          ? Promise.of(0)
          : Promise.<Integer>failed(error).catching(_ -> failingCountdown(n - 1));
    }

    @Test
    void aRecursionThroughTryBind() {
      assertFulfilled(0, tryCountdown(STEPS / 10));
    }

    private Promise<Integer> tryCountdown(int n) {
      return n == 0
          ? Promise.of(0)
          : Promise.of(n - 1).tryBind(this::tryCountdown, Promise::failed);
    }

    @Test
    void aRecursionThatDoesSomethingAfterwards() {
      assertFulfilled(SOME_STEPS, count(SOME_STEPS));
    }

    private Promise<Integer> count(int n) {
      return n == 0 ? Promise.of(0) : Promise.of(n - 1).bind(this::count).map(m -> m + 1);
    }

    @Test
    void aRecursionThatCleansUp() {
      int[] cleanups = {0};
      assertFulfilled(0, cleaningCountdown(SOME_STEPS, () -> cleanups[0]++));
      assertEquals(SOME_STEPS, cleanups[0]);
    }

    private Promise<Integer> cleaningCountdown(int n, Runnable cleanup) {
      return n == 0
          ? Promise.of(0)
          : Promise.of(n - 1)
              .bind(m -> cleaningCountdown(m, cleanup))
              .finalizing(
                  () -> {
                    cleanup.run();
                    return Promise.unit();
                  });
    }

    @Test
    void aRecursionInsideACallback() {
      Resolver<Integer> source = Resolver.waiter();
      Promise<Integer> result = source.promise().bind(this::countdown);
      source.fulfill(SOME_STEPS);
      assertFulfilled(0, result);
    }

    @Test
    void aRecursionThatFails() {
      assertRejected(error, failAfter(SOME_STEPS));
    }

    private Promise<Integer> failAfter(int n) {
      return n == 0 ? Promise.failed(error) : Promise.of(n - 1).bind(this::failAfter);
    }
  }

  @Nested
  class OnPendingPromises {
    private final Resolver<Integer> source = Resolver.task();

    @Test
    void aChainOfMaps() {
      Promise<Integer> last = mapped(STEPS);
      source.fulfill(1);
      assertFulfilled(1, last);
    }

    @Test
    void aChainOfMapsThatFails() {
      Promise<Integer> last = mapped(SOME_STEPS);
      source.reject(error);
      assertRejected(error, last);
    }

    @Test
    void aChainOfMapsThatIsCancelledAtItsEnd() {
      Promise<Integer> last = mapped(STEPS);
      last.cancel();
      assertCanceled(source.promise());
      assertCanceled(last);
    }

    private Promise<Integer> mapped(int times) {
      Promise<Integer> last = source.promise();
      for (int i = 0; i < times; i++) {
        last = last.map(n -> n);
      }
      return last;
    }

    @Test
    void aChainOfBinds() {
      Promise<Integer> last = source.promise();
      for (int i = 0; i < SOME_STEPS; i++) {
        last = last.bind(n -> Promise.of(n + 1));
      }
      source.fulfill(0);
      assertFulfilled(SOME_STEPS, last);
    }

    @Test
    void aChainOfCopies() {
      Promise<Integer> last = source.promise();
      for (int i = 0; i < SOME_STEPS; i++) {
        last = last.protect().noCancel().cancelable();
      }
      source.fulfill(1);
      assertFulfilled(1, last);
    }

    @Test
    void manyCallbacksOfOnePromise() {
      int[] calls = {0};
      for (int i = 0; i < STEPS; i++) {
        source.promise().onSuccess(_ -> calls[0]++);
      }
      source.fulfill(1);
      assertEquals(STEPS, calls[0]);
    }

    @Test
    void manyMergedPromises() {
      Promise<Integer> last = source.promise();
      Resolver<Integer> start = Resolver.waiter();
      for (int i = 0; i < SOME_STEPS; i++) {
        Promise<Integer> before = last;
        last = start.promise().bind(_ -> before);
      }
      start.fulfill(0);
      assertPending(last);
      source.fulfill(1);
      assertFulfilled(1, last);
      assertFulfilled(1, source.promise());
    }

    @Test
    void aResolutionThatLeadsToTheNext() {
      List<Resolver<Integer>> resolvers = new ArrayList<>();
      for (int i = 0; i < SOME_STEPS; i++) {
        resolvers.add(Resolver.waiter());
      }
      for (int i = 0; i + 1 < SOME_STEPS; i++) {
        Resolver<Integer> next = resolvers.get(i + 1);
        resolvers.get(i).promise().onSuccess(n -> next.fulfill(n + 1));
      }
      resolvers.getFirst().fulfill(1);
      assertFulfilled(SOME_STEPS, resolvers.getLast().promise());
    }

    @Test
    void aRecursionThroughPause() {
      Promise<Integer> result = pausingCountdown(SOME_STEPS);
      for (int i = 0; i < SOME_STEPS; i++) {
        Scheduler.current().wakeupPaused();
      }
      assertFulfilled(0, result);
    }

    private Promise<Integer> pausingCountdown(int n) {
      return n == 0 ? Promise.of(0) : Lwt.pause().bind(_ -> pausingCountdown(n - 1));
    }

    @Test
    void groupsInGroups() {
      Promise<Integer> last = source.promise();
      for (int i = 0; i < SOME_STEPS / 5; i++) {
        Promise<Integer> loser = Resolver.<Integer>task().promise();
        last = Lwt.both(Lwt.pick(last, loser), Promise.of(1)).map(Both::first);
      }
      source.fulfill(1);
      assertFulfilled(1, last);
    }

    @Test
    void groupsInGroupsThatAreCancelledFromOutside() {
      Promise<Integer> last = source.promise();
      for (int i = 0; i < SOME_STEPS / 5; i++) {
        Promise<Integer> loser = Resolver.<Integer>task().promise();
        last = Lwt.both(Lwt.pick(last, loser), Promise.of(1)).map(Both::first);
      }
      last.cancel();
      assertCanceled(last);
      assertCanceled(source.promise());
    }
  }
}
