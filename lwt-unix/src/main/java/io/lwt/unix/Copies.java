package io.lwt.unix;

import io.lwt.Promise;

/** Copies from one descriptor to another inside the system: of {@link LwtUnix}, beyond Lwt. */
public final class Copies {
  private Copies() {}

  /**
   * Sends a part of a file to a stream, without bringing it into this process: sendfile(2). Beyond Lwt.
   *
   * <p>The promise is fulfilled with how many bytes were sent, which may be fewer than asked; 0 at the file's end. As
   * with writes, the caller goes on from there. It waits its turn among the stream's writes; a worker of
   * {@link Jobs#files} makes the call, as the disk may take its time, and the loop waits until the stream takes more.
   * The file stays where it stands, and other calls on it are not waited for.
   *
   * <p>It is rejected with {@link UnixException}, whose message names both descriptors: EPIPE or ECONNRESET if nobody
   * reads any more, EBADF once one of the two is closed, ESPIPE if the source is no file; with
   * UnsupportedOperationException if the stream is {@link LwtUnix#share shared} and blocks. A cancel rejects it. If it
   * waited, nothing was sent. If a worker was just making the call, some may have been, nobody knows how much: the
   * stream is of no use any more.
   *
   * @param to a socket or a pipe; a file is written to where it stands, in its turn
   * @param file a file that is open for reading
   * @param offset from where in the file, in bytes
   * @param count how many bytes, at most
   * @throws IllegalArgumentException if the offset or the count is negative
   */
  public static Promise<Long> sendfile(Fd to, Fd file, long offset, long count) {
    return Copy.sendfile(to, file, offset, count);
  }

  /**
   * Moves bytes from or to a pipe, without bringing them into this process: splice(2). Beyond Lwt; Linux only, ENOSYS
   * elsewhere.
   *
   * <p>One of the two is a pipe. The other is a pipe, a socket, or a file, which is read or written where it stands, in
   * its turn and on a worker of {@link Jobs#files}. The promise is fulfilled with how many bytes were moved, at least
   * one, but 0 at the end of what is read. It waits its turn among the reads of one and the writes of the other; calls
   * of these streams that came later wait until it is done.
   *
   * <p>It is rejected with {@link UnixException}, whose message names both descriptors: EPIPE if nobody reads any more,
   * EINVAL if neither is a pipe, EBADF once one of the two is closed; with UnsupportedOperationException if a stream is
   * {@link LwtUnix#share shared} and blocks. A cancel rejects it; nothing was moved then, unless one of the two is a
   * file and a worker was just making the call.
   *
   * @param count how many bytes, at most
   * @throws IllegalArgumentException if the count is negative
   */
  public static Promise<Long> splice(Fd from, Fd to, long count) {
    return Copy.splice(from, to, count);
  }

  /**
   * Copies a part of a file to another, without bringing it into this process; some file systems share the blocks:
   * copy_file_range(2). Beyond Lwt.
   *
   * <p>It is made on a worker of {@link Jobs#files} and, as {@link Fd#pwrite}, does not wait for what else is asked of
   * the files. Both stay where they stand. The promise is fulfilled with how many
   * bytes were copied, which may be fewer than asked; 0 at the first file's end.
   *
   * <p>It is rejected with {@link UnixException}, whose message names both descriptors: EXDEV if the files are on file
   * systems that have no such copies between them, EINVAL if one is no file, or if it is one file and the ranges
   * overlap; ENOSPC, EBADF … A cancel rejects it; a copy that is under way goes on.
   *
   * @param from what is read
   * @param fromOffset from where, in bytes
   * @param to what is written
   * @param toOffset from where, in bytes
   * @param count how many bytes, at most
   * @throws IllegalArgumentException if an offset or the count is negative
   */
  public static Promise<Long> copyFileRange(
      Fd from, long fromOffset, Fd to, long toOffset, long count) {
    return Copy.fileRange(from, fromOffset, to, toOffset, count);
  }
}
