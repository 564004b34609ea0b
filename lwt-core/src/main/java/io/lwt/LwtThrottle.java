package io.lwt;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;

/**
 * Lets so much through in a second, for each key apart: a bucket of tokens for each. Corresponds to
 * {@code Lwt_throttle}.
 *
 * <p>A key's bucket holds {@code rate} tokens, and is full at first. Each that is let through takes one; they come back
 * one by one, {@code rate} in a second. So after a pause {@code rate} go through at once, and then one each
 * 1/{@code rate} seconds. Whoever finds no token waits for one, in the order in which they came; no more than
 * {@code maxWaiting} wait, over all keys. A key whose bucket is full again takes no memory.
 *
 * <p>It uses the clock that the current thread's scheduler has when it is made, and must be used on that thread; on
 * another {@link #await} throws IllegalStateException.
 *
 * @param <K> the type of the keys, with {@code equals} and {@code hashCode} as for a map
 */
public final class LwtThrottle<K> {
  private static final long SECOND = 1_000_000_000;

  private final Scheduler scheduler = Scheduler.current();
  private final Clock clock = scheduler.clock();
  private final Map<K, Bucket> buckets = new HashMap<>();
  private final int rate;
  private final int maxWaiting;

  private int waiting;

  /**
   * Lwt's {@code create}.
   *
   * @param rate how many go through in a second, for each key
   * @param maxWaiting how many may wait, over all keys; with 0 nobody does
   * @throws IllegalArgumentException if {@code rate} is less than 1 or {@code maxWaiting} negative
   */
  public LwtThrottle(int rate, int maxWaiting) {
    if (rate < 1) {
      throw new IllegalArgumentException("rate must be at least 1: " + rate);
    }
    if (maxWaiting < 0) {
      throw new IllegalArgumentException("maxWaiting must not be negative: " + maxWaiting);
    }
    this.rate = rate;
    this.maxWaiting = maxWaiting;
  }

  /**
   * A promise of whether to go on: true, now or when it is this one's turn, or false, now, if too many wait already. A
   * cancel gives up waiting: nothing is used up, and there is room for another. Lwt's {@code wait}.
   */
  public Promise<Boolean> await(K key) {
    Objects.requireNonNull(key, "key");
    scheduler.checkThread("LwtThrottle.await");
    Bucket bucket = buckets.computeIfAbsent(key, Bucket::new);
    if (bucket.takeToken()) {
      return Promise.of(true);
    }
    return waiting < maxWaiting ? bucket.join() : Promise.of(false);
  }

  /** The tokens of a key, and those who wait for one. */
  private final class Bucket {
    private final K key;
    private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();
    private final Alarm alarm = new Alarm(this::wake);

    /** A time at which all tokens were there, or would have been, and how many were taken since. */
    private long full = clock.nanoTime();

    private long taken;

    Bucket(K key) {
      this.key = key;
    }

    /** When so many tokens have come back since all were there; rounded up, so that none is early. */
    private long timeOf(long tokens) {
      return full + Math.ceilDiv(tokens * SECOND, rate);
    }

    private long nextTokenAt() {
      return timeOf(taken + 1 - rate);
    }

    private boolean isFull(long now) {
      return timeOf(taken) - now <= 0;
    }

    /** Takes a token if there is one that nobody waits for. */
    boolean takeToken() {
      if (!waiters.isEmpty() || !takeNext()) {
        return false;
      }
      alarm.set(timeOf(taken));
      return true;
    }

    private boolean takeNext() {
      long now = clock.nanoTime();
      if (isFull(now)) {
        full = now;
        taken = 0;
      } else if (nextTokenAt() - now > 0) {
        return false;
      }
      taken++;
      if (taken > rate) {
        taken -= rate;
        full += SECOND;
      }
      return true;
    }

    Promise<Boolean> join() {
      Waiter waiter = new Waiter(this);
      waiters.add(waiter);
      waiting++;
      alarm.set(nextTokenAt());
      return waiter.promise();
    }

    void leave(Waiter waiter) {
      waiters.remove(waiter);
      waiting--;
    }

    /** Lets those go on for whom there are tokens; goes away once it is full. */
    private void wake() {
      while (!waiters.isEmpty() && takeNext()) {
        Waiter first = waiters.removeFirst();
        waiting--;
        first.fulfill(true);
      }
      if (!waiters.isEmpty()) {
        alarm.set(nextTokenAt());
      } else if (isFull(clock.nanoTime())) {
        buckets.remove(key);
      } else {
        alarm.set(timeOf(taken));
      }
    }
  }

  private final class Waiter extends Resolver<Boolean> {
    private final Bucket bucket;

    Waiter(Bucket bucket) {
      this.bucket = bucket;
    }

    @Override
    protected void canceled() {
      bucket.leave(this);
    }
  }
}
