package io.lwt;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Timers, the earliest first; those with one deadline in the order in which they were made. A heap.
 *
 * <p>What is compared, and what is moved, stands in arrays of numbers: a million timers are a million objects all over
 * the memory, and to look at a few of them for each move up or down took most of the time. So an entry of the heap is a
 * deadline and a slot; the slot says where the timer is, and does not change while the timer waits.
 *
 * <p>The arrays are made twice as long when they are full, and half as long when no more than a quarter is used.
 */
final class TimerHeap {
  /** Children of an entry. Four make the heap flat, and their deadlines lie together. */
  private static final int ARITY = 4;

  private static final int SMALLEST = 16;

  private int size;

  // In the heap's order.
  private long[] deadlines = {};

  /** The slots of the entries; behind them, those that are free. */
  private int[] slots = {};

  // By slot.
  private int[] places = {};
  private @Nullable Timer[] timers = {};

  int size() {
    return size;
  }

  /** How many there is room for. */
  int capacity() {
    return slots.length;
  }

  /** The earliest. */
  Timer first() {
    return timer(0);
  }

  private Timer timer(int place) {
    return Objects.requireNonNull(timers[slots[place]]);
  }

  void add(Timer timer) {
    if (size == slots.length) {
      grow();
    }
    int slot = slots[size];
    timers[slot] = timer;
    timer.slot = slot;
    putAtOrAbove(size++, slot, timer.deadline);
  }

  private void grow() {
    int length = Math.max(SMALLEST, size * 2);
    deadlines = Arrays.copyOf(deadlines, length);
    slots = Arrays.copyOf(slots, length);
    places = Arrays.copyOf(places, length);
    timers = Arrays.copyOf(timers, length);
    for (int slot = size; slot < length; slot++) {
      slots[slot] = slot;
    }
  }

  void remove(Timer timer) {
    removeAt(places[timer.slot]);
  }

  /** The last entry takes its place: sought from the bottom up, as it belongs there most of the time. */
  private void removeAt(int place) {
    int slot = slots[place];
    timers[slot] = null;
    int last = --size;
    int lastSlot = slots[last];
    slots[last] = slot;
    if (place < last) {
      putAtOrAbove(sunk(place), lastSlot, deadlines[last]);
    }
    if (slots.length > SMALLEST && size <= slots.length / 4) {
      shrink();
    }
  }

  /** Slots are given anew, in the order of the places, as those above the new length may be in use. */
  private void shrink() {
    int length = slots.length / 2;
    @Nullable Timer[] left = new Timer[length];
    for (int place = 0; place < size; place++) {
      Timer timer = timer(place);
      timer.slot = place;
      left[place] = timer;
    }
    timers = left;
    deadlines = Arrays.copyOf(deadlines, length);
    slots = new int[length];
    places = new int[length];
    for (int slot = 0; slot < length; slot++) {
      slots[slot] = slot;
      places[slot] = slot;
    }
  }

  /** The place where a gap is once those below have moved up. */
  private int sunk(int gap) {
    int place = gap;
    int child = place * ARITY + 1;
    while (child + ARITY <= size) {
      int earliest = earlier(earlier(child, child + 1), earlier(child + 2, child + 3));
      move(earliest, place);
      place = earliest;
      child = place * ARITY + 1;
    }
    if (child < size) {
      int earliest = child;
      for (int other = child + 1; other < size; other++) {
        earliest = earlier(earliest, other);
      }
      move(earliest, place);
      place = earliest;
    }
    return place;
  }

  private int earlier(int place, int other) {
    long difference = deadlines[other] - deadlines[place];
    return difference < 0 || (difference == 0 && timer(other).number < timer(place).number)
        ? other
        : place;
  }

  private void putAtOrAbove(int gap, int slot, long deadline) {
    int place = gap;
    while (place > 0) {
      int parent = (place - 1) / ARITY;
      if (!isBefore(deadline, slot, parent)) {
        break;
      }
      move(parent, place);
      place = parent;
    }
    put(place, slot, deadline);
  }

  private boolean isBefore(long deadline, int slot, int other) {
    long difference = deadline - deadlines[other];
    return difference < 0
        || (difference == 0 && Objects.requireNonNull(timers[slot]).number < timer(other).number);
  }

  private void move(int from, int to) {
    put(to, slots[from], deadlines[from]);
  }

  private void put(int place, int slot, long deadline) {
    deadlines[place] = deadline;
    slots[place] = slot;
    places[slot] = place;
  }

  /** All of them, in no order. */
  Timer[] toArray() {
    Timer[] all = new Timer[size];
    for (int place = 0; place < size; place++) {
      all[place] = timer(place);
    }
    return all;
  }
}
