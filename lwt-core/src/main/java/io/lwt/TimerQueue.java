package io.lwt;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Timers, the earliest first; those with one deadline in the order in which they were made.
 *
 * <p>Where there are many, most lie in buckets of about a millisecond each, unsorted, for a second ahead of the
 * {@link #horizon}; the others are in a heap. A bucket's timers go to the heap when there is nothing earlier. So a
 * timer is put away and cancelled in a few steps, and it is sorted among those of its millisecond only.
 */
final class TimerQueue {
  private static final int BUCKET_BITS = 20;
  private static final int BUCKETS = 1024;

  /** How far ahead of the horizon the buckets reach. */
  private static final long SPAN = (long) BUCKETS << BUCKET_BITS;

  /** So few are as well off in the heap. */
  private static final int FEW = 64;

  /** The memory of buckets that had no more is kept for the next timers. */
  private static final int KEPT = 16 * BUCKETS;

  private final TimerHeap heap = new TimerHeap();

  /** The time from which on timers are in the buckets, which begin there. */
  private long horizon;

  /** The bucket of the horizon; the others follow, in a ring. */
  private int first;

  private int inBuckets;

  /** How many timers the buckets got since their memory was last given up. */
  private long added;

  private final @Nullable TimerBucket[] buckets = new TimerBucket[BUCKETS];

  int size() {
    return heap.size() + inBuckets;
  }

  void add(Timer timer, long deadline, long now) {
    if (inBuckets == 0) {
      horizon = now + (1 << BUCKET_BITS);
    }
    long ahead = deadline - horizon;
    if (ahead < 0 || ahead >= SPAN || heap.size() < FEW) {
      timer.bucket = null;
      heap.add(timer, deadline);
    } else {
      bucket((first + (int) (ahead >> BUCKET_BITS)) % BUCKETS).add(timer, deadline);
      inBuckets++;
      added++;
    }
  }

  private TimerBucket bucket(int index) {
    TimerBucket bucket = buckets[index];
    if (bucket == null) {
      bucket = new TimerBucket();
      buckets[index] = bucket;
    }
    return bucket;
  }

  /** The deadline of the earliest. */
  long firstDeadline() {
    sortFirst();
    return heap.firstDeadline();
  }

  /** The earliest. */
  Timer first() {
    sortFirst();
    return heap.first();
  }

  void removeFirst() {
    sortFirst();
    heap.removeFirst();
  }

  /** Has the earliest of all be the heap's. */
  private void sortFirst() {
    while (inBuckets > 0 && (heap.size() == 0 || heap.firstDeadline() - horizon >= 0)) {
      inBuckets -= bucket(first).moveTo(heap);
      first = (first + 1) % BUCKETS;
      horizon += 1 << BUCKET_BITS;
    }
    giveUpMemory();
  }

  /** Buckets that are empty get no timers to move, nor do they look after their memory. */
  private void giveUpMemory() {
    if (inBuckets == 0 && added > KEPT) {
      Arrays.fill(buckets, null);
      added = 0;
    }
  }

  void remove(Timer timer) {
    TimerBucket bucket = timer.bucket;
    if (bucket == null) {
      heap.remove(timer);
    } else {
      bucket.remove(timer);
      inBuckets--;
      giveUpMemory();
    }
  }

  /** How many there is room for. */
  int capacity() {
    return heap.capacity()
        + Arrays.stream(buckets)
            .filter(Objects::nonNull)
            .mapToInt(bucket -> Objects.requireNonNull(bucket).capacity())
            .sum();
  }

  /** All of them, in no order. */
  Timer[] toArray() {
    return Stream.concat(
            Arrays.stream(heap.toArray()),
            Arrays.stream(buckets).filter(Objects::nonNull).flatMap(TimerBucket::timers))
        .toArray(Timer[]::new);
  }
}
