package io.lwt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of members, such as connections, made when they are needed and used by one at a time. Corresponds to
 * {@code Lwt_pool}.
 *
 * {@snippet :
 * LwtPool<Connection> pool =
 *     LwtPool.builder(10, () -> connect(address))
 *         .dispose(Connection::close)
 *         .idleTimeout(Duration.ofMinutes(5))
 *         .build();
 * Promise<String> answer = pool.use(connection -> connection.ask("…"));
 * }
 *
 * <p><b>A member's life.</b> {@code create} makes it, for a use that finds none idle. When the use is over it becomes
 * idle, or goes to the use that has waited longest. The next use first asks {@code validate} whether it is still good.
 * After a use that was rejected, {@code check} is asked whether it can be kept. One that is not good, not kept, idle
 * for too long, or cleared away is given to {@code dispose}, once. The one that was used last is taken first, so that
 * those not needed grow old.
 *
 * <p><b>The bound.</b> A member counts from before {@code create} is called until what {@code dispose} promises is
 * resolved. Only then may another be made in its place, and it is, for the use that has waited longest.
 *
 * <p><b>Errors.</b> Those of {@code create} and {@code validate} reject the use they were called for. Those of
 * {@code check} and {@code dispose} concern no use, and go to the hook ({@link Lwt#setAsyncExceptionHook}); the member
 * counts as bad, or as disposed of. The four may throw, be rejected, and use this pool.
 *
 * <p>As with promises, only the thread that made it may use it; on another, all but the questions throw
 * {@link IllegalStateException}.
 *
 * @param <T> the type of the members
 */
public final class LwtPool<T> {
  private final Scheduler scheduler = Scheduler.current();
  private final int max;
  private final Callable<? extends Promise<? extends T>> create;
  private final Fn<? super T, ? extends Promise<Boolean>> validate;
  private final Fn<? super T, ? extends Promise<Boolean>> check;
  private final Fn<? super T, ? extends Promise<?>> dispose;
  private final @Nullable Duration idleTimeout;
  private final @Nullable Duration acquireTimeout;

  /** The places that are taken, each by a member or by what is to become one. */
  private int size;

  /** Those that nobody uses, the one that was used last at the end. */
  private final ArrayDeque<Member<T>> idle = new ArrayDeque<>();

  /**
   * Uses that wait: there are none while there is an idle member, or a place to take. Each is given a member to be
   * validated, or null, which is a place that is taken and empty.
   */
  private final WaitQueue<WaitQueue.Waiter<@Nullable Member<T>>> waiters = new WaitQueue<>();

  /** Runs while members are idle, and perhaps once more; for the first of them, or for one before it. */
  private @Nullable Promise<@Nullable Void> idleTimer;

  /** How often the pool was cleared. */
  private int generation;

  /** There once the pool is closed. */
  private @Nullable Resolver<@Nullable Void> closing;

  private LwtPool(Builder<T> builder) {
    max = builder.max;
    create = builder.create;
    validate = builder.validate;
    check = builder.check;
    dispose = builder.dispose;
    idleTimeout = builder.idleTimeout;
    acquireTimeout = builder.acquireTimeout;
  }

  /** The pool was closed before there was a member. */
  public static final class Closed extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private Closed() {
      super("the pool is closed");
    }
  }

  private static final class Member<T> {
    final T value;
    final int generation;
    long idleSince;

    Member(T value, int generation) {
      this.value = value;
      this.generation = generation;
    }
  }

  // ---- making a pool

  /**
   * What a pool is to be like. Lwt's {@code create}.
   *
   * @param max how many members there are at most
   * @param create makes a member
   * @throws IllegalArgumentException if {@code max} is less than one
   */
  public static <T> Builder<T> builder(int max, Callable<? extends Promise<? extends T>> create) {
    return new Builder<>(max, create);
  }

  /** What a pool is to be like. */
  public static final class Builder<T> {
    private final int max;
    private final Callable<? extends Promise<? extends T>> create;
    private Fn<? super T, ? extends Promise<Boolean>> validate = _ -> Promise.of(true);
    private Fn<? super T, ? extends Promise<Boolean>> check = _ -> Promise.of(true);
    private Fn<? super T, ? extends Promise<?>> dispose = _ -> Promise.unit();
    private @Nullable Duration idleTimeout;
    private @Nullable Duration acquireTimeout;

    private Builder(int max, Callable<? extends Promise<? extends T>> create) {
      if (max < 1) {
        throw new IllegalArgumentException("a pool needs room for at least one, not " + max);
      }
      this.max = max;
      this.create = Objects.requireNonNull(create, "create");
    }

    /** Asked before a member is used again: whether it is still good. If not given, it is. */
    public Builder<T> validate(Fn<? super T, ? extends Promise<Boolean>> validate) {
      this.validate = Objects.requireNonNull(validate, "validate");
      return this;
    }

    /** Asked after a use that was rejected or cancelled: whether the member is still good. If not given, it is. */
    public Builder<T> check(Fn<? super T, ? extends Promise<Boolean>> check) {
      this.check = Objects.requireNonNull(check, "check");
      return this;
    }

    /** Frees what a member holds. If not given, there is nothing to be done. */
    public Builder<T> dispose(Fn<? super T, ? extends Promise<?>> dispose) {
      this.dispose = Objects.requireNonNull(dispose, "dispose");
      return this;
    }

    /**
     * How long a member may be idle before it is disposed of, on the scheduler's {@link Clock}. If not given, for ever.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder<T> idleTimeout(Duration idleTimeout) {
      this.idleTimeout = positive(idleTimeout, "idleTimeout");
      return this;
    }

    /**
     * How long a use may wait for another one to end, on the scheduler's {@link Clock}. The time that {@code create}
     * and {@code validate} take does not count. If not given, for ever.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder<T> acquireTimeout(Duration acquireTimeout) {
      this.acquireTimeout = positive(acquireTimeout, "acquireTimeout");
      return this;
    }

    /** A pool without members. It belongs to the current thread. */
    public LwtPool<T> build() {
      return new LwtPool<>(this);
    }

    private static Duration positive(Duration duration, String name) {
      Objects.requireNonNull(duration, name);
      if (!duration.isPositive()) {
        throw new IllegalArgumentException(name + " is not positive: " + duration);
      }
      return duration;
    }
  }

  // ---- using it

  /**
   * Calls {@code f} with a member, which is given back when what {@code f} promises is resolved either way, or when
   * {@code f} throws. Lwt's {@code use}.
   *
   * <p>If no member is idle, one is made; if there are as many as there may be, the use waits, first come, first
   * served. A use inside of {@code f} needs a second member: it may wait for ever.
   *
   * <p>Resolved as what {@code f} promises, or rejected with what it throws, with the error of {@code create} or of
   * {@code validate}, with {@link LwtTimeoutException} if it has waited for too long, or with {@link Closed}. It does
   * not wait for {@code check} and {@code dispose}.
   *
   * <p>A cancel leaves the queue, and {@code f} is not called. If it comes later it goes to what is under way: to what
   * {@code create} promises; to what {@code validate} promises, and if that is rejected the member is disposed of; or
   * to what {@code f} promises.
   */
  public <R extends @Nullable Object> Promise<R> use(
      Fn<? super T, ? extends Promise<? extends R>> f) {
    Objects.requireNonNull(f, "f");
    scheduler.checkThread("LwtPool.use");
    return acquire(false).bind(member -> useMember(member, f));
  }

  private <R extends @Nullable Object> Promise<R> useMember(
      Member<T> member, Fn<? super T, ? extends Promise<? extends R>> f) {
    Promise<R> body = Lwt.applyOwned(() -> f.apply(member.value));
    return body.finalizing(
        () -> {
          if (isRejected(body)) {
            checkAndGiveBack(member);
          } else {
            giveBack(member);
          }
          return Promise.unit();
        });
  }

  /** A member to use. Who is to wait does so before all others, or behind them. */
  private Promise<Member<T>> acquire(boolean beforeOthers) {
    if (closing != null) {
      return Promise.failed(new Closed());
    }
    Member<T> member = idle.pollLast();
    if (member != null) {
      return validate(member);
    }
    if (size < max) {
      size++;
      return create();
    }
    return waitForTurn(beforeOthers).bind(given -> given == null ? create() : validate(given));
  }

  private Promise<@Nullable Member<T>> waitForTurn(boolean beforeOthers) {
    var waiter = new WaitQueue.Waiter<@Nullable Member<T>>();
    if (beforeOthers) {
      waiters.addFirst(waiter);
    } else {
      waiters.addLast(waiter);
    }
    if (acquireTimeout != null) {
      limit(waiter, acquireTimeout);
    }
    return waiter.promise();
  }

  private void limit(WaitQueue.Waiter<@Nullable Member<T>> waiter, Duration timeout) {
    Promise<@Nullable Void> timer = scheduler.clock().sleep(timeout);
    waiter.promise().onTermination(timer::cancel);
    timer.onSuccess(
        _ -> {
          if (waiters.remove(waiter)) {
            waiter.reject(new LwtTimeoutException("LwtPool.use", timeout));
          }
        });
  }

  /** Makes a member in a place that is taken for it. */
  private Promise<Member<T>> create() {
    int born = generation;
    return ifRejected(Lwt.<T>applyOwned(create), this::freePlace)
        .map(value -> new Member<>(value, born));
  }

  private Promise<Member<T>> validate(Member<T> member) {
    Promise<Boolean> answer = Lwt.applyOwned(() -> validate.apply(member.value));
    return ifRejected(answer, () -> retire(member))
        .bind(good -> Boolean.TRUE.equals(good) ? Promise.of(member) : replace(member));
  }

  /** Runs {@code cleanup} if the promise is rejected. Unlike a handler it does not see the error, which passes on. */
  private static <A> Promise<A> ifRejected(Promise<A> promise, Runnable cleanup) {
    return promise.finalizing(
        () -> {
          if (isRejected(promise)) {
            cleanup.run();
          }
          return Promise.unit();
        });
  }

  private static boolean isRejected(Promise<?> resolved) {
    return resolved.root().state instanceof RejectedCell;
  }

  /** Another member than a bad one. Asked for before that one's place is free: then nobody else gets the place. */
  private Promise<Member<T>> replace(Member<T> bad) {
    Promise<Member<T>> other = acquire(true);
    retire(bad);
    return other;
  }

  private void checkAndGiveBack(Member<T> member) {
    Lwt.<Boolean>applyOwned(() -> check.apply(member.value))
        .onAny(
            good -> {
              if (Boolean.TRUE.equals(good)) {
                giveBack(member);
              } else {
                retire(member);
              }
            },
            error -> {
              retire(member);
              scheduler.reportAsync(error);
            });
  }

  private void giveBack(Member<T> member) {
    if (closing != null || member.generation != generation) {
      retire(member);
      return;
    }
    WaitQueue.Waiter<@Nullable Member<T>> next = waiters.poll();
    if (next == null) {
      keepIdle(member);
    } else {
      next.fulfill(member);
    }
  }

  /** Disposes of a member, then frees its place. Fulfilled when that is done, whatever comes of it. */
  private Promise<@Nullable Void> retire(Member<T> member) {
    return Lwt.<@Nullable Object>applyOwned(() -> dispose.apply(member.value))
        .tryBind(
            _ -> {
              freePlace();
              return Promise.unit();
            },
            error -> {
              freePlace();
              scheduler.reportAsync(error);
              return Promise.unit();
            });
  }

  private void freePlace() {
    WaitQueue.Waiter<@Nullable Member<T>> next = waiters.poll();
    if (next != null) {
      next.fulfill(null);
      return;
    }
    size--;
    if (size == 0 && closing != null) {
      closing.fulfill(null);
    }
  }

  // ---- idle members

  private void keepIdle(Member<T> member) {
    idle.addLast(member);
    if (idleTimeout != null) {
      member.idleSince = scheduler.clock().nanoTime();
      if (idleTimer == null) {
        startIdleTimer(idleTimeout);
      }
    }
  }

  private void startIdleTimer(Duration timeout) {
    idleTimer = scheduler.clock().sleep(timeout);
    idleTimer.onSuccess(_ -> retireOld());
  }

  private void retireOld() {
    idleTimer = null;
    long limit = Clock.nanos(Objects.requireNonNull(idleTimeout));
    long now = scheduler.clock().nanoTime();
    List<Member<T>> old = new ArrayList<>();
    Member<T> oldest = idle.peekFirst();
    while (oldest != null && now - oldest.idleSince >= limit) {
      old.add(idle.removeFirst());
      oldest = idle.peekFirst();
    }
    if (oldest != null) {
      startIdleTimer(Duration.ofNanos(oldest.idleSince + limit - now));
    }
    old.forEach(this::retire);
  }

  private List<Member<T>> takeIdle() {
    List<Member<T>> members = List.copyOf(idle);
    idle.clear();
    return members;
  }

  /**
   * Disposes of the members that there are now: at once of those that are idle, of the others when they come back.
   * Lwt's {@code clear}.
   *
   * <p>Fulfilled when those that were idle are disposed of. Cannot be cancelled.
   */
  public Promise<@Nullable Void> clear() {
    scheduler.checkThread("LwtPool.clear");
    generation++;
    return Lwt.join(takeIdle().stream().map(this::retire).toList()).noCancel();
  }

  /**
   * Closes the pool: uses that wait are rejected with {@link Closed}, as later ones will be; those that have a member,
   * or for which one is being made, go on. All members are disposed of, as by {@link #clear}.
   *
   * <p>Fulfilled when there are no members any more. Every call gives the same promise, which cannot be cancelled.
   */
  public Promise<@Nullable Void> close() {
    scheduler.checkThread("LwtPool.close");
    if (closing == null) {
      closing = Resolver.waiter();
      shutDown(closing);
    }
    return closing.promise();
  }

  private void shutDown(Resolver<@Nullable Void> done) {
    if (idleTimer != null) {
      idleTimer.cancel();
    }
    if (size == 0) {
      done.fulfill(null);
    }
    List<Member<T>> unused = takeIdle();
    waiters.drain().forEach(waiter -> waiter.reject(new Closed()));
    unused.forEach(this::retire);
  }

  // ---- questions

  /** How many members there are, with those being made or disposed of. */
  public int size() {
    return size;
  }

  /** How many members wait to be used. */
  public int idle() {
    return idle.size();
  }

  /** How many members are not idle: in use, or being made, validated, checked or disposed of. */
  public int inUse() {
    return size - idle.size();
  }

  /** How many uses wait for another one to end. Lwt's {@code wait_queue_length}. */
  public int waiting() {
    return waiters.size();
  }
}
