package io.lwt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a bucket, the earliest first; those with one deadline in the order in which they were made.
 *
 * <p>What is sorted are numbers: a deadline, as far as deadlines differ within a bucket, and below it a place.
 */
final class TimerRun {
  private static final TimerBucket NONE = new TimerBucket();
  private static final long[] NOTHING = {};

  /** So little memory is not worth giving up while there are buckets. */
  private static final int KEPT = 1024;

  private TimerBucket bucket = NONE;

  /** Of those places that were taken. */
  private long[] order = NOTHING;

  private int next;

  /**
   * How many timers somebody waits for. Asking all of them, before the first fires, has the processor fetch them and
   * their listeners from memory many at a time: a third of what it takes to fire a timer, where there are a million.
   */
  @SuppressWarnings("unused") // for the asking's sake
  private int awaited;

  /** Goes through a bucket which gets no more timers. */
  void begin(TimerBucket bucket) {
    makeRoom(bucket.size());
    int count = 0;
    awaited = 0;
    for (int place = 0; place < bucket.places(); place++) {
      Timer timer = bucket.at(place);
      if (timer != null) {
        awaited += timer.isAwaited() ? 1 : 0;
        order[count++] = (timer.deadline & TimerQueue.WITHIN_BUCKET) << Integer.SIZE | place;
      }
    }
    Arrays.sort(order, 0, count);
    this.bucket = bucket;
    next = 0;
  }

  private void makeRoom(int size) {
    if (order.length < size || order.length > Math.max(KEPT, 4 * size)) {
      order = new long[size];
    }
  }

  /** Gives up the bucket, which is empty, and memory. */
  void end() {
    bucket = NONE;
    order = NOTHING;
  }

  boolean isEmpty() {
    return bucket.size() == 0;
  }

  /** The earliest. */
  Timer first() {
    @Nullable Timer first = bucket.at((int) order[next]);
    while (first == null) {
      first = bucket.at((int) order[++next]);
    }
    return first;
  }

  /** How many there is room for. */
  int capacity() {
    return order.length;
  }
}
