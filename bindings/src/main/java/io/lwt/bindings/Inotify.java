package io.lwt.bindings;

import java.lang.foreign.MemorySegment;

/** Linux' inotify(7). The masks are the kernel's, the same on every architecture. */
public interface Inotify {
  int IN_ACCESS = 0x1;
  int IN_MODIFY = 0x2;
  int IN_ATTRIB = 0x4;
  int IN_CLOSE_WRITE = 0x8;
  int IN_CLOSE_NOWRITE = 0x10;
  int IN_OPEN = 0x20;
  int IN_MOVED_FROM = 0x40;
  int IN_MOVED_TO = 0x80;
  int IN_CREATE = 0x100;
  int IN_DELETE = 0x200;
  int IN_DELETE_SELF = 0x400;
  int IN_MOVE_SELF = 0x800;
  int IN_UNMOUNT = 0x2000;
  int IN_Q_OVERFLOW = 0x4000;
  int IN_IGNORED = 0x8000;
  int IN_ONLYDIR = 0x1000000;
  int IN_DONT_FOLLOW = 0x2000000;
  int IN_EXCL_UNLINK = 0x4000000;
  int IN_MASK_CREATE = 0x10000000;
  int IN_ISDIR = 0x40000000;
  int IN_ONESHOT = 1 << 31;

  /** inotify_init1(2): close-on-exec and non-blocking. */
  int inotifyInit();

  /**
   * inotify_add_watch(2): the watch' number. May block for as long as a disk or a file server takes.
   *
   * @param path its bytes, without NUL
   */
  int inotifyAddWatch(int fd, byte[] path, int mask);

  /** inotify_rm_watch(2). */
  int inotifyRmWatch(int fd, int watch);

  /** How many bytes the event takes that begins there, with its name. */
  int inotifyLength(MemorySegment events, long at);

  /** The number of the watch that the event is of; -1 if it is of none. */
  int inotifyWatch(MemorySegment events, long at);

  /** What happened. */
  int inotifyMask(MemorySegment events, long at);

  /** What the two events of a move have in common; else 0. */
  int inotifyCookie(MemorySegment events, long at);

  /** The name's bytes, without NUL; none if the event is of the watched file itself. */
  byte[] inotifyName(MemorySegment events, long at);
}
