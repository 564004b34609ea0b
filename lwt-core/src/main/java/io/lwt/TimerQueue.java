package io.lwt;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Timers, the earliest first; those with one deadline in the order in which they were made.
 *
 * <p>Where there are many, most lie in buckets of about a millisecond each, unsorted, for a second ahead of the
 * {@link #horizon}. A bucket is sorted when there is nothing earlier. So a timer is put away and cancelled in a few
 * steps, and it is sorted among those of its millisecond only. The others, as they are earlier than that, or later, or
 * few, are in a heap.
 */
final class TimerQueue {
  private static final int BUCKET_BITS = 20;

  /** The bits of a deadline in which those of a bucket differ. */
  static final long WITHIN_BUCKET = (1 << BUCKET_BITS) - 1;

  private static final int BUCKETS = 1024;

  /** How far ahead of the horizon the buckets reach. The one behind it may be the run's. */
  private static final long SPAN = (long) (BUCKETS - 1) << BUCKET_BITS;

  /** So few are as well off in the heap. */
  private static final int FEW = 64;

  private final TimerHeap heap = new TimerHeap();

  /** A ring. */
  private final @Nullable TimerBucket[] buckets = new TimerBucket[BUCKETS];

  /** How many are in buckets, the run's too. */
  private int inBuckets;

  /** Where a bucket begins: the time from which on timers are put into buckets. */
  private long horizon;

  /** The last bucket before the horizon, if it has some. */
  private final TimerRun run = new TimerRun();

  int size() {
    return heap.size() + inBuckets;
  }

  void add(Timer timer, long now) {
    if (inBuckets == 0) {
      horizon = (now | WITHIN_BUCKET) + 1;
    }
    long ahead = timer.deadline - horizon;
    if (ahead < 0 || ahead >= SPAN || heap.size() < FEW) {
      heap.add(timer);
    } else {
      bucketOf(timer.deadline).add(timer);
      inBuckets++;
    }
  }

  private TimerBucket bucketOf(long deadline) {
    int index = (int) (deadline >> BUCKET_BITS) & (BUCKETS - 1);
    TimerBucket bucket = buckets[index];
    if (bucket == null) {
      bucket = new TimerBucket();
      buckets[index] = bucket;
    }
    return bucket;
  }

  /** The earliest. */
  Timer first() {
    sortNext();
    if (run.isEmpty()) {
      return heap.first();
    }
    Timer timer = run.first();
    return heap.size() > 0 && heap.first().isBefore(timer) ? heap.first() : timer;
  }

  /** Has the earliest of all be the run's or the heap's. */
  private void sortNext() {
    while (run.isEmpty()
        && inBuckets > 0
        && (heap.size() == 0 || heap.first().deadline - horizon >= 0)) {
      run.begin(bucketOf(horizon));
      horizon += 1 << BUCKET_BITS;
    }
  }

  void remove(Timer timer) {
    if (timer.slot >= 0) {
      heap.remove(timer);
      return;
    }
    bucketOf(timer.deadline).remove(timer);
    inBuckets--;
    if (inBuckets == 0) {
      run.end();
    }
  }

  /** How many there is room for. */
  int capacity() {
    return heap.capacity() + run.capacity() + inUse().mapToInt(TimerBucket::capacity).sum();
  }

  /** All of them, in no order. */
  Timer[] toArray() {
    return Stream.concat(Arrays.stream(heap.toArray()), inUse().flatMap(TimerBucket::timers))
        .toArray(Timer[]::new);
  }

  private Stream<TimerBucket> inUse() {
    return Arrays.stream(buckets).filter(Objects::nonNull);
  }
}
