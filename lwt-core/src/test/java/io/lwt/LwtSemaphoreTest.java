package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FreshScheduler.class)
class LwtSemaphoreTest {
  private final LwtSemaphore semaphore = new LwtSemaphore(2);
  private final IOException error = new IOException("broken");

  private void assertState(int available, int waiting) {
    assertEquals(available, semaphore.available(), "available");
    assertEquals(waiting, semaphore.waiting(), "waiting");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void needsAPermit(int permits) {
    assertThrows(IllegalArgumentException.class, () -> new LwtSemaphore(permits));
  }

  @Nested
  class AcquiringAndReleasing {
    @Test
    void asManyAsThereArePermitsAtOnce() {
      assertState(2, 0);
      assertFulfilled(null, semaphore.acquire());
      assertFulfilled(null, semaphore.acquire());
      assertPending(semaphore.acquire());
      assertState(0, 1);
    }

    @Test
    void firstComeFirstServed() {
      semaphore.acquire();
      semaphore.acquire();
      Promise<?> first = semaphore.acquire();
      Promise<?> second = semaphore.acquire();
      semaphore.release();
      assertFulfilled(null, first);
      assertPending(second);
      assertState(0, 1);
      semaphore.release();
      assertFulfilled(null, second);
      semaphore.release();
      semaphore.release();
      assertState(2, 0);
    }

    @Test
    void releasingWhatWasNotTakenThrows() {
      assertThrows(IllegalStateException.class, semaphore::release);
      semaphore.acquire();
      semaphore.release();
      assertThrows(IllegalStateException.class, semaphore::release);
      assertState(2, 0);
    }

    @Test
    void aCancelledWaiterTakesNothing() {
      semaphore.acquire();
      semaphore.acquire();
      Promise<?> first = semaphore.acquire();
      Promise<?> second = semaphore.acquire();
      first.cancel();
      assertCanceled(first);
      assertState(0, 1);
      semaphore.release();
      assertFulfilled(null, second);
      semaphore.release();
      assertState(1, 0);
    }

    @Test
    void aCancelAfterTheHandOverDoesNothing() {
      semaphore.acquire();
      semaphore.acquire();
      Promise<?> waiter = semaphore.acquire();
      InsideACallback.run(
          () -> {
            semaphore.release();
            waiter.cancel();
          });
      assertFulfilled(null, waiter);
      assertState(0, 0);
    }
  }

  @Nested
  class WithPermit {
    @ParameterizedTest
    @EnumSource
    void isResolvedAsItsBodyAndReleases(When when) {
      When.Source<Integer> fulfilled = when.fulfilled(7);
      When.Source<Integer> rejected = when.rejected(error);
      Promise<Integer> first = semaphore.withPermit(fulfilled::promise);
      Promise<Integer> second = semaphore.withPermit(rejected::promise);
      fulfilled.resolve().run();
      rejected.resolve().run();
      assertFulfilled(7, first);
      assertRejected(error, second);
      assertState(2, 0);
    }

    @Test
    void releasesWhenItsBodyThrows() {
      assertRejected(
          error,
          semaphore.withPermit(
              () -> {
                throw error;
              }));
      assertState(2, 0);
    }

    @Test
    void releasesWhenItsBodyIsCancelled() {
      Promise<?> section = semaphore.withPermit(() -> Resolver.task().promise());
      assertState(1, 0);
      section.cancel();
      assertCanceled(section);
      assertState(2, 0);
    }

    @Test
    void cancelledWhileItWaitsReleasesNothing() {
      semaphore.acquire();
      semaphore.acquire();
      Promise<Integer> section = semaphore.withPermit(() -> Promise.of(1));
      section.cancel();
      assertCanceled(section);
      assertState(0, 0);
    }

    @Test
    void refusesNull() {
      assertThrows(NullPointerException.class, () -> semaphore.<Integer>withPermit(nothing()));
      assertState(2, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void noPermitIsLostWhateverIsResolvedOrCancelled(int seed) {
    Random random = new Random(seed);
    List<Resolver<@Nullable Void>> running = new ArrayList<>();
    List<Promise<?>> sections = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 ->
            sections.add(
                semaphore.withPermit(
                    () -> {
                      Resolver<@Nullable Void> body = Resolver.task();
                      running.add(body);
                      return body.promise();
                    }));
        case 2 -> {
          if (!running.isEmpty()) {
            running.get(random.nextInt(running.size())).fulfill(null);
          }
        }
        default -> {
          if (!sections.isEmpty()) {
            sections.get(random.nextInt(sections.size())).cancel();
          }
        }
      }
      running.removeIf(body -> !body.isPending());
      sections.removeIf(section -> !section.isPending());
      assertState(Math.max(0, 2 - sections.size()), Math.max(0, sections.size() - 2));
      assertEquals(Math.min(2, sections.size()), running.size());
    }
  }
}
