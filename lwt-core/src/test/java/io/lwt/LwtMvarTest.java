package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FreshScheduler.class)
class LwtMvarTest {
  private final LwtMvar<Integer> mvar = new LwtMvar<>();

  @Nested
  class Full {
    private final LwtMvar<Integer> full = new LwtMvar<>(0);

    @Test
    void isNotEmpty() {
      assertFalse(full.isEmpty());
    }

    @Test
    void givesItsValueOnce() {
      assertFulfilled(0, full.take());
      assertTrue(full.isEmpty());
      assertPending(full.take());
    }

    @Test
    void givesItsValueIfOneIsAvailableOnce() {
      assertEquals(Optional.of(0), full.takeAvailable());
      assertEquals(Optional.empty(), full.takeAvailable());
    }

    @Test
    void whoPutsWaits() {
      Promise<?> first = full.put(1);
      Promise<?> second = full.put(2);
      assertPending(first);
      assertFulfilled(0, full.take());
      assertFulfilled(null, first);
      assertPending(second);
      assertEquals(Optional.of(1), full.takeAvailable());
      assertFulfilled(null, second);
      assertFulfilled(2, full.take());
      assertTrue(full.isEmpty());
    }

    @Test
    void theNextValueIsInBeforeItsWriterGoesOn() {
      List<Optional<Integer>> seen = new ArrayList<>();
      full.put(1).onSuccess(_ -> seen.add(full.takeAvailable()));
      full.takeAvailable();
      assertEquals(List.of(Optional.of(1)), seen);
    }

    @Test
    void theValueOfACancelledWriterNeverAppears() {
      Promise<?> first = full.put(1);
      Promise<?> second = full.put(2);
      first.cancel();
      assertCanceled(first);
      assertFulfilled(0, full.take());
      assertFulfilled(null, second);
      assertFulfilled(2, full.take());
      assertTrue(full.isEmpty());
    }

    @Test
    void aCancelOfAWriterWhoseValueIsInDoesNothing() {
      Promise<?> writer = full.put(1);
      InsideACallback.run(
          () -> {
            full.takeAvailable();
            writer.cancel();
          });
      assertFulfilled(null, writer);
      assertFulfilled(1, full.take());
    }
  }

  @Nested
  class Empty {
    @Test
    void isEmpty() {
      assertTrue(mvar.isEmpty());
      assertEquals(Optional.empty(), mvar.takeAvailable());
    }

    @Test
    void takesAValueAtOnce() {
      assertFulfilled(null, mvar.put(1));
      assertFalse(mvar.isEmpty());
      assertFulfilled(1, mvar.take());
    }

    @Test
    void aValueGoesStraightToWhoHasWaitedLongest() {
      Promise<Integer> first = mvar.take();
      Promise<Integer> second = mvar.take();
      assertFulfilled(null, mvar.put(1));
      assertTrue(mvar.isEmpty());
      assertFulfilled(1, first);
      assertPending(second);
      mvar.put(2);
      assertFulfilled(2, second);
    }

    @Test
    void aCancelledReaderTakesNothing() {
      Promise<Integer> first = mvar.take();
      Promise<Integer> second = mvar.take();
      first.cancel();
      assertCanceled(first);
      mvar.put(1);
      assertFulfilled(1, second);
      Promise<Integer> third = mvar.take();
      third.cancel();
      mvar.put(2);
      assertFalse(mvar.isEmpty());
    }

    @Test
    void aCancelOfAReaderThatHasItsValueDoesNothing() {
      Promise<Integer> reader = mvar.take();
      InsideACallback.run(
          () -> {
            mvar.put(1);
            reader.cancel();
          });
      assertFulfilled(1, reader);
    }
  }

  @Test
  void holdsNoNull() {
    assertThrows(NullPointerException.class, () -> mvar.put(nothing()));
    assertThrows(NullPointerException.class, () -> new LwtMvar<Integer>(nothing()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyValueThatIsNotCancelledIsTakenOnceAndInOrder(int seed) {
    Random random = new Random(seed);
    Deque<Integer> expected = new ArrayDeque<>();
    List<Integer> taken = new ArrayList<>();
    List<Promise<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int value = i;
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          expected.add(value);
          Promise<?> put = mvar.put(value);
          put.onCancel(() -> expected.remove(value));
          waiting.add(put);
        }
        case 2 -> {
          Promise<Integer> take = mvar.take();
          take.onSuccess(taken::add);
          waiting.add(take);
        }
        case 3 -> mvar.takeAvailable().ifPresent(taken::add);
        default -> {
          if (!waiting.isEmpty()) {
            waiting.get(random.nextInt(waiting.size())).cancel();
          }
        }
      }
      waiting.removeIf(promise -> !promise.isPending());
    }
    for (var rest = mvar.takeAvailable(); rest.isPresent(); rest = mvar.takeAvailable()) {
      taken.add(rest.get());
    }
    assertEquals(List.copyOf(expected), taken);
  }

  @Test
  @Tag("slow")
  void aMillionCancelledWaitersLeaveNothingBehind() {
    LwtMvar<Integer> full = new LwtMvar<>(0);
    long before = HeapUse.now();
    for (int i = 0; i < 1_000_000; i++) {
      mvar.take().cancel();
      full.put(i).cancel();
    }
    HeapUse.assertNotAbove(before);
    assertFulfilled(0, full.take());
    assertTrue(full.isEmpty());
  }
}
