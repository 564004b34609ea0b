package io.lwt.process;

import io.lwt.unix.Fd;
import io.lwt.unix.OpenFlag;
import java.util.Objects;
import java.util.Set;

/**
 * What a descriptor of a new process leads to: {@code Lwt_process.redirection}.
 *
 * <p>Descriptors that are given to a process are given as they are, with one exception: programs do not expect reads
 * and writes that do not block. So {@link #move} makes the open file block, and {@link #copy} opens a pipe or a
 * terminal anew; a socket that is copied stays as it is.
 */
public sealed interface Redirect {
  /** What this process has under the same number; {@code `Keep}. */
  Redirect KEEP = new Keep();

  /** The null device; {@code `Dev_null}. */
  Redirect DEV_NULL = new DevNull();

  /** Nothing: it is closed; {@code `Close}. */
  Redirect CLOSE = new Close();

  /** What a descriptor leads to, which stays open here; {@code `FD_copy}. */
  static Redirect copy(Fd fd) {
    return new Copy(fd);
  }

  /**
   * What a descriptor leads to, which is closed here once the process is started, and also if it cannot be;
   * {@code `FD_move}. One descriptor may be moved to several numbers.
   */
  static Redirect move(Fd fd) {
    return new Move(fd);
  }

  /** What another descriptor of the process leads to: {@code stderr(Redirect.like(1))} is {@code 2>&1} of a shell. */
  static Redirect like(int number) {
    return new Like(number);
  }

  /** A file, to read from. The path is taken from this process' working directory. */
  static Redirect readFrom(String path) {
    return file(path, Set.of(OpenFlag.RDONLY), 0);
  }

  /** A file, to write to, which is made or emptied. The path is taken from this process' working directory. */
  static Redirect writeTo(String path) {
    return file(path, Set.of(OpenFlag.WRONLY, OpenFlag.CREAT, OpenFlag.TRUNC), 0666);
  }

  /** A file, to append to, which is made if there is none. The path is taken from this process' working directory. */
  static Redirect appendTo(String path) {
    return file(path, Set.of(OpenFlag.WRONLY, OpenFlag.CREAT, OpenFlag.APPEND), 0666);
  }

  /** A file, opened as by {@link io.lwt.unix.LwtUnix#openfile}: on a worker, before the process is started. */
  static Redirect file(String path, Set<OpenFlag> flags, int permissions) {
    return new File(path, flags, permissions);
  }

  /** {@link #KEEP}. */
  record Keep() implements Redirect {}

  /** {@link #DEV_NULL}. */
  record DevNull() implements Redirect {}

  /** {@link #CLOSE}. */
  record Close() implements Redirect {}

  /**
   * {@link #copy}.
   *
   * @param fd stays open
   */
  record Copy(Fd fd) implements Redirect {
    /** What a descriptor leads to. */
    public Copy {
      Objects.requireNonNull(fd, "fd");
    }
  }

  /**
   * {@link #move}.
   *
   * @param fd is closed
   */
  record Move(Fd fd) implements Redirect {
    /** What a descriptor leads to. */
    public Move {
      Objects.requireNonNull(fd, "fd");
    }
  }

  /**
   * {@link #like}.
   *
   * @param number a descriptor of the process
   */
  record Like(int number) implements Redirect {}

  /**
   * {@link #file}.
   *
   * @param path the file's
   * @param flags how it is opened
   * @param permissions of a file that is made
   */
  record File(String path, Set<OpenFlag> flags, int permissions) implements Redirect {
    /** A file. */
    public File {
      Objects.requireNonNull(path, "path");
      flags = Set.copyOf(flags);
    }
  }
}
