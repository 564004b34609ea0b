package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;
import static io.lwt.bindings.CFunction.Result.POINTER_OR_NULL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Names in the file system on Linux. */
interface LinuxPaths extends Paths {

  @Override
  default int open(byte[] path, int flags, int permissions) {
    return openAt(LinuxAbi.AT_FDCWD, path, flags, permissions);
  }

  @Override
  default int openAt(int directory, byte[] name, int flags, int permissions) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Openat.C.call(
              directory,
              SystemLibrary.string(arena, name),
              flags | LinuxAbi.O_CLOEXEC,
              permissions);
    }
  }

  @Override
  default int AT_FDCWD() {
    return LinuxAbi.AT_FDCWD;
  }

  @Override
  default int O_RDONLY() {
    return LinuxAbi.O_RDONLY;
  }

  @Override
  default int O_WRONLY() {
    return LinuxAbi.O_WRONLY;
  }

  @Override
  default int O_RDWR() {
    return LinuxAbi.O_RDWR;
  }

  @Override
  default int O_APPEND() {
    return LinuxAbi.O_APPEND;
  }

  @Override
  default int O_CREAT() {
    return LinuxAbi.O_CREAT;
  }

  @Override
  default int O_DIRECTORY() {
    return LinuxArchitecture.HOST.directoryFlag();
  }

  @Override
  default int O_DSYNC() {
    return LinuxAbi.O_DSYNC;
  }

  @Override
  default int O_EXCL() {
    return LinuxAbi.O_EXCL;
  }

  @Override
  default int O_NOCTTY() {
    return LinuxAbi.O_NOCTTY;
  }

  @Override
  default int O_NOFOLLOW() {
    return LinuxArchitecture.HOST.noFollowFlag();
  }

  @Override
  default int O_NONBLOCK() {
    return LinuxAbi.O_NONBLOCK;
  }

  @Override
  default int O_SYNC() {
    return LinuxAbi.O_SYNC;
  }

  @Override
  default int O_TMPFILE() {
    return LinuxArchitecture.HOST.unnamedFileFlag();
  }

  @Override
  default int O_TRUNC() {
    return LinuxAbi.O_TRUNC;
  }

  @Override
  default int stat(byte[] path, boolean follow, FileStatus[] status) {
    try (Arena arena = Arena.ofConfined()) {
      int flags = follow ? 0 : LinuxAbi.AT_SYMLINK_NOFOLLOW;
      return LinuxStatus.get(LinuxAbi.AT_FDCWD, SystemLibrary.string(arena, path), flags, status);
    }
  }

  @Override
  default int truncate(byte[] path, long size) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Truncate.C.call(SystemLibrary.string(arena, path), size);
    }
  }

  @Override
  default int unlink(byte[] path) {
    return unlinkAt(LinuxAbi.AT_FDCWD, path);
  }

  @Override
  default int unlinkAt(int directory, byte[] name) {
    return unlinkAt(directory, name, 0);
  }

  private static int unlinkAt(int directory, byte[] name, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Unlinkat.C.call(directory, SystemLibrary.string(arena, name), flags);
    }
  }

  @Override
  default int rename(byte[] from, byte[] to) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Renameat.C.call(
              LinuxAbi.AT_FDCWD,
              SystemLibrary.string(arena, from),
              LinuxAbi.AT_FDCWD,
              SystemLibrary.string(arena, to));
    }
  }

  @Override
  default int link(byte[] existing, byte[] added) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Linkat.C.call(
              LinuxAbi.AT_FDCWD,
              SystemLibrary.string(arena, existing),
              LinuxAbi.AT_FDCWD,
              SystemLibrary.string(arena, added),
              0);
    }
  }

  @Override
  default int symlink(byte[] target, byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Symlinkat.C.call(
              SystemLibrary.string(arena, target),
              LinuxAbi.AT_FDCWD,
              SystemLibrary.string(arena, path));
    }
  }

  @Override
  default int readlink(byte[] path, byte[] target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(target.length);
      int length =
          (int)
              Readlinkat.C.call(
                  LinuxAbi.AT_FDCWD,
                  SystemLibrary.string(arena, path),
                  buffer.address(),
                  target.length);
      if (length > 0) {
        MemorySegment.copy(buffer, JAVA_BYTE, 0, target, 0, length);
      }
      return length;
    }
  }

  @Override
  default int chmod(byte[] path, int permissions) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Fchmodat.C.call(LinuxAbi.AT_FDCWD, SystemLibrary.string(arena, path), permissions, 0);
    }
  }

  @Override
  default int chown(byte[] path, boolean follow, long owner, long group) {
    try (Arena arena = Arena.ofConfined()) {
      int flags = follow ? 0 : LinuxAbi.AT_SYMLINK_NOFOLLOW;
      return (int)
          Fchownat.C.call(
              LinuxAbi.AT_FDCWD, SystemLibrary.string(arena, path), owner, group, flags);
    }
  }

  @Override
  default int access(byte[] path, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Faccessat.C.call(LinuxAbi.AT_FDCWD, SystemLibrary.string(arena, path), mode, 0);
    }
  }

  @Override
  default int F_OK() {
    return LinuxAbi.F_OK;
  }

  @Override
  default int R_OK() {
    return LinuxAbi.R_OK;
  }

  @Override
  default int W_OK() {
    return LinuxAbi.W_OK;
  }

  @Override
  default int X_OK() {
    return LinuxAbi.X_OK;
  }

  @Override
  default int utimes(byte[] path, @Nullable Instant accessed, @Nullable Instant modified) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times = arena.allocate(2L * LinuxAbi.Timespec.SIZEOF, Long.BYTES);
      setTime(times, accessed);
      setTime(times.asSlice(LinuxAbi.Timespec.SIZEOF), modified);
      return (int)
          Utimensat.C.call(
              LinuxAbi.AT_FDCWD, SystemLibrary.string(arena, path), times.address(), 0);
    }
  }

  private static void setTime(MemorySegment timespec, @Nullable Instant time) {
    timespec.set(JAVA_LONG, LinuxAbi.Timespec.TV_SEC, time == null ? 0 : time.getEpochSecond());
    timespec.set(
        JAVA_LONG, LinuxAbi.Timespec.TV_NSEC, time == null ? LinuxAbi.UTIME_NOW : time.getNano());
  }

  @Override
  default int mkfifo(byte[] path, int permissions) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Mkfifoat.C.call(LinuxAbi.AT_FDCWD, SystemLibrary.string(arena, path), permissions);
    }
  }

  @Override
  default int mkdir(byte[] path, int permissions) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Mkdirat.C.call(LinuxAbi.AT_FDCWD, SystemLibrary.string(arena, path), permissions);
    }
  }

  @Override
  default int rmdir(byte[] path) {
    return rmdirAt(LinuxAbi.AT_FDCWD, path);
  }

  @Override
  default int rmdirAt(int directory, byte[] name) {
    return unlinkAt(directory, name, LinuxAbi.AT_REMOVEDIR);
  }

  @Override
  default int chdir(byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Chdir.C.call(SystemLibrary.string(arena, path));
    }
  }

  @Override
  default int getcwd(byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(path.length);
      long result = Getcwd.C.call(buffer.address(), path.length);
      if (result < 0) {
        return (int) result;
      }
      int length = 0;
      while (buffer.get(JAVA_BYTE, length) != 0) {
        length++;
      }
      MemorySegment.copy(buffer, JAVA_BYTE, 0, path, 0, length);
      return length;
    }
  }

  @Override
  default int chroot(byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Chroot.C.call(SystemLibrary.string(arena, path));
    }
  }

  /** openat(2). */
  final class Openat {
    static final CFunction C = CFunction.variadic(SystemLibrary.LOOKUP, INT, "openat", 3, 4);
  }

  /** truncate(2). */
  final class Truncate {
    static final CFunction C = CFunction.of(INT, "truncate", 2);
  }

  /** unlinkat(2). */
  final class Unlinkat {
    static final CFunction C = CFunction.of(INT, "unlinkat", 3);
  }

  /** renameat(2). */
  final class Renameat {
    static final CFunction C = CFunction.of(INT, "renameat", 4);
  }

  /** linkat(2). */
  final class Linkat {
    static final CFunction C = CFunction.of(INT, "linkat", 5);
  }

  /** symlinkat(2). */
  final class Symlinkat {
    static final CFunction C = CFunction.of(INT, "symlinkat", 3);
  }

  /** readlinkat(2). */
  final class Readlinkat {
    static final CFunction C = CFunction.of(LONG, "readlinkat", 4);
  }

  /** fchmodat(2). */
  final class Fchmodat {
    static final CFunction C = CFunction.of(INT, "fchmodat", 4);
  }

  /** fchownat(2). */
  final class Fchownat {
    static final CFunction C = CFunction.of(INT, "fchownat", 5);
  }

  /** faccessat(2). */
  final class Faccessat {
    static final CFunction C = CFunction.of(INT, "faccessat", 4);
  }

  /** utimensat(2). */
  final class Utimensat {
    static final CFunction C = CFunction.of(INT, "utimensat", 4);
  }

  /** mkfifoat(3). */
  final class Mkfifoat {
    static final CFunction C = CFunction.of(INT, "mkfifoat", 3);
  }

  /** mkdirat(2). */
  final class Mkdirat {
    static final CFunction C = CFunction.of(INT, "mkdirat", 3);
  }

  /** chdir(2). */
  final class Chdir {
    static final CFunction C = CFunction.of(INT, "chdir", 1);
  }

  /** getcwd(3). */
  final class Getcwd {
    static final CFunction C = CFunction.of(POINTER_OR_NULL, "getcwd", 2);
  }

  /** chroot(2). */
  final class Chroot {
    static final CFunction C = CFunction.of(INT, "chroot", 1);
  }
}
