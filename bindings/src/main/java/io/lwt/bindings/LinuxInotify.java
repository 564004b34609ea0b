package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.lwt.bindings.LinuxAbi.InotifyEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Linux' inotify(7). */
interface LinuxInotify extends Inotify {

  @Override
  default int inotifyInit() {
    return (int) InotifyInit1.C.call(LinuxAbi.IN_CLOEXEC | LinuxAbi.IN_NONBLOCK);
  }

  @Override
  default int inotifyAddWatch(int fd, byte[] path, int mask) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) InotifyAddWatch.C.call(fd, SystemLibrary.string(arena, path), mask);
    }
  }

  @Override
  default int inotifyRmWatch(int fd, int watch) {
    return (int) InotifyRmWatch.C.call(fd, watch);
  }

  @Override
  default int inotifyLength(MemorySegment events, long at) {
    return InotifyEvent.SIZEOF + events.get(JAVA_INT, at + InotifyEvent.LEN);
  }

  @Override
  default int inotifyWatch(MemorySegment events, long at) {
    return events.get(JAVA_INT, at + InotifyEvent.WD);
  }

  @Override
  default int inotifyMask(MemorySegment events, long at) {
    return events.get(JAVA_INT, at + InotifyEvent.MASK);
  }

  @Override
  default int inotifyCookie(MemorySegment events, long at) {
    return events.get(JAVA_INT, at + InotifyEvent.COOKIE);
  }

  /** NULs fill the place up to the next event. */
  @Override
  default byte[] inotifyName(MemorySegment events, long at) {
    int length = events.get(JAVA_INT, at + InotifyEvent.LEN);
    long name = at + InotifyEvent.NAME;
    while (length > 0 && events.get(JAVA_BYTE, name + length - 1) == 0) {
      length--;
    }
    return events.asSlice(name, length).toArray(JAVA_BYTE);
  }

  /** inotify_init1(2). */
  final class InotifyInit1 {
    static final CFunction C = CFunction.of(INT, "inotify_init1", 1);
  }

  /** inotify_add_watch(2). */
  final class InotifyAddWatch {
    static final CFunction C = CFunction.of(INT, "inotify_add_watch", 3);
  }

  /** inotify_rm_watch(2). */
  final class InotifyRmWatch {
    static final CFunction C = CFunction.of(INT, "inotify_rm_watch", 2);
  }
}
