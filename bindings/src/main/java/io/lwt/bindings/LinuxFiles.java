package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Descriptors on Linux. */
interface LinuxFiles extends Files {

  @Override
  default long read(int fd, MemorySegment buffer, long length) {
    return Read.C.call(fd, checked(buffer, length), length);
  }

  @Override
  default long write(int fd, MemorySegment buffer, long length) {
    return Write.C.call(fd, checked(buffer, length), length);
  }

  @Override
  default long pread(int fd, MemorySegment buffer, long length, long offset) {
    return Pread.C.call(fd, checked(buffer, length), length, offset);
  }

  @Override
  default long pwrite(int fd, MemorySegment buffer, long length, long offset) {
    return Pwrite.C.call(fd, checked(buffer, length), length, offset);
  }

  @Override
  default long readv(int fd, Vectors to) {
    return Readv.C.call(fd, array(to), to.count(), to);
  }

  @Override
  default long writev(int fd, Vectors from) {
    return Writev.C.call(fd, array(from), from.count(), from);
  }

  /** The array of iovec, in the thread's memory. */
  static long array(Vectors vectors) {
    MemorySegment array = ThreadMemory.current().scratch();
    for (int i = 0; i < vectors.count(); i++) {
      long at = (long) i * LinuxAbi.Iovec.SIZEOF;
      array.set(JAVA_LONG, at + LinuxAbi.Iovec.IOV_BASE, vectors.address(i));
      array.set(JAVA_LONG, at + LinuxAbi.Iovec.IOV_LEN, vectors.length(i));
    }
    return array.address();
  }

  @Override
  default int readiness(int fd) {
    MemorySegment poll = ThreadMemory.current().scratch();
    poll.set(JAVA_INT, LinuxAbi.Pollfd.FD, fd);
    poll.set(JAVA_SHORT, LinuxAbi.Pollfd.EVENTS, (short) (LinuxAbi.POLLIN | LinuxAbi.POLLOUT));
    poll.set(JAVA_SHORT, LinuxAbi.Pollfd.REVENTS, (short) 0);
    int result = (int) Poll.C.call(poll.address(), 1, 0);
    return result < 0 ? result : readinessOf(poll.get(JAVA_SHORT, LinuxAbi.Pollfd.REVENTS));
  }

  private static int readinessOf(int events) {
    if ((events & LinuxAbi.POLLNVAL) != 0) {
      return -LinuxAbi.EBADF;
    }
    int ended = LinuxAbi.POLLERR | LinuxAbi.POLLHUP;
    return ((events & (LinuxAbi.POLLIN | ended)) != 0 ? READABLE : 0)
        | ((events & (LinuxAbi.POLLOUT | ended)) != 0 ? WRITABLE : 0);
  }

  @Override
  default int close(int fd) {
    return (int) Close.C.call(fd);
  }

  @Override
  default int pipe(int[] ends) {
    MemorySegment pair = ThreadMemory.current().scratch();
    int result = (int) Pipe2.C.call(pair.address(), LinuxAbi.O_CLOEXEC | LinuxAbi.O_NONBLOCK);
    if (result == 0) {
      ends[0] = pair.getAtIndex(JAVA_INT, 0);
      ends[1] = pair.getAtIndex(JAVA_INT, 1);
    }
    return result;
  }

  @Override
  default int fstat(int fd, FileStatus[] status) {
    MemorySegment empty = ThreadMemory.current().scratch();
    empty.set(JAVA_BYTE, 0, (byte) 0);
    return LinuxStatus.get(fd, empty.address(), LinuxAbi.AT_EMPTY_PATH, status);
  }

  @Override
  default long lseek(int fd, long offset, int whence) {
    return Lseek.C.call(fd, offset, whence);
  }

  @Override
  default int SEEK_SET() {
    return LinuxAbi.SEEK_SET;
  }

  @Override
  default int SEEK_CUR() {
    return LinuxAbi.SEEK_CUR;
  }

  @Override
  default int SEEK_END() {
    return LinuxAbi.SEEK_END;
  }

  @Override
  default int ftruncate(int fd, long size) {
    return (int) Ftruncate.C.call(fd, size);
  }

  @Override
  default int fsync(int fd) {
    return (int) Fsync.C.call(fd);
  }

  @Override
  default int fdatasync(int fd) {
    return (int) Fdatasync.C.call(fd);
  }

