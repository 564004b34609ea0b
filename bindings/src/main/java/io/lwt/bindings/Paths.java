package io.lwt.bindings;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Calls about names in the file system. Most may block for as long as a disk or a file server takes: they belong on a
 * worker thread. A path is its bytes, without NUL at the end or anywhere else.
 */
public interface Paths {

  /**
   * openat(2) from the current directory: a descriptor that is close-on-exec from birth.
   *
   * @param flags some of the O_ numbers of this interface
   * @param permissions of a file that is made
   */
  int open(byte[] path, int flags, int permissions);

  /**
   * openat(2): as {@link #open}, of a name in an open directory.
   *
   * @param directory a descriptor, or {@link #AT_FDCWD}
   */
  int openAt(int directory, byte[] name, int flags, int permissions);

  /** The directory from which paths count, in place of a descriptor. */
  int AT_FDCWD();

  int O_RDONLY();

  int O_WRONLY();

  int O_RDWR();

  int O_APPEND();

  int O_CREAT();

  int O_DIRECTORY();

  int O_DSYNC();

  int O_EXCL();

  int O_NOCTTY();

  int O_NOFOLLOW();

  int O_NONBLOCK();

  int O_SYNC();

  /** O_TMPFILE: a file without a name, in the directory that is opened. */
  int O_TMPFILE();

  int O_TRUNC();

  /**
   * stat(2), or lstat(2).
   *
   * @param follow whether of what a symbolic link points to
   * @param status receives the answer; at least one long
   */
  int stat(byte[] path, boolean follow, FileStatus[] status);

  /** truncate(2). */
  int truncate(byte[] path, long size);

  /** unlink(2). */
  int unlink(byte[] path);

  /** unlinkat(2): as {@link #unlink}, of a name in an open directory, or {@link #AT_FDCWD}. */
  int unlinkAt(int directory, byte[] name);

  /** rename(2). */
  int rename(byte[] from, byte[] to);

  /** link(2): a symbolic link as such. */
  int link(byte[] existing, byte[] added);

  /** symlink(2). */
  int symlink(byte[] target, byte[] path);

  /** readlink(2): the number of bytes, which is all there is room for if the target is longer. */
  int readlink(byte[] path, byte[] target);

  /** chmod(2). */
  int chmod(byte[] path, int permissions);

  /** chown(2), or lchown(2); -1 leaves the owner or the group. */
  int chown(byte[] path, boolean follow, long owner, long group);

  /**
   * access(2).
   *
   * @param mode some of {@link #F_OK}, {@link #R_OK}, {@link #W_OK}, {@link #X_OK}
   */
  int access(byte[] path, int mode);

  int F_OK();

  int R_OK();

  int W_OK();

  int X_OK();

  /** utimensat(2), of what a symbolic link points to; null is the system's now. */
  int utimes(byte[] path, @Nullable Instant accessed, @Nullable Instant modified);

  /** mkfifo(3). */
  int mkfifo(byte[] path, int permissions);

  /** mkdir(2). */
  int mkdir(byte[] path, int permissions);

  /** rmdir(2). */
  int rmdir(byte[] path);

  /** unlinkat(2) with AT_REMOVEDIR: as {@link #rmdir}, of a name in an open directory, or {@link #AT_FDCWD}. */
  int rmdirAt(int directory, byte[] name);

  /** chdir(2). */
  int chdir(byte[] path);

  /** getcwd(3): the number of bytes; {@code -ERANGE} if there is no room for them and a NUL. */
  int getcwd(byte[] path);

  /** chroot(2). */
  int chroot(byte[] path);
}
