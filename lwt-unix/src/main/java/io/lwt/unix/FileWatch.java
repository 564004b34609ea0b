package io.lwt.unix;

import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/** A file or a directory that a {@link FileWatcher} watches. */
public final class FileWatch {
  private final FileWatcher watcher;
  private final String path;
  private final int number;
  private final int mask;
  private boolean ended;
  private boolean dropped;

  FileWatch(FileWatcher watcher, String path, int number, int mask) {
    this.watcher = watcher;
    this.path = path;
    this.number = number;
    this.mask = mask;
  }

  /** The path that was given. It is not followed when the file gets another name. */
  public String path() {
    return path;
  }

  /**
   * Ends the watch: inotify_rm_watch(2). What happened before is still told, then {@link WatchKind#IGNORED}. Does
   * nothing if the watch has ended.
   *
   * <p>The promise is resolved. It is rejected with EBADF if the watcher is closed.
   */
  public Promise<@Nullable Void> remove() {
    return watcher.remove(this);
  }

  /** Whether {@link WatchKind#IGNORED} was told: nothing more comes. */
  public boolean hasEnded() {
    return ended;
  }

  int number() {
    return number;
  }

  void end() {
    ended = true;
  }

  /** Nobody wants its events: who asked for it has given up. */
  void drop() {
    dropped = true;
  }

  /** Whether an event of this kind is told. */
  boolean tells(WatchKind kind) {
    return !dropped && kind.isAskedBy(mask);
  }

  /** {@code watch of /tmp}. */
  @Override
  public String toString() {
    return "watch of " + path;
  }
}
