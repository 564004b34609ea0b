package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Long streams need neither stack nor, once read, memory. */
@Tag("slow")
@ExtendWith(FreshScheduler.class)
class StreamScaleTest {
  private static final int MANY = 10_000_000;
  private static final int ROUNDS = 1_000_000;
  private static final int SOME = 200_000;

  private int count;

  private LwtStream<Integer> numbers(int n) {
    return LwtStream.fromDirect(() -> count < n ? Optional.of(count++) : Optional.empty());
  }

  private LwtStream<Integer> pausing(int n) {
    return LwtStream.from(
        () -> Lwt.pause().map(_ -> count < n ? Optional.of(count++) : Optional.empty()));
  }

  private static void drive(Promise<?> promise) {
    while (promise.isPending()) {
      Scheduler.current().wakeupPaused();
    }
  }

  @Test
  void foldOfReadyElements() {
    long before = HeapUse.now();
    assertFulfilled((long) MANY, numbers(MANY).fold(0L, (n, _) -> n + 1));
    HeapUse.assertNotAbove(before);
  }

  @Test
  void foldOfPendingElements() {
    long before = HeapUse.now();
    Promise<Long> folded = pausing(MANY / 4).fold(0L, (n, _) -> n + 1);
    drive(folded);
    assertFulfilled((long) MANY / 4, folded);
    HeapUse.assertNotAbove(before);
  }

  @Test
  void mapFilterAndLoopsAtTheSameTime() {
    long before = HeapUse.now();
    int[] seen = {0};
    Promise<?> done =
        numbers(MANY / 4)
            .map(x -> x + 1)
            .filter(x -> x % 2 == 0)
            .iterN(
                3,
                _ -> {
                  seen[0]++;
                  return Promise.unit();
                });
    assertFulfilled(null, done);
    assertEquals(MANY / 8, seen[0]);
    HeapUse.assertNotAbove(before);
  }

  @Test
  void aFilterThatFindsNothing() {
    assertFulfilled(Optional.empty(), numbers(MANY / 4).filter(_ -> false).get());
  }

  @Test
  void manyEmptyStreams() {
    assertFulfilled(
        List.of(), LwtStream.concat(numbers(SOME).map(_ -> LwtStream.<Integer>of())).toList());
  }

  @Test
  void aListOfReadyElements() {
    assertFulfilled(SOME, numbers(SOME).toList().map(List::size));
    count = 0;
    assertFulfilled(SOME, numbers(SOME).getWhile(_ -> true).map(List::size));
  }

  @Test
  void dropWhileReady() {
    long before = HeapUse.now();
    assertFulfilled(null, numbers(SOME).junkWhile(_ -> true));
    HeapUse.assertNotAbove(before);
  }

  @Test
  void manyReadsThatWait() {
    LwtStream.Pushed<Integer> pushed = LwtStream.create();
    int[] seen = {0};
    for (int i = 0; i < SOME; i++) {
      int expected = i;
      pushed.stream().next().onSuccess(x -> seen[0] += x == expected ? 1 : 0);
    }
    for (int i = 0; i < SOME; i++) {
      pushed.sink().push(i);
    }
    assertEquals(SOME, seen[0]);
  }

  @Test
  void manyReadsOfASourceThatIsPendingOnce() {
    Resolver<Optional<Integer>> first = Resolver.waiter();
    LwtStream<Integer> stream =
        LwtStream.from(() -> count++ == 0 ? first.promise() : Promise.of(Optional.of(count)));
    Promise<Integer> last = Promise.of(0);
    for (int i = 0; i < SOME; i++) {
      last = stream.next();
    }
    first.fulfill(Optional.of(1));
    assertFulfilled(SOME, last);
  }

  @Test
  void aMillionCancelledReadsOfOneStreamAndOfItsForks() {
    LwtStream.Pushed<Integer> pushed = LwtStream.create();
    long before = HeapUse.now();
    for (int i = 0; i < ROUNDS; i++) {
      pushed.stream().get().cancel();
      pushed.stream().nget(2).cancel();
      pushed.stream().fork().get().cancel();
    }
    HeapUse.assertNotAbove(before);
    pushed.sink().push(1);
    assertFulfilled(1, pushed.stream().next());
  }

  @Test
  void aMillionElementsThroughABoundedStream() {
    LwtStream.PushedBounded<Integer> pushed = LwtStream.createBounded(8);
    long before = HeapUse.now();
    Promise<Long> sum = pushed.stream().fold(0L, Long::sum);
    Promise<?> done = numbers(ROUNDS).iterS(x -> pushed.sink().push(x)).map(_ -> 0);
    pushed.sink().close();
    assertFulfilled(0, done);
    assertFulfilled((long) ROUNDS * (ROUNDS - 1) / 2, sum);
    HeapUse.assertNotAbove(before);
  }

  @Test
  void aMillionPushesThatWaitAndAreCancelled() {
    LwtStream.PushedBounded<Integer> pushed = LwtStream.createBounded(1);
    pushed.sink().push(0);
    long before = HeapUse.now();
    for (int i = 0; i < ROUNDS; i++) {
      pushed.sink().push(i).cancel();
    }
    HeapUse.assertNotAbove(before);
    assertEquals(0, pushed.sink().blocked());
    assertEquals(List.of(0), pushed.stream().getAvailable());
  }
}
