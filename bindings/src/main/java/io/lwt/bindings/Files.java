package io.lwt.bindings;

import java.lang.foreign.MemorySegment;

/**
 * Calls that work on any descriptor. On one of a file they may block for as long as a disk or a file server takes: they
 * belong on a worker thread.
 */
public interface Files {

  /** read(2) of up to {@code length} bytes to the beginning of {@code buffer}, which is native memory. */
  long read(int fd, MemorySegment buffer, long length);

  /** write(2) of up to {@code length} bytes from the beginning of {@code buffer}, which is native memory. */
  long write(int fd, MemorySegment buffer, long length);

  /** pread(2): as {@link #read}, from a place in the file, without moving. */
  long pread(int fd, MemorySegment buffer, long length, long offset);

  /** pwrite(2): as {@link #write}, to a place in the file, without moving. */
  long pwrite(int fd, MemorySegment buffer, long length, long offset);

  /** readv(2). */
  long readv(int fd, Vectors to);

  /** writev(2). */
  long writev(int fd, Vectors from);

  /**
   * poll(2) without waiting: {@link #READABLE} and {@link #WRITABLE} where a read or write would not wait, be it for an
   * error that it would give.
   */
  int readiness(int fd);

  /** Bit of {@link #readiness}. */
  int READABLE = 1;

  /** Bit of {@link #readiness}. */
  int WRITABLE = 2;

  /** close(2). {@code -EINTR} means closed all the same: never close again. */
  int close(int fd);

  /**
   * pipe2(2): a pipe whose two ends are close-on-exec and non-blocking from birth.
   *
   * @param ends receives the reading end, then the writing end; at least two long
   * @return 0 or {@code -errno}
   */
  int pipe(int[] ends);

  /**
   * fstat(2).
   *
   * @param status receives the answer; at least one long
   */
  int fstat(int fd, FileStatus[] status);

  /**
   * lseek(2): where the descriptor is afterwards.
   *
   * @param whence one of {@link #SEEK_SET}, {@link #SEEK_CUR}, {@link #SEEK_END}
   */
  long lseek(int fd, long offset, int whence);

  int SEEK_SET();

  int SEEK_CUR();

  int SEEK_END();

  /** ftruncate(2). */
  int ftruncate(int fd, long size);

  /** fsync(2). */
  int fsync(int fd);

  /** fdatasync(2). */
  int fdatasync(int fd);

  /** fchmod(2). */
  int fchmod(int fd, int permissions);

  /** fchown(2); -1 leaves the owner or the group. */
  int fchown(int fd, long owner, long group);

  /**
   * The next entries of the directory that is open: getdents64(2). {@link #direntLength} and its kin read them.
   *
   * @param entries native memory that receives them; it is aligned to 8 bytes
   * @return how many bytes they take, 0 at the end
   */
  long getdents(int fd, MemorySegment entries, long length);

  /** How many bytes the entry takes that begins there. */
  int direntLength(MemorySegment entries, long at);

  /** What kind of file the entry is, as in {@link FileModes}; 0 if the file system does not tell. */
  int direntKind(MemorySegment entries, long at);

  /** Where the name begins of the entry that begins there; it ends before a NUL. */
  long direntName(long at);

  /** fcntl(2): whether calls on the open file do not block: also through other descriptors, of other processes too. */
  int setNonBlocking(int fd, boolean nonBlocking);

  /** fcntl(2): whether a program that this process becomes, or starts, has the descriptor too. */
  int setCloseOnExec(int fd, boolean closeOnExec);

  /** dup(2): another number for the same open file, close-on-exec from birth. */
  int dup(int fd);

  /** dup3(2): another number, which is closed before, for the same open file. EINVAL if it is the same number. */
  int dup3(int fd, int target, boolean closeOnExec);

  /**
   * Opens anew what a pipe's, a FIFO's or a terminal's descriptor leads to, so that it does not block and nobody else
   * has that open file; for reading, writing or both, as the descriptor is. Close-on-exec. Where there is no way, as
   * for what else a descriptor may lead to, it is an error.
   */
  int reopenNonBlocking(int fd);

  /**
   * Locks or unlocks a range of bytes: fcntl(2) with F_OFD_SETLK. The lock belongs to the open file, so to all
   * duplicates of the descriptor; there it replaces what was locked of the range. EAGAIN or EACCES if another one is in
   * the way. It does not wait for that one, but may for a file server.
   *
   * @param type {@link #F_RDLCK}, {@link #F_WRLCK} or {@link #F_UNLCK}
   * @param start the first byte, counted from the beginning of the file
   * @param length how many bytes; 0 means all, however long the file gets
   */
  int setLock(int fd, int type, long start, long length);

  /**
   * Asks for a lock that is in the way of one: fcntl(2) with F_OFD_GETLK. As {@link #setLock}.
   *
   * @param lock receives one, of type {@link #F_UNLCK} if there is none; at least one long
   */
  int getLock(int fd, int type, long start, long length, FileLock[] lock);

  int F_RDLCK();

  int F_WRLCK();

  int F_UNLCK();

  /** The descriptor's FD_CLOEXEC and O_NONBLOCK, as {@link #CLOSE_ON_EXEC} | {@link #NON_BLOCKING}, by fcntl(2). */
  int descriptorFlags(int fd);

  /** Bit of {@link #descriptorFlags}. */
  int CLOSE_ON_EXEC = 1;

  /** Bit of {@link #descriptorFlags}. */
  int NON_BLOCKING = 2;
}