  @Override
  default int fchmod(int fd, int permissions) {
    return (int) Fchmod.C.call(fd, permissions);
  }

  @Override
  default int fchown(int fd, long owner, long group) {
    return (int) Fchown.C.call(fd, owner, group);
  }

  @Override
  default long getdents(int fd, MemorySegment entries, long length) {
    return Getdents64.C.call(fd, checked(entries, length), length);
  }

  @Override
  default int direntLength(MemorySegment entries, long at) {
    return Short.toUnsignedInt(entries.get(JAVA_SHORT, at + LinuxAbi.Dirent.D_RECLEN));
  }

  /** The kinds are those of a mode, four bits lower. */
  @Override
  default int direntKind(MemorySegment entries, long at) {
    return (entries.get(JAVA_BYTE, at + LinuxAbi.Dirent.D_TYPE) << 12) & FileModes.S_IFMT;
  }

  @Override
  default long direntName(long at) {
    return at + LinuxAbi.Dirent.D_NAME;
  }

  @Override
  default int setLock(int fd, int type, long start, long length) {
    return (int) Fcntl.C.call(fd, LinuxAbi.F_OFD_SETLK, flock(type, start, length).address());
  }

  @Override
  default int getLock(int fd, int type, long start, long length, FileLock[] lock) {
    MemorySegment flock = flock(type, start, length);
    int result = (int) Fcntl.C.call(fd, LinuxAbi.F_OFD_GETLK, flock.address());
    if (result == 0) {
      lock[0] =
          new FileLock(
              flock.get(JAVA_SHORT, LinuxAbi.Flock.L_TYPE),
              flock.get(JAVA_LONG, LinuxAbi.Flock.L_START),
              flock.get(JAVA_LONG, LinuxAbi.Flock.L_LEN),
              flock.get(JAVA_INT, LinuxAbi.Flock.L_PID));
    }
    return result;
  }

  private static MemorySegment flock(int type, long start, long length) {
    MemorySegment flock = ThreadMemory.current().scratch();
    flock.set(JAVA_SHORT, LinuxAbi.Flock.L_TYPE, (short) type);
    flock.set(JAVA_SHORT, LinuxAbi.Flock.L_WHENCE, (short) LinuxAbi.SEEK_SET);
    flock.set(JAVA_LONG, LinuxAbi.Flock.L_START, start);
    flock.set(JAVA_LONG, LinuxAbi.Flock.L_LEN, length);
    flock.set(JAVA_INT, LinuxAbi.Flock.L_PID, 0);
    return flock;
  }

  @Override
  default int F_RDLCK() {
    return LinuxAbi.F_RDLCK;
  }

  @Override
  default int F_WRLCK() {
    return LinuxAbi.F_WRLCK;
  }

  @Override
  default int F_UNLCK() {
    return LinuxAbi.F_UNLCK;
  }

  @Override
  default int setNonBlocking(int fd, boolean nonBlocking) {
    int status = (int) Fcntl.C.call(fd, LinuxAbi.F_GETFL, 0);
    if (status < 0) {
      return status;
    }
    int flag = LinuxAbi.O_NONBLOCK;
    return (int) Fcntl.C.call(fd, LinuxAbi.F_SETFL, nonBlocking ? status | flag : status & ~flag);
  }

  @Override
  default int setCloseOnExec(int fd, boolean closeOnExec) {
    return (int) Fcntl.C.call(fd, LinuxAbi.F_SETFD, closeOnExec ? LinuxAbi.FD_CLOEXEC : 0);
  }

  @Override
  default int dup(int fd) {
    return (int) Fcntl.C.call(fd, LinuxAbi.F_DUPFD_CLOEXEC, 0);
  }

  @Override
  default int dup3(int fd, int target, boolean closeOnExec) {
    return (int) Dup3.C.call(fd, target, closeOnExec ? LinuxAbi.O_CLOEXEC : 0);
  }

