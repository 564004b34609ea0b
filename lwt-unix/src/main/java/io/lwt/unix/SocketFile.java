package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Posix;
import org.jspecify.annotations.Nullable;

/**
 * The file by which a Unix socket that listens is found. It outlives the socket, unless somebody removes it, and then
 * keeps others from listening there.
 *
 * @param path where it is
 * @param stat what it is there
 */
record SocketFile(String path, Stat stat) {
  private static final int ABSENT = -Errno.ENOENT.number();

  /** Binds a socket to a path, in place of a file that is left of a socket that is no more. */
  static Promise<SocketFile> bind(Socket socket, SockAddr.Unix address) {
    return socket
        .bind(address)
        .catching(
            UnixException.class,
            error ->
                error.errno() == Errno.EADDRINUSE
                    ? removeStale(address, error).bind(_ -> socket.bind(address))
                    : Promise.failed(error))
        .bind(_ -> at(address));
  }

  private static Promise<SocketFile> at(SockAddr.Unix address) {
    return LwtUnix.lstat(address.path()).map(stat -> new SocketFile(address.path(), stat));
  }

  private static Promise<@Nullable Void> removeStale(SockAddr.Unix address, UnixException inUse) {
    return at(address)
        .bind(
            file ->
                file.stat.kind() == FileKind.SOCKET
                    ? isForsaken(address)
                        .bind(forsaken -> forsaken ? file.remove() : Promise.failed(inUse))
                    : Promise.failed(inUse));
  }

  /**
   * Whether no socket is bound there any more. It is asked with datagrams: a server on streams answers that these are
   * of another type, and has no connection to accept.
   */
  private static Promise<Boolean> isForsaken(SockAddr.Unix address) {
    Socket probe = LwtUnix.socket(SocketDomain.UNIX, SocketType.DGRAM);
    return LwtIo.<@Nullable Void>closingAfter(() -> probe.connect(address), probe::close)
        .map(_ -> false)
        .catching(UnixException.class, error -> Promise.of(error.errno() == Errno.ECONNREFUSED));
  }

  /** Removes the file, unless it is gone, or another is in its place. */
  Promise<@Nullable Void> remove() {
    Posix posix = EventLoop.current().posix();
    return Jobs.files()
        .run(
            () -> {
              if (isThere(posix)) {
                PathCalls.result(posix, "unlink", path, Posix::unlink);
              }
              return null;
            });
  }

  /** A number is used again when a file is gone: so the time is looked at too. */
  private boolean isThere(Posix posix) {
    FileStatus[] found = new FileStatus[1];
    long result =
        PathCalls.attempt(posix, "lstat", path, (p, bytes) -> p.stat(bytes, false, found));
    if (result < 0 && result != ABSENT) {
      throw new UnixException((int) -result, "lstat", path);
    }
    return result == 0
        && found[0].device() == stat.device()
        && found[0].inode() == stat.inode()
        && found[0].modified().equals(stat.modified());
  }
}
