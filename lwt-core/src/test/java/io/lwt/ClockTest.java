package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers: never early, first in, first out; and the clock of tests. */
@ExtendWith(FreshScheduler.class)
class ClockTest {
  private final List<String> log = new ArrayList<>();
  private final VirtualClock clock = new VirtualClock();

  private Promise<?> sleep(long nanos, String name) {
    Promise<?> timer = clock.sleep(Duration.ofNanos(nanos));
    timer.onSuccess(_ -> log.add(name));
    return timer;
  }

  private void advance(long nanos) {
    clock.advance(Duration.ofNanos(nanos));
  }

  @Nested
  class Timers {
    @Test
    void mayBeOfTheThreadsNextScheduler() {
      sleep(10, "first");
      Scheduler.current().close();
      Promise<?> timer = sleep(20, "second");
      advance(30);
      assertFulfilled(null, timer);
      assertEquals(List.of("first", "second"), log);
    }

    @Test
    void areNeverEarly() {
      Promise<?> timer = sleep(1_000, "");
      advance(999);
      assertPending(timer);
      advance(1);
      assertFulfilled(null, timer);
    }

    @Test
    void fireInTheOrderOfTheirDeadlines() {
      sleep(30, "30");
      sleep(10, "10");
      sleep(20, "20");
      advance(100);
      assertEquals(List.of("10", "20", "30"), log);
    }