  /**
   * Through /proc. That opens devices anew too, which for most would be another device: only FIFOs and terminals are
   * what they were, and not the master of a pseudo-terminal, which would be a new one.
   */
  @Override
  default int reopenNonBlocking(int fd) {
    FileStatus[] status = new FileStatus[1];
    int result = fstat(fd, status);
    if (result < 0) {
      return result;
    }
    boolean fifo = (status[0].mode() & FileModes.S_IFMT) == FileModes.S_IFIFO;
    if (!fifo && !isTerminal(fd)) {
      return -LinuxAbi.EINVAL;
    }
    int access = (int) Fcntl.C.call(fd, LinuxAbi.F_GETFL, 0);
    if (access < 0) {
      return access;
    }
    int flags =
        (access & LinuxAbi.O_ACCMODE)
            | LinuxAbi.O_NONBLOCK
            | LinuxAbi.O_CLOEXEC
            | LinuxAbi.O_NOCTTY;
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom("/proc/self/fd/" + fd).address();
      return (int) LinuxPaths.Openat.C.call(LinuxAbi.AT_FDCWD, path, flags, 0);
    }
  }

  /** Whether it is a terminal, and not the master's side of a pseudo-terminal. */
  private static boolean isTerminal(int fd) {
    long name = ThreadMemory.current().scratch().address();
    return LinuxTerminals.Isatty.C.call(fd) == 1
        && LinuxTerminals.PtsnameR.C.call(fd, name, ThreadMemory.SCRATCH_SIZE) != 0;
  }

  @Override
  default int descriptorFlags(int fd) {
    int descriptor = (int) Fcntl.C.call(fd, LinuxAbi.F_GETFD, 0);
    if (descriptor < 0) {
      return descriptor;
    }
    int status = (int) Fcntl.C.call(fd, LinuxAbi.F_GETFL, 0);
    if (status < 0) {
      return status;
    }
    return ((descriptor & LinuxAbi.FD_CLOEXEC) != 0 ? CLOSE_ON_EXEC : 0)
        | ((status & LinuxAbi.O_NONBLOCK) != 0 ? NON_BLOCKING : 0);
  }

  /** The buffer, if it holds that many bytes: C does not ask. */
  static MemorySegment checked(MemorySegment buffer, long length) {
    Objects.checkFromIndexSize(0, length, buffer.byteSize());
    return buffer;
  }

  /** read(2). */
  final class Read {
    static final CFunction C = CFunction.withBuffer(LONG, "read", 3);
  }

  /** write(2). */
  final class Write {
    static final CFunction C = CFunction.withBuffer(LONG, "write", 3);
  }

  /** close(2). */
  final class Close {
    static final CFunction C = CFunction.of(INT, "close", 1);
  }

  /** pipe2(2). */
  final class Pipe2 {
    static final CFunction C = CFunction.of(INT, "pipe2", 2);
  }

  /** lseek(2). */
  final class Lseek {
    static final CFunction C = CFunction.of(LONG, "lseek", 3);
  }

  /** ftruncate(2). */
  final class Ftruncate {
    static final CFunction C = CFunction.of(INT, "ftruncate", 2);
  }

  /** fsync(2). */
  final class Fsync {
    static final CFunction C = CFunction.of(INT, "fsync", 1);
  }

  /** fdatasync(2). */
  final class Fdatasync {
    static final CFunction C = CFunction.of(INT, "fdatasync", 1);
  }

  /** fchmod(2). */
  final class Fchmod {
    static final CFunction C = CFunction.of(INT, "fchmod", 2);
  }

  /** fchown(2). */
  final class Fchown {
    static final CFunction C = CFunction.of(INT, "fchown", 3);
  }

  /** pread(2). */
  final class Pread {
    static final CFunction C = CFunction.withBuffer(LONG, "pread", 4);
  }

  /** pwrite(2). */
  final class Pwrite {
    static final CFunction C = CFunction.withBuffer(LONG, "pwrite", 4);
  }

  /** readv(2). */
  final class Readv {
    static final CFunction C = CFunction.withGuards(LONG, "readv", 3);
  }

  /** writev(2). */
  final class Writev {
    static final CFunction C = CFunction.withGuards(LONG, "writev", 3);
  }

  /** poll(2). */
  final class Poll {
    static final CFunction C = CFunction.of(INT, "poll", 3);
  }

  /** dup3(2). */
  final class Dup3 {
    static final CFunction C = CFunction.of(INT, "dup3", 3);
  }

  /** getdents64(2). */
  final class Getdents64 {
    static final CFunction C = CFunction.withBuffer(LONG, "getdents64", 3);
  }

  /** fcntl(2). */
  final class Fcntl {
    static final CFunction C = CFunction.variadic(SystemLibrary.LOOKUP, INT, "fcntl", 2, 3);
  }
}
