package io.lwt.unix;

import io.lwt.LwtMutex;
import io.lwt.Promise;
import io.lwt.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open directory, whose entries are read one after the other: opendir(3). Corresponds to
 * {@code Lwt_unix.dir_handle}; {@link LwtUnix#opendir} opens one.
 *
 * <p>The entries come in no order, and {@code "."} and {@code ".."} are among them. An entry that is made or removed
 * meanwhile may be there or not. Some thousand are read at a time, on a worker of {@link Jobs#files}, and some thousand
 * more while these are taken; what is there is given at once. Operations are served in the order in which they came.
 *
 * <p><b>Cancelling</b> an operation that waits takes no entry: the next one gets what it would have got.
 *
 * <p><b>Errors.</b> Promises are rejected with {@link UnixException}: EBADF once the directory is closed. The directory
 * belongs to the loop of the thread that opened it; used on another it throws {@link IllegalStateException}.
 */
public final class Directory {
  private final Descriptor descriptor;
  private final LwtMutex turn = new LwtMutex();

  /** What was read and has not been asked for yet. */
  private final ArrayDeque<DirectoryEntry> entries = new ArrayDeque<>();

  /** What comes behind these: a read that a worker makes while they are taken. Null if there is none. */
  private @Nullable Promise<List<DirectoryEntry>> ahead;

  Directory(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * The next entry; empty at the end: readdir(3), {@code Lwt_unix.readdir} (which raises End_of_file there). At the end
   * the system is asked anew each time.
   */
  public Promise<Optional<DirectoryEntry>> next() {
    DirectoryEntry ready = nextIfReady();
    return ready != null
        ? Promise.of(Optional.of(ready))
        : inTurn("readdir", () -> require(1).map(_ -> Optional.ofNullable(entries.poll())));
  }

  /** The next entry, if it is there and nobody waits for it. */
  @Nullable DirectoryEntry nextIfReady() {
    descriptor.loop().checkThread("readdir");
    return turn.isLocked() || descriptor.isClosed() ? null : entries.poll();
  }

  /**
   * The next {@code n} entries; fewer at the end: {@code Lwt_unix.readdir_n}. After an error the entries that were read
   * before it are there for the next one who asks.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public Promise<List<DirectoryEntry>> next(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n: " + n);
    }
    return inTurn("readdir", () -> require(n).map(_ -> take(n)));
  }

  private List<DirectoryEntry> take(int n) {
    int count = Math.min(n, entries.size());
    List<DirectoryEntry> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      taken.add(entries.remove());
    }
    return taken;
  }

  /** Goes back to the first entry, and to what the directory holds by now: rewinddir(3), {@code Lwt_unix.rewinddir}. */
  public Promise<@Nullable Void> rewind() {
    return inTurn("rewinddir", this::rewindNow);
  }

  /** What was read ahead, or still is before it goes back, belongs to the past. */
  private Promise<@Nullable Void> rewindNow() {
    return descriptor
        .workerCalls()
        .run("rewinddir", (posix, number) -> posix.lseek(number, 0, posix.SEEK_SET()))
        .noCancel()
        .map(
            _ -> {
              forget();
              return null;
            });
  }

  /**
   * Closes the directory: closedir(3), {@code Lwt_unix.closedir}. Operations that wait are rejected with EBADF. May be
   * called again, and gives the same promise; it cannot be cancelled.
   */
  public Promise<@Nullable Void> close() {
    descriptor.loop().checkThread("closedir");
    forget();
    return descriptor.close();
  }

  private void forget() {
    entries.clear();
    ahead = null;
  }

  EventLoop loop() {
    return descriptor.loop();
  }

  private interface Step<T extends @Nullable Object> {
    Promise<T> run();
  }

  private <T extends @Nullable Object> Promise<T> inTurn(String call, Step<T> step) {
    descriptor.loop().checkThread(call);
    return turn.withLock(
        () -> descriptor.isClosed() ? Promise.failed(descriptor.closedError(call)) : step.run());
  }

  /** Waits until there are so many entries, or no more. */
  private Promise<@Nullable Void> require(int n) {
    return entries.size() >= n
        ? Promise.unit()
        : more().bind(more -> more ? require(n) : Promise.unit());
  }

  /** Takes what was read ahead, and has more read meanwhile; whether there was anything. A cancel takes nothing. */
  private Promise<Boolean> more() {
    Promise<List<DirectoryEntry>> read = ahead == null ? read() : ahead;
    ahead = read;
    return read.protect().tryBind(this::add, error -> fail(read, error));
  }

  private Promise<List<DirectoryEntry>> read() {
    Promise<List<DirectoryEntry>> read =
        descriptor.workerCalls().start(new DirectoryRead(descriptor));
    read.onTermination(() -> {}); // its error is told to who asks, if anybody does
    return read;
  }

  private Promise<Boolean> add(List<DirectoryEntry> more) {
    entries.addAll(more);
    ahead = more.isEmpty() ? null : read();
    return Promise.of(!more.isEmpty());
  }

  /** The read has failed, or a cancel has ended but the wait for it: then it is the next one's who asks. */
  private Promise<Boolean> fail(Promise<List<DirectoryEntry>> read, Throwable error) {
    if (read.state() instanceof State.Rejected) {
      ahead = null;
    }
    return Promise.failed(error);
  }

  /** {@code directory fd 7}. */
  @Override
  public String toString() {
    return "directory " + descriptor;
  }
}
