package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What timers leave behind when they are gone. */
class TimerMemoryTest {
  private static final int MANY = 100_000;

  /** So little is not worth giving up. */
  private static final int LITTLE = 16;

  private final VirtualClock clock = new VirtualClock();
  private final Random random = new Random(5);

  private record Entry(Timer timer, long deadline) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(deadline, other.deadline);
      return order == 0 ? Long.compare(timer.number, other.timer.number) : order;
    }
  }

  private static void assertCompact(TimerHeap heap) {
    assertTrue(
        heap.capacity() <= Math.max(LITTLE, 4 * heap.size()),
        () -> heap.size() + " timers have room for " + heap.capacity());
  }

  @Test
  void aHeapHasRoomForFourTimesWhatItHasAtMost() {
    var heap = new TimerHeap();
    var expected = new PriorityQueue<Entry>();
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
    List<Entry> canceled = new ArrayList<>(expected).subList(0, MANY / 20);
    for (Entry entry : canceled) {
      heap.remove(entry.timer);
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

  private void add(TimerHeap heap, PriorityQueue<Entry> expected, long number) {
    var entry = new Entry(new Timer(clock, number), random.nextInt(MANY));
    heap.add(entry.timer, entry.deadline);
    expected.add(entry);
  }

  private static void removeFirst(TimerHeap heap, PriorityQueue<Entry> expected) {
    Entry first = expected.remove();
    assertEquals(first.deadline, heap.firstDeadline());
    assertSame(first.timer, heap.first());
    heap.removeFirst();
    assertCompact(heap);
  }

  @Test
  void manyTimersThatFiredLeaveNoMemoryBehind() {
    var timers = new TimerQueue();
    addMany(timers);
    for (int i = 0; i < MANY; i++) {
      timers.removeFirst();
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

  /** Over a second, so that most are in buckets. */
  private List<Timer> addMany(TimerQueue timers) {
    List<Timer> all = new ArrayList<>();
    for (int number = 0; number < MANY; number++) {
      var timer = new Timer(clock, number);
      timers.add(timer, random.nextLong(Duration.ofSeconds(1).toNanos()), 0);
      all.add(timer);
    }
    assertTrue(timers.capacity() >= MANY);
    return all;
  }
}
