package io.lwt.unix;

import io.lwt.Backoff;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.FileLock;
import io.lwt.bindings.Posix;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The record locks of a descriptor. The system only has calls that wait on a thread, for as long as somebody else
 * pleases, or do not wait at all. So a lock is tried, on a worker, and tried again after a pause, in which no worker is
 * held.
 */
final class RecordLocks {
  private static final Backoff PAUSES =
      Backoff.exponential(Duration.ofMillis(1)).capped(Duration.ofMillis(64));

  /** What the system calls them, for errors. */
  private static final String CALL = "fcntl";

  /** What a lock is answered that another one is in the way of. */
  private static final Set<Long> IN_THE_WAY =
      Set.of(-(long) Errno.EAGAIN.number(), -(long) Errno.EACCES.number());

  private final Descriptor descriptor;
  private final Set<Pause> pauses = new LinkedHashSet<>();

  RecordLocks(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Bytes that are to be locked. */
  record Range(long start, long length) {
    static final Range ALL = new Range(0, 0);

    Range {
      if (start < 0 || length < 0 || start > Long.MAX_VALUE - length) {
        throw new IllegalArgumentException("no bytes of a file: " + length + " from " + start);
      }
    }
  }

  Promise<@Nullable Void> lock(LockMode mode, Range range) {
    return lock(mode, range, 1);
  }

  private Promise<@Nullable Void> lock(LockMode mode, Range range, int attempt) {
    return descriptor
        .workerCalls()
        .start(new Attempt(mode, range))
        .bind(
            locked ->
                locked
                    ? Promise.unit()
                    : pause(PAUSES.after(attempt)).bind(_ -> lock(mode, range, attempt + 1)));
  }

  Promise<Boolean> tryLock(LockMode mode, Range range) {
    return descriptor.workerCalls().start(new Attempt(mode, range));
  }

  Promise<@Nullable Void> unlock(Range range) {
    return descriptor
        .workerCalls()
        .run(CALL, (posix, number) -> set(posix, number, posix.F_UNLCK(), range))
        .map(_ -> null);
  }

  private static long set(Posix posix, int number, int type, Range range) {
    return posix.setLock(number, type, range.start, range.length);
  }

  Promise<Optional<RecordLock>> test(LockMode mode, Range range) {
    Posix posix = descriptor.loop().posix();
    int type = mode.number(posix);
    FileLock[] lock = new FileLock[1];
    return descriptor
        .workerCalls()
        .run(CALL, (_, number) -> posix.getLock(number, type, range.start, range.length, lock))
        .map(_ -> found(lock[0], posix));
  }

  private static Optional<RecordLock> found(FileLock lock, Posix posix) {
    if (lock.type() == posix.F_UNLCK()) {
      return Optional.empty();
    }
    OptionalInt process = lock.process() < 0 ? OptionalInt.empty() : OptionalInt.of(lock.process());
    return Optional.of(
        new RecordLock(LockMode.of(lock.type(), posix), lock.start(), lock.length(), process));
  }

  /** One call that locks, or finds another lock in the way: whether it did. */
  private final class Attempt extends WorkerCall<Boolean> {
    private final LockMode mode;
    private final Range range;

    Attempt(LockMode mode, Range range) {
      super(RecordLocks.this.descriptor, CALL);
      this.mode = mode;
      this.range = range;
    }

    @Override
    long call(Posix posix, int number) {
      long result = set(posix, number, mode.number(posix), range);
      if (result == 0) {
        return 1;
      }
      return IN_THE_WAY.contains(result) ? 0 : result;
    }

    @Override
    Boolean value(long result) {
      return result == 1;
    }

    /** Who cancelled has no lock. */
    @Override
    boolean isToBeUndone(long result) {
      return result == 1;
    }

    @Override
    void undo(Posix posix, int number) {
      Calls.uninterrupted(() -> set(posix, number, posix.F_UNLCK(), range));
    }
  }

  // ---- pauses

  private Promise<@Nullable Void> pause(Duration duration) {
    var pause = new Pause();
    pauses.add(pause);
    descriptor.loop().scheduler().clock().sleep(duration).onSuccess(_ -> pause.end());
    return pause.promise();
  }

  /** The time between two attempts. Its timer is left to run out when it ends before. */
  private final class Pause extends Resolver<@Nullable Void> {
    void end() {
      if (pauses.remove(this)) {
        fulfill(null);
      }
    }

    @Override
    protected void canceled() {
      pauses.remove(this);
    }
  }

  /** Rejects those that are between two attempts. */
  void rejectAll(Function<String, ? extends Throwable> error) {
    List<Pause> waiting = List.copyOf(pauses);
    pauses.clear();
    waiting.stream().filter(Pause::isPending).forEach(pause -> pause.reject(error.apply(CALL)));
  }
}
