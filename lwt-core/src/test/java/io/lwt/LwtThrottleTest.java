package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtThrottle}, on a clock that is told the time. */
@ExtendWith(FreshScheduler.class)
class LwtThrottleTest {
  private final VirtualClock clock = new VirtualClock();

  @BeforeEach
  void useTheClock() {
    Scheduler.current().setClock(clock);
  }

  private void advance(long millis) {
    clock.advance(Duration.ofMillis(millis));
  }

  /** Ten in a second. */
  private LwtThrottle<String> throttle(int maxWaiting) {
    return new LwtThrottle<>(10, maxWaiting);
  }

  private static void assertGoOn(int count, LwtThrottle<String> throttle, String key) {
    for (int i = 0; i < count; i++) {
      assertFulfilled(true, throttle.await(key));
    }
  }

  @Test
  void letsThroughTheRateAtOnceAndThenOneByOne() {
    var throttle = throttle(100);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      throttle.await("a").onSuccess(_ -> times.add(clock.nanoTime() / 1_000_000));
    }
    advance(10_000);
    List<Long> expected =
        LongStream.concat(LongStream.generate(() -> 0).limit(10), LongStream.rangeClosed(1, 5))
            .map(n -> n * 100)
            .boxed()
            .toList();
    assertEquals(expected, times);
  }

  @Test
  void tokensComeBackOneByOneUntilAllAreThere() {
    var throttle = throttle(0);
    assertGoOn(10, throttle, "a");
    assertFulfilled(false, throttle.await("a"));
    advance(99);
    assertFulfilled(false, throttle.await("a"));
    advance(1);
    assertGoOn(1, throttle, "a");
    assertFulfilled(false, throttle.await("a"));
    advance(350);
    assertGoOn(3, throttle, "a");
    assertFulfilled(false, throttle.await("a"));
    advance(50);
    assertGoOn(1, throttle, "a");
    advance(100_000);
    assertGoOn(10, throttle, "a");
    assertFulfilled(false, throttle.await("a"));
  }

  @Test
  void eachKeyHasItsOwn() {
    var throttle = throttle(0);
    assertGoOn(10, throttle, "a");
    assertGoOn(10, throttle, "b");
    assertFulfilled(false, throttle.await("a"));
    assertFulfilled(false, throttle.await("b"));
  }

  @Test
  void noMoreWaitThanMayOverAllKeys() {
    var throttle = throttle(2);
    assertGoOn(10, throttle, "a");
    assertGoOn(10, throttle, "b");
    Promise<Boolean> a = throttle.await("a");
    Promise<Boolean> b = throttle.await("b");
    assertFulfilled(false, throttle.await("a"));
    assertFulfilled(false, throttle.await("b"));
    advance(100);
    assertFulfilled(true, a);
    assertFulfilled(true, b);
    assertPending(throttle.await("b"));
  }

  @Test
  void oneWhoWaitsIsNotOvertaken() {
    var throttle = throttle(2);
    assertGoOn(10, throttle, "a");
    Promise<Boolean> first = throttle.await("a");
    advance(50);
    Promise<Boolean> second = throttle.await("a");
    advance(50);
    assertFulfilled(true, first);
    assertPending(second);
    Promise<Boolean> third = throttle.await("a");
    advance(100);
    assertFulfilled(true, second);
    assertPending(third);
  }

  @Test
  void oneWhoIsCancelledUsesNothingUp() {
    var throttle = throttle(2);
    assertGoOn(10, throttle, "a");
    Promise<Boolean> first = throttle.await("a");
    Promise<Boolean> second = throttle.await("a");
    assertFulfilled(false, throttle.await("a"));
    first.cancel();
    assertCanceled(first);
    Promise<Boolean> third = throttle.await("a");
    advance(100);
    assertFulfilled(true, second);
    assertPending(third);
    third.cancel();
    advance(100);
    assertGoOn(1, throttle, "a");
  }

  @Test
  void oneWhoCancelsAnotherWhenItsTurnComes() {
    var throttle = throttle(3);
    assertGoOn(10, throttle, "a");
    Promise<Boolean> first = throttle.await("a");
    Promise<Boolean> second = throttle.await("a");
    Promise<Boolean> third = throttle.await("a");
    first.onSuccess(_ -> second.cancel());
    advance(200);
    assertCanceled(second);
    assertFulfilled(true, third);
  }

  @Test
  void whenTheLoopIsLateThoseGoOnWhoseTimeHasCome() {
    long[] now = {0};
    Clock late =
        new Clock() {
          @Override
          public long nanoTime() {
            return now[0];
          }
        };
    Scheduler.current().setClock(late);
    var throttle = throttle(100);
    List<Promise<Boolean>> all = IntStream.range(0, 20).mapToObj(_ -> throttle.await("a")).toList();
    now[0] = 350_000_000;
    late.fire();
    assertEquals(13, all.stream().filter(p -> !p.isPending()).count());
    now[0] = 2_000_000_000;
    assertPending(throttle.await("a")); // others came before, though nobody has told them yet
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 1_000, 70_000})
  void letsThroughTheRateAndNeverMore(int rate) {
    LwtThrottle<String> throttle = new LwtThrottle<>(rate, 0);
    int goneOn = 0;
    for (int i = 0; i < 1_000; i++) {
      while (goesOn(throttle)) {
        goneOn++;
      }
      advance(3);
    }
    long most = rate + rate * 2_997L / 1_000; // the last round is at 2.997 s
    assertEquals(most, goneOn);
  }

  private static boolean goesOn(LwtThrottle<String> throttle) {
    return throttle.await("a").state() instanceof State.Fulfilled<Boolean>(var goesOn) && goesOn;
  }

  @Test
  void aKeyWhoseTokensAreAllThereLeavesNoTimer() {
    var throttle = throttle(1);
    assertGoOn(10, throttle, "a");
    throttle.await("a");
    assertGoOn(1, throttle, "b");
    assertEquals(2, clock.timerCount());
    advance(100);
    assertEquals(1, clock.timerCount());
    advance(999);
    assertEquals(1, clock.timerCount());
    advance(1);
    assertEquals(0, clock.timerCount());
  }

  @Test
  void theRateAndTheNumberMustBeSensible() {
    assertThrows(IllegalArgumentException.class, () -> new LwtThrottle<String>(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new LwtThrottle<String>(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new LwtThrottle<String>(1, -1));
    assertThrows(NullPointerException.class, () -> throttle(1).await(nothing()));
  }

  @Test
  void anotherThreadMayNotUseIt() {
    var throttle = throttle(1);
    var thrown =
        assertThrows(CompletionException.class, () -> OtherThread.run(() -> throttle.await("a")));
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
  }

  @Test
  @Tag("slow")
  void keysThatAreIdleTakeNoMemory() {
    LwtThrottle<Integer> throttle = new LwtThrottle<>(1, 1_000);
    long before = HeapUse.now();
    for (int key = 0; key < 1_000_000; key++) {
      throttle.await(key);
      throttle.await(key).cancel();
      advance(1);
    }
    advance(10_000);
    assertEquals(0, clock.timerCount());
    HeapUse.assertNotAbove(before);
    assertFulfilled(true, throttle.await(0));
  }
}
