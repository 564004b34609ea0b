package io.lwt.unix;

import io.lwt.bindings.Inotify;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What may happen to a file that is watched, or to one in a directory that is: inotify(7), by its names. The last three
 * come without being asked for.
 */
public enum WatchKind {
  /** A file was read. */
  ACCESS(Inotify.IN_ACCESS),
  /** What the system tells of a file was changed: permissions, times, owners, the number of its names. */
  ATTRIB(Inotify.IN_ATTRIB),
  /** A file that was open for reading only was closed. */
  CLOSE_NOWRITE(Inotify.IN_CLOSE_NOWRITE),
  /** A file that was open for writing was closed: what was written is there. */
  CLOSE_WRITE(Inotify.IN_CLOSE_WRITE),
  /** The directory has a new entry: made, not moved there. */
  CREATE(Inotify.IN_CREATE),
  /** An entry of the directory was removed. */
  DELETE(Inotify.IN_DELETE),
  /** The watched file itself has no name any more, and nobody has it open. */
  DELETE_SELF(Inotify.IN_DELETE_SELF),
  /** A file was written to, or made longer or shorter. */
  MODIFY(Inotify.IN_MODIFY),
  /** The watched file itself has another name. */
  MOVE_SELF(Inotify.IN_MOVE_SELF),
  /** An entry of the directory was given another name, there or elsewhere: its former one. */
  MOVED_FROM(Inotify.IN_MOVED_FROM),
  /** As {@link #MOVED_FROM}, with the new name. */
  MOVED_TO(Inotify.IN_MOVED_TO),
  /** A file was opened. */
  OPEN(Inotify.IN_OPEN),

  /** The file system that the watched file is in was unmounted. */
  UNMOUNT(Inotify.IN_UNMOUNT),
  /** The watch has ended: it was removed, or the file is gone. The last event of every watch. */
  IGNORED(Inotify.IN_IGNORED),
  /** There was more to tell than the system keeps: events are lost, of any watch. Has no watch itself. */
  Q_OVERFLOW(Inotify.IN_Q_OVERFLOW);

  private static final Set<WatchKind> UNASKED = EnumSet.of(UNMOUNT, IGNORED, Q_OVERFLOW);

  private final int bit;

  WatchKind(int bit) {
    this.bit = bit;
  }

  /** What can be asked for: all but the last three. */
  public static Set<WatchKind> all() {
    return EnumSet.complementOf(EnumSet.copyOf(UNASKED));
  }

  /** What an event that has this mask tells: the system may put several into one. */
  static List<WatchKind> of(int mask) {
    return Stream.of(values()).filter(kind -> kind.isIn(mask)).toList();
  }

  private boolean isIn(int mask) {
    return (mask & bit) != 0;
  }

  /** Whether somebody who asked with this mask is told. */
  boolean isAskedBy(int mask) {
    return UNASKED.contains(this) || isIn(mask);
  }

  /** The mask that asks for these. */
  static int mask(Set<WatchKind> kinds) {
    if (kinds.isEmpty() || kinds.stream().anyMatch(UNASKED::contains)) {
      throw new IllegalArgumentException("cannot be asked for: " + kinds);
    }
    return kinds.stream().mapToInt(kind -> kind.bit).reduce(0, (a, b) -> a | b);
  }
}
