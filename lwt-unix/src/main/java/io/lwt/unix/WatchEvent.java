package io.lwt.unix;

import java.util.Optional;

/**
 * Something that happened to a file: inotify(7). {@link FileWatcher} tells it.
 *
 * @param kind what happened
 * @param watch the watch that it was seen by; empty only for {@link WatchKind#Q_OVERFLOW}
 * @param name which entry of the watched directory it happened to; empty if to the watched file itself. Bytes that are
 *     no UTF-8 are lone surrogates, U+DC80 to U+DCFF
 * @param ofDirectory whether it happened to a directory
 * @param cookie what a {@link WatchKind#MOVED_FROM} has in common with the {@link WatchKind#MOVED_TO} of the same move;
 *     else 0
 */
public record WatchEvent(
    WatchKind kind, Optional<FileWatch> watch, String name, boolean ofDirectory, int cookie) {

  /** The path of what it happened to: the watched one, with the name behind it if there is one. Empty for no watch. */
  public String path() {
    String watched = watch.map(FileWatch::path).orElse("");
    if (name.isEmpty()) {
      return watched;
    }
    return watched.endsWith("/") ? watched + name : watched + '/' + name;
  }
}
