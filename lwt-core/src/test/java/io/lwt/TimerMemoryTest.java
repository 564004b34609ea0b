package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What timers leave behind when they are gone. */
class TimerMemoryTest {
  private static final int MANY = 100_000;

  /** So little is not worth giving up. */
  private static final int LITTLE = 16;

  private static final Comparator<Timer> ORDER =
      (one, other) -> one.isBefore(other) ? -1 : other.isBefore(one) ? 1 : 0;

  private final VirtualClock clock = new VirtualClock();
  private final Random random = new Random(5);

  private static void assertCompact(TimerHeap heap) {
    assertTrue(
        heap.capacity() <= Math.max(LITTLE, 4 * heap.size()),
        () -> heap.size() + " timers have room for " + heap.capacity());
  }

  @Test
  void aHeapHasRoomForFourTimesWhatItHasAtMost() {
    var heap = new TimerHeap();
    Queue<Timer> expected = new PriorityQueue<>(ORDER);
    for (int number = 0; number < MANY; number++) {
      add(heap, expected, number);
    }
    int largest = heap.capacity();
    while (heap.size() > MANY / 10) {
      if (random.nextInt(3) == 0) {
        add(heap, expected, MANY + heap.size());
      }
      removeFirst(heap, expected);
      removeFirst(heap, expected);
    }
    assertTrue(heap.capacity() < largest / 2);
    List<Timer> canceled = new ArrayList<>(expected).subList(0, MANY / 20);
    for (Timer timer : canceled) {
      heap.remove(timer);
      assertCompact(heap);
    }
    expected.removeAll(new HashSet<>(canceled));
    while (heap.size() > 0) {
      removeFirst(heap, expected);
    }
    assertEquals(LITTLE, heap.capacity());
    add(heap, expected, 0);
    removeFirst(heap, expected);
  }

  private void add(TimerHeap heap, Queue<Timer> expected, long number) {
    var timer = new Timer(clock, random.nextInt(MANY), number);
    heap.add(timer);
    expected.add(timer);
  }

  private static void removeFirst(TimerHeap heap, Queue<Timer> expected) {
    Timer first = expected.remove();
    assertSame(first, heap.first());
    heap.remove(first);
    assertCompact(heap);
  }

  @Test
  void manyTimersThatFiredLeaveNoMemoryBehind() {
    var timers = new TimerQueue();
    addMany(timers);
    for (int i = 0; i < MANY; i++) {
      timers.remove(timers.first());
    }
    assertEquals(0, timers.size());
    assertEquals(LITTLE, timers.capacity());
  }

  @Test
  void manyTimersThatWereCanceledLeaveNoMemoryBehind() {
    var timers = new TimerQueue();
    addMany(timers).forEach(timers::remove);
    assertEquals(0, timers.size());
    assertEquals(LITTLE, timers.capacity());
  }

  @Test
  void timersThatWereCanceledLeaveNoMemoryInABucketThatHasOthers() {
    var timers = new TimerQueue();
    List<Timer> waiting = addMany(timers).subList(0, MANY / 10);
    int before = timers.capacity();
    for (int number = MANY; number < 3 * MANY; number++) {
      var timer = new Timer(clock, waiting.get(number % waiting.size()).deadline, number);
      timers.add(timer, 0);
      timers.remove(timer);
    }
    assertEquals(MANY, timers.size());
    assertTrue(timers.capacity() <= 3 * before, () -> before + " became " + timers.capacity());
  }

  /** One bucket has them all. */
  @Test
  void manyTimersOfOneTimeLeaveNoMemoryBehindWhileOthersWait() {
    var timers = new TimerQueue();
    addMany(timers);
    for (int number = 0; number < MANY; number++) {
      timers.add(new Timer(clock, 500_000_000, number), 0);
    }
    while (timers.size() > MANY / 10) {
      timers.remove(timers.first());
    }
    assertTrue(timers.capacity() < MANY, () -> timers.capacity() + " for " + timers.size());
  }

  /** Over a second, so that most are in buckets. */
  private List<Timer> addMany(TimerQueue timers) {
    List<Timer> all = new ArrayList<>();
    for (int number = 0; number < MANY; number++) {
      var timer = new Timer(clock, random.nextLong(Duration.ofSeconds(1).toNanos()), number);
      timers.add(timer, 0);
      all.add(timer);
    }
    assertTrue(timers.capacity() >= MANY);
    return all;
  }
}