    @Test
    void fireInTheOrderInWhichTheyWereMadeIfTheyHaveOneDeadline() {
      sleep(10, "first");
      sleep(10, "second");
      advance(5);
      sleep(5, "third");
      sleep(5, "fourth");
      advance(5);
      assertEquals(List.of("first", "second", "third", "fourth"), log);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void ofNoTimeOrLessFireInTheNextRound(long nanos) {
      Promise<?> timer = sleep(nanos, "");
      assertPending(timer);
      assertEquals(0, clock.nanosUntilNext());
      assertEquals(1, clock.fire());
      assertFulfilled(null, timer);
    }

    @Test
    void thatAreMadeMeanwhileWaitForTheNextRound() {
      sleep(0, "first").onSuccess(_ -> sleep(0, "made meanwhile"));
      sleep(0, "second");
      assertEquals(2, clock.fire());
      assertEquals(List.of("first", "second"), log);
      assertEquals(1, clock.fire());
      assertEquals(List.of("first", "second", "made meanwhile"), log);
    }

    @Test
    void areTakenAwayByACancel() {
      Promise<?> first = sleep(10, "first");
      Promise<?> second = sleep(20, "second");
      assertEquals(2, clock.timerCount());
      first.cancel();
      assertCanceled(first);
      assertEquals(1, clock.timerCount());
      assertEquals(20, clock.nanosUntilNext());
      second.cancel();
      assertEquals(0, clock.timerCount());
      assertEquals(-1, clock.nanosUntilNext());
      advance(100);
      assertEquals(List.of(), log);
    }

    @Test
    void mayBeCancelledByOneThatFiresWithThem() {
      List<Promise<?>> second = new ArrayList<>();
      sleep(10, "first").onSuccess(_ -> second.getFirst().cancel());
      second.add(sleep(10, "second"));
      sleep(10, "third");
      advance(10);
      assertEquals(List.of("first", "third"), log);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void areTakenAwayWhenTheyLoseAPick() {
      for (int i = 0; i < 1000; i++) {
        Lwt.pick(clock.sleep(Duration.ofDays(1)), Promise.of(1));
      }
      assertEquals(0, clock.timerCount());
    }

    @Test
    void needADuration() {
      assertThrows(NullPointerException.class, () -> clock.sleep(nothing()));
    }
  }

  @Nested
  class UntilTheNext {
    @Test
    void isNegativeWithoutTimers() {
      assertEquals(-1, clock.nanosUntilNext());
      assertEquals(0, clock.fire());
    }

    @Test
    void isTheTimeOfTheEarliest() {
      sleep(30, "");
      assertEquals(30, clock.nanosUntilNext());
      sleep(10, "");
      assertEquals(10, clock.nanosUntilNext());
      advance(4);
      assertEquals(6, clock.nanosUntilNext());
    }
  }

  @Nested
  class LongDurations {
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    @Test
    void doNotOverflow() {
      advance(Long.MAX_VALUE / 4);
      Promise<?> timer = clock.sleep(LONGEST);
      Promise<?> shorter = clock.sleep(Duration.ofDays(365 * 100));
      assertTrue(clock.nanosUntilNext() > 0);
      clock.advance(Duration.ofDays(365 * 100));
      assertFulfilled(null, shorter);
      assertPending(timer);
    }

    @Test
    void shorterThanTheLongestAreExact() {
      clock.sleep(Duration.ofDays(365 * 146));
      assertEquals(Duration.ofDays(365 * 146).toNanos(), clock.nanosUntilNext());
    }

    @Test
    void mayBeAdvancedOver() {
      Promise<?> timer = clock.sleep(LONGEST);
      clock.advance(LONGEST);
      assertFulfilled(null, timer);
    }

    @Test
    void workWhereTheTimeItselfOverflows() {
      var late =
          new Clock() {
            private long now = Long.MAX_VALUE - 5;

            @Override
            public long nanoTime() {
              return now;
            }
          };
      Promise<?> after = late.sleep(Duration.ofNanos(10));
      Promise<?> before = late.sleep(Duration.ofNanos(3));
      assertEquals(3, late.nanosUntilNext());
      late.now += 3;
      assertEquals(1, late.fire());
      assertFulfilled(null, before);
      assertEquals(7, late.nanosUntilNext());
      late.now += 7;
      late.fire();
      assertFulfilled(null, after);
    }
  }

  @Nested
  class Virtual {
    @Test
    void startsAtZeroAndStandsStill() {
      assertEquals(0, clock.nanoTime());
      sleep(10, "");
      assertEquals(0, clock.fire());
      assertEquals(0, clock.nanoTime());
    }

    @Test
    void advancesToTheEnd() {
      advance(7);
      assertEquals(7, clock.nanoTime());
      sleep(5, "");
      advance(7);
      assertEquals(14, clock.nanoTime());
    }

    @Test
    void firesEachTimerAtItsOwnTime() {
      sleep(10, "").onSuccess(_ -> log.add("at " + clock.nanoTime()));
      sleep(25, "").onSuccess(_ -> log.add("at " + clock.nanoTime()));
      advance(100);
      assertEquals(List.of("", "at 10", "", "at 25"), log);
    }

    @Test
    void sleepsInsideOfCallbacksCountFromThere() {
      sleep(10, "10").onSuccess(_ -> sleep(10, "20").onSuccess(_ -> sleep(11, "31")));
      sleep(15, "15");
      advance(30);
      assertEquals(List.of("10", "15", "20"), log);
      assertEquals(1, clock.nanosUntilNext());
    }

    @Test
    void doesNotGoBack() {
      assertThrows(IllegalArgumentException.class, () -> advance(-1));
      sleep(10, "10").onSuccess(_ -> advance(100));
      sleep(50, "50");
      advance(20);
      assertEquals(110, clock.nanoTime());
      assertEquals(List.of("10", "50"), log);
    }
  }

  @Nested
  class OfTheScheduler {
    @Test
    void isTheSystemsByDefaultAndStaysTheSame() {
      Clock own = Scheduler.current().clock();
      assertSame(own, Scheduler.current().clock());
      long before = System.nanoTime();
      long now = own.nanoTime();
      assertTrue(now - before >= 0 && System.nanoTime() - now >= 0);
    }

    @Test
    void canBeSet() {
      Scheduler.current().setClock(clock);
      assertSame(clock, Scheduler.current().clock());
      assertThrows(NullPointerException.class, () -> Scheduler.current().setClock(nothing()));
    }

    @Test
    void differsFromThatOfAnotherThread() {
      Clock own = Scheduler.current().clock();
      assertNotSame(own, OtherThread.get(() -> Scheduler.current().clock()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 50_000, 1_000_000, 5_000_000})
  void theSystemsClockIsNeverEarly(long nanos) {
    Clock system = Clock.system();
    long start = System.nanoTime();
    Promise<?> timer = system.sleep(Duration.ofNanos(nanos));
    while (timer.isPending()) {
      LockSupport.parkNanos(system.nanosUntilNext());
      system.fire();
    }
    assertTrue(System.nanoTime() - start >= nanos);
  }

  /** So many that most are in buckets. */
  @Test
  void closingTheSchedulerCancelsThemAll() {
    List<Promise<?>> timers = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      timers.add(clock.sleep(Duration.ofMillis(i)));
    }
    Scheduler.current().setClock(clock);
    Scheduler.current().close();
    timers.forEach(PromiseAssertions::assertCanceled);
    assertEquals(0, clock.timerCount());
  }

  /**
   * Against a list that is sorted each time: timers that lie close together, and as far apart as three seconds. All
   * times are multiples of the grain: where it is large, many have one deadline.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 20, 1",
    "2, 20, 1",
    "3, 1000, 1",
    "4, 1000, 1",
    "5, 20000000, 1",
    "6, 900000000, 1",
    "7, 3000000000, 1",
    "8, 3000000000, 7000000",
    "9, 1500000000, 30000000"
  })
  void randomTimersFireAsASortedListSays(long seed, long range, long grain) {
    record Entry(long deadline, int number, Promise<?> timer) {}
    var random = new Random(seed);
    List<Entry> waiting = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    List<Integer> fired = new ArrayList<>();
    for (int number = 0; number < 5_000; number++) {
      int id = number;
      long nanos = multiple(grain, random.nextLong(range));
      Promise<?> timer = clock.sleep(Duration.ofNanos(nanos));
      timer.onSuccess(_ -> fired.add(id));
      waiting.add(new Entry(clock.nanoTime() + nanos, number, timer));
      if (random.nextInt(3) == 0) {
        waiting.remove(random.nextInt(waiting.size())).timer().cancel();
      }
      if (random.nextInt(10) == 0) {
        long step = multiple(grain, random.nextLong(random.nextBoolean() ? 50 : range / 20 + 1));
        long end = clock.nanoTime() + step;
        waiting.sort(Comparator.comparingLong(Entry::deadline).thenComparingInt(Entry::number));
        while (!waiting.isEmpty() && waiting.getFirst().deadline() <= end) {
          expected.add(waiting.removeFirst().number());
        }
        advance(step);
        assertEquals(end, clock.nanoTime());
      }
      assertEquals(waiting.size(), clock.timerCount());
    }
    assertEquals(expected, fired);
  }

  private static long multiple(long grain, long nanos) {
    return nanos / grain * grain;
  }
}
