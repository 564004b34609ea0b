package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.lwt.bindings.LinuxAbi.StatxTimestamp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file's status on Linux, by statx(2), which is the same on every architecture; stat(2) is not. On a kernel older
 * than 4.11, which has none, the C library makes it of fstatat(2).
 */
final class LinuxStatus {
  private LinuxStatus() {}

  /** Asks for the status of a path, or of the descriptor itself if the path is empty and the flags say so. */
  static int get(int fd, long path, int flags, FileStatus[] status) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(LinuxAbi.Statx.SIZEOF, Long.BYTES);
      int wanted = LinuxAbi.STATX_BASIC_STATS | LinuxAbi.STATX_BTIME;
      int result = (int) Statx.C.call(fd, path, flags, wanted, statx.address());
      if (result == 0) {
        status[0] = of(statx);
      }
      return result;
    }
  }

  private static FileStatus of(MemorySegment statx) {
    return new FileStatus(
        Short.toUnsignedInt(statx.get(JAVA_SHORT, LinuxAbi.Statx.STX_MODE)),
        unsigned(statx, LinuxAbi.Statx.STX_NLINK),
        unsigned(statx, LinuxAbi.Statx.STX_UID),
        unsigned(statx, LinuxAbi.Statx.STX_GID),
        statx.get(JAVA_LONG, LinuxAbi.Statx.STX_SIZE),
        unsigned(statx, LinuxAbi.Statx.STX_BLKSIZE),
        statx.get(JAVA_LONG, LinuxAbi.Statx.STX_BLOCKS),
        statx.get(JAVA_LONG, LinuxAbi.Statx.STX_INO),
        device(statx, LinuxAbi.Statx.STX_DEV_MAJOR, LinuxAbi.Statx.STX_DEV_MINOR),
        device(statx, LinuxAbi.Statx.STX_RDEV_MAJOR, LinuxAbi.Statx.STX_RDEV_MINOR),
        time(statx, LinuxAbi.Statx.STX_ATIME),
        time(statx, LinuxAbi.Statx.STX_MTIME),
        time(statx, LinuxAbi.Statx.STX_CTIME),
        born(statx));
  }

  private static @Nullable Instant born(MemorySegment statx) {
    boolean told = (statx.get(JAVA_INT, LinuxAbi.Statx.STX_MASK) & LinuxAbi.STATX_BTIME) != 0;
    return told ? time(statx, LinuxAbi.Statx.STX_BTIME) : null;
  }

  private static Instant time(MemorySegment statx, long offset) {
    return Instant.ofEpochSecond(
        statx.get(JAVA_LONG, offset + StatxTimestamp.TV_SEC),
        statx.get(JAVA_INT, offset + StatxTimestamp.TV_NSEC));
  }

  private static long unsigned(MemorySegment statx, long offset) {
    return Integer.toUnsignedLong(statx.get(JAVA_INT, offset));
  }

  /** A device's number, as stat(2) has it: makedev(3). */
  private static long device(MemorySegment statx, long majorOffset, long minorOffset) {
    long major = unsigned(statx, majorOffset);
    long minor = unsigned(statx, minorOffset);
    return ((major & ~0xFFFL) << 32)
        | ((major & 0xFFF) << 8)
        | ((minor & ~0xFFL) << 12)
        | (minor & 0xFF);
  }

  /** statx(2). */
  static final class Statx {
    static final CFunction C = CFunction.of(INT, "statx", 5);
  }
}
