package io.lwt.unix;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a loop that are under way. To add or remove one touches no other, which a worker may be writing to: two
 * processors that write to the same memory wait for each other longer than a job takes.
 */
final class JobTable {
  private static final int SMALLEST = 16;

  /** More room is given up when there are no jobs. */
  private static final int KEPT = 1024;

  private int size;
  private long added;

  /** By their places. */
  private @Nullable Job<?>[] jobs = new Job<?>[0];

  /** Behind the first {@link #size}: the places that are free. */
  private int[] free = {};

  int size() {
    return size;
  }

  void add(Job<?> job) {
    if (size == free.length) {
      grow();
    }
    int place = free[size++];
    jobs[place] = job;
    job.place = place;
    job.number = added++;
  }

  private void grow() {
    int length = Math.max(SMALLEST, 2 * size);
    jobs = Arrays.copyOf(jobs, length);
    free = Arrays.copyOf(free, length);
    for (int place = size; place < length; place++) {
      free[place] = place;
    }
  }

  void remove(Job<?> job) {
    jobs[job.place] = null;
    free[--size] = job.place;
    if (size == 0 && free.length > KEPT) {
      jobs = new Job<?>[0];
      free = new int[0];
    }
  }

  /** Those that are there now, in the order in which they were added. */
  Stream<Job<?>> inOrder() {
    return Arrays.stream(jobs.clone())
        .filter(Objects::nonNull)
        .<Job<?>>map(Objects::requireNonNull)
        .sorted(Comparator.comparingLong(job -> job.number));
  }

  /** How many there is room for. */
  int capacity() {
    return free.length;
  }
}
