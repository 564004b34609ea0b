package io.lwt;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Timers whose deadlines lie together, unsorted. */
final class TimerBucket {
  /** Larger arrays are not kept. */
  private static final int LENGTH_KEPT = 1024;

  private int size;
  private long[] deadlines = {};
  private @Nullable Timer[] timers = {};

  void add(Timer timer, long deadline) {
    if (size == timers.length) {
      int length = Math.max(8, size * 2);
      deadlines = Arrays.copyOf(deadlines, length);
      timers = Arrays.copyOf(timers, length);
    }
    put(size++, timer, deadline);
    timer.bucket = this;
  }

  private void put(int place, Timer timer, long deadline) {
    deadlines[place] = deadline;
    timers[place] = timer;
    timer.slot = place;
  }

  /** The last one takes its place. */
  void remove(Timer timer) {
    int last = --size;
    put(timer.slot, timer(last), deadlines[last]);
    timers[last] = null;
  }

  private Timer timer(int place) {
    return Objects.requireNonNull(timers[place]);
  }

  /** Gives all to the heap; how many they were. */
  int moveTo(TimerHeap heap) {
    int count = size;
    for (int place = 0; place < count; place++) {
      Timer timer = timer(place);
      timers[place] = null;
      timer.bucket = null;
      heap.add(timer, deadlines[place]);
    }
    size = 0;
    if (timers.length > LENGTH_KEPT) {
      deadlines = new long[0];
      timers = new Timer[0];
    }
    return count;
  }

  /** How many there is room for. */
  int capacity() {
    return timers.length;
  }

  Stream<Timer> timers() {
    return Arrays.stream(timers, 0, size).map(Objects::requireNonNull);
  }
}
