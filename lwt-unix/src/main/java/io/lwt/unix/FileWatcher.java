package io.lwt.unix;

import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.bindings.Inotify;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens to files and directories: inotify(7). Lwt has nothing of the kind. {@link LwtUnix#watchFiles}
 * opens one.
 *
 * <p><b>Events</b> come in the order in which things happened, and each goes to one read. Equal ones that follow each
 * other unread come once. A directory is watched with its entries, but not with what its subdirectories hold. Who wants
 * these adds a watch when {@link WatchKind#CREATE} or {@link WatchKind#MOVED_TO} tells of a directory, and then lists
 * it, since it may have got entries before it was watched. What is done through another machine's view of a network
 * file system, or through memory that is {@linkplain LwtBytes#map mapped}, is not told.
 *
 * <p><b>Nothing is lost silently.</b> The system keeps a number of events that were not read
 * ({@code fs.inotify.max_queued_events}); if there are more, {@link WatchKind#Q_OVERFLOW} stands where some are
 * missing, ends of watches perhaps among them, and the files have to be looked at. Otherwise {@link WatchKind#IGNORED}
 * tells the end of a watch. A read that is cancelled has taken no event.
 *
 * <p><b>Errors.</b> Promises are rejected with {@link UnixException}: EBADF once the watcher is closed. It belongs to
 * the loop of the thread that opened it; used on another it throws {@link IllegalStateException}.
 */
public final class FileWatcher {
  /** What the system answers of a watch that has ended, and whose last event was not read yet. */
  private static final int ENDED = -Errno.EINVAL.number();

  private final Descriptor descriptor;
  private final Inotify inotify;
  private final Map<Integer, FileWatch> watches = new HashMap<>();

  /** What was read from the system and has not been asked for yet. */
  private final ArrayDeque<Raw> unread = new ArrayDeque<>();

  /** Whether a worker is adding a watch: events may come before its number is known here. */
  private boolean adding;

  /** An event, with the number of its watch. */
  private record Raw(int watch, WatchKind kind, String name, boolean ofDirectory, int cookie) {}

  private FileWatcher(Descriptor descriptor, Inotify inotify) {
    this.descriptor = descriptor;
    this.inotify = inotify;
  }

  static FileWatcher open() {
    EventLoop loop = EventLoop.current();
    loop.checkUsable();
    var inotify = (Inotify) loop.posix();
    int result = inotify.inotifyInit();
    if (result < 0) {
      throw new UnixException(-result, "inotify_init1");
    }
    var descriptor = new Descriptor(loop, result, Descriptor.Kind.STREAM);
    descriptor.setLingers(true); // its close waits until nobody in the kernel uses its watches
    return new FileWatcher(descriptor, inotify);
  }

  // ---- watches

  /** Watches a file or a directory: as {@link #add(String, Set, Set)}, without options. */
  public Promise<FileWatch> add(String path, Set<WatchKind> kinds) {
    return add(path, kinds, Set.of());
  }

  /**
   * Watches a file, or a directory with its entries: inotify_add_watch(2), on a worker of {@link Jobs#files}.
   *
   * <p>The promise is rejected with {@link UnixException}, which names the path: ENOENT, EACCES if the file may not be
   * read, EEXIST if this watcher watches it already, by whatever path, ENOSPC if the user has as many watches as the
   * system allows ({@code fs.inotify.max_user_watches}) …; with IllegalArgumentException if the path contains NUL. A
   * cancel rejects it; a watch that is made all the same is removed, and its events are dropped.
   *
   * @throws IllegalArgumentException if there are no kinds, or one that cannot be asked for
   */
  public Promise<FileWatch> add(String path, Set<WatchKind> kinds, Set<WatchOption> options) {
    Objects.requireNonNull(path, "path");
    descriptor.loop().checkThread("inotify_add_watch");
    int mask = WatchKind.mask(kinds) | WatchOption.mask(options) | Inotify.IN_MASK_CREATE;
    return descriptor.workerCalls().start(new Add(path, mask));
  }

  private final class Add extends WorkerCall<FileWatch> {
    private final String path;
    private final int mask;
    private @Nullable FileWatch made;
    private boolean wanted;

    Add(String path, int mask) {
      super(FileWatcher.this.descriptor, "inotify_add_watch");
      this.path = path;
      this.mask = mask;
    }

    @Override
    void prepare() {
      adding = true;
    }

    @Override
    long call(Posix posix, int number) {
      int watch =
          (int)
              PathCalls.result(
                  posix, name(), path, (_, bytes) -> inotify.inotifyAddWatch(number, bytes, mask));
      made = new FileWatch(FileWatcher.this, path, watch, mask);
      return watch;
    }

    @Override
    @SuppressWarnings("NullAway") // there is one when the call has succeeded
    FileWatch value(long watch) {
      wanted = true;
      watches.put(made.number(), made);
      return made;
    }

    @Override
    void release() {
      adding = false;
      if (made != null && !wanted) {
        made.drop();
        watches.put(made.number(), made);
        inotify.inotifyRmWatch(descriptor.number(), made.number());
      }
      if (!unread.isEmpty()) { // they may be of this watch, which then is told first
        descriptor.loop().finish(descriptor.reads()::retry);
      }
    }
  }

  Promise<@Nullable Void> remove(FileWatch watch) {
    descriptor.loop().checkThread("inotify_rm_watch");
    if (watch.hasEnded()) {
      return Promise.unit();
    }
    if (descriptor.isClosed()) {
      return Promise.failed(descriptor.closedError("inotify_rm_watch"));
    }
    int result = inotify.inotifyRmWatch(descriptor.number(), watch.number());
    return result < 0 && result != ENDED
        ? Promise.failed(new UnixException(-result, "inotify_rm_watch", watch.path()))
        : Promise.unit();
  }

  // ---- events

  /**
   * The next event: read(2). The promise is rejected with EBADF when the watcher is closed. A cancel rejects it, unless
   * it has been fulfilled; no event is taken then.
   */
  public Promise<WatchEvent> next() {
    descriptor.loop().checkThread("read");
    WatchEvent ready = descriptor.reads().isEmpty() ? poll() : null;
    return ready != null ? Promise.of(ready) : descriptor.reads().start(new Next());
  }

  /** The events as a stream, which ends when the watcher is closed. It and {@link #next} share the events. */
  public LwtStream<WatchEvent> events() {
    return LwtStream.from(
        () -> next().tryBind(event -> Promise.of(Optional.of(event)), this::endIfClosed));
  }

  private Promise<Optional<WatchEvent>> endIfClosed(Throwable error) {
    return descriptor.isClosed() ? Promise.of(Optional.empty()) : Promise.failed(error);
  }

  private final class Next extends Operation<WatchEvent> {
    private @Nullable WatchEvent event;

    Next() {
      super(descriptor.reads());
    }

    @Override
    long attempt() {
      for (event = poll(); event == null; event = poll()) {
        if (!unread.isEmpty()) {
          return Calls.AGAIN; // until the watch is added
        }
        long length = descriptor.read(descriptor.loop().buffer());
        if (length < 0) {
          return length;
        }
        parse(descriptor.loop().buffer(), length);
      }
      return 0;
    }

    @Override
    @SuppressWarnings("NullAway") // there is one when the attempt has succeeded
    void succeed(long result) {
      fulfill(event);
    }

    @Override
    String call() {
      return "read";
    }
  }

  private void parse(MemorySegment buffer, long length) {
    for (long at = 0; at < length; at += inotify.inotifyLength(buffer, at)) {
      int watch = inotify.inotifyWatch(buffer, at);
      int mask = inotify.inotifyMask(buffer, at);
      String name = OsStrings.decode(inotify.inotifyName(buffer, at));
      boolean ofDirectory = (mask & Inotify.IN_ISDIR) != 0;
      int cookie = inotify.inotifyCookie(buffer, at);
      for (WatchKind kind : WatchKind.of(mask)) {
        unread.add(new Raw(watch, kind, name, ofDirectory, cookie));
      }
    }
  }

  /** Takes the next event that was read and that somebody wants, if it is known what watch it is of. */
  private @Nullable WatchEvent poll() {
    WatchEvent event = null;
    while (event == null && !unread.isEmpty() && !mayBeOfAddedWatch(unread.element())) {
      event = event(unread.remove());
    }
    return event;
  }

  private boolean mayBeOfAddedWatch(Raw raw) {
    return adding && raw.watch >= 0 && !watches.containsKey(raw.watch);
  }

  private @Nullable WatchEvent event(Raw raw) {
    FileWatch watch = watches.get(raw.watch);
    if (raw.kind == WatchKind.IGNORED && watch != null) {
      watches.remove(raw.watch);
      watch.end();
    }
    boolean told = watch == null ? raw.kind == WatchKind.Q_OVERFLOW : watch.tells(raw.kind);
    return told
        ? new WatchEvent(
            raw.kind, Optional.ofNullable(watch), raw.name, raw.ofDirectory, raw.cookie)
        : null;
  }

  // ---- the end

  /**
   * Closes the watcher, with all its watches: close(2), on a worker. Reads that wait are rejected with EBADF, and what
   * was not read is dropped. May be called again, and gives the same promise; it cannot be cancelled.
   */
  public Promise<@Nullable Void> close() {
    descriptor.loop().checkThread("close");
    unread.clear();
    return descriptor.close();
  }

  /** {@code file watcher fd 7}. */
  @Override
  public String toString() {
    return "file watcher " + descriptor;
  }
}
