package io.lwt.unix;

import io.lwt.bindings.FileModes;

/** What a file is: inode(7). Corresponds to {@code Unix.file_kind}. */
public enum FileKind {
  /** A regular file. */
  REGULAR,
  /** A directory. */
  DIRECTORY,
  /** A symbolic link. */
  SYMBOLIC_LINK,
  /** A character device, such as a terminal. */
  CHARACTER_DEVICE,
  /** A block device, such as a disk. */
  BLOCK_DEVICE,
  /** A FIFO or a pipe. */
  FIFO,
  /** A socket. */
  SOCKET,
  /** None of these, such as an epoll descriptor; in a directory, also what the file system does not tell. */
  UNKNOWN;

  /** The kind of a file that has this mode. */
  static FileKind of(int mode) {
    return switch (mode & FileModes.S_IFMT) {
      case FileModes.S_IFREG -> REGULAR;
      case FileModes.S_IFDIR -> DIRECTORY;
      case FileModes.S_IFLNK -> SYMBOLIC_LINK;
      case FileModes.S_IFCHR -> CHARACTER_DEVICE;
      case FileModes.S_IFBLK -> BLOCK_DEVICE;
      case FileModes.S_IFIFO -> FIFO;
      case FileModes.S_IFSOCK -> SOCKET;
      default -> UNKNOWN;
    };
  }
}
