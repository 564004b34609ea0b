package io.lwt.unix;

import io.lwt.bindings.Inotify;
import java.util.Set;

/** How a file is watched: inotify_add_watch(2), by its names. */
public enum WatchOption {
  /** A symbolic link as such, not what it points to. */
  DONT_FOLLOW(Inotify.IN_DONT_FOLLOW),
  /** Not what happens to a file in the directory that has no name there any more, but is still open. */
  EXCL_UNLINK(Inotify.IN_EXCL_UNLINK),
  /** Until the first event. */
  ONESHOT(Inotify.IN_ONESHOT),
  /** Nothing but a directory: else it is ENOTDIR. */
  ONLYDIR(Inotify.IN_ONLYDIR);

  private final int bit;

  WatchOption(int bit) {
    this.bit = bit;
  }

  static int mask(Set<WatchOption> options) {
    return options.stream().mapToInt(option -> option.bit).reduce(0, (a, b) -> a | b);
  }
}
