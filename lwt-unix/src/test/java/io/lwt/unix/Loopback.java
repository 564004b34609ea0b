package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Connections of a test with itself. */
record Loopback(Socket listener, Socket client, Socket server) {

  static Loopback tcp() {
    return connect(listen(SockAddr.loopback(0)));
  }

  /** A socket that listens at an address. */
  static Socket listen(SockAddr address) {
    Socket listener = LwtUnix.socket(SocketDomain.of(address), SocketType.STREAM);
    LwtMain.run(listener.bind(address));
    listener.listen(128);
    return listener;
  }

  /** Connects a new socket to one that listens. */
  static Loopback connect(Socket listener) {
    Socket client = LwtUnix.socket(listener.domain(), listener.type());
    Promise<@Nullable Void> connected = client.connect(listener.getsockname());
    Accepted accepted = LwtMain.run(Lwt.both(listener.accept(), connected)).first();
    return new Loopback(listener, client, accepted.socket());
  }

  /** Writes all of it. */
  static Promise<@Nullable Void> writeAll(Fd fd, byte[] bytes) {
    return writeAll(fd, bytes, 0);
  }

  private static Promise<@Nullable Void> writeAll(Fd fd, byte[] bytes, int from) {
    return from == bytes.length
        ? Promise.unit()
        : fd.write(bytes, from, bytes.length - from)
            .bind(count -> writeAll(fd, bytes, from + count));
  }

  /** Reads to the end, in pieces of a size; as ISO 8859-1. */
  static Promise<String> readAll(Fd fd, int pieceSize) {
    return readAll(fd, new byte[pieceSize], new StringBuilder());
  }

  private static Promise<String> readAll(Fd fd, byte[] piece, StringBuilder read) {
    return fd.read(piece)
        .bind(
            count -> {
              read.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
              return count == 0 ? Promise.of(read.toString()) : readAll(fd, piece, read);
            });
  }

  /** Writes back what comes, until the end, then closes. */
  static Promise<@Nullable Void> echo(Socket socket) {
    return echo(socket, new byte[4096]);
  }

  private static Promise<@Nullable Void> echo(Socket socket, byte[] buffer) {
    return socket
        .read(buffer)
        .bind(
            count ->
                count == 0
                    ? socket.close()
                    : writeAll(socket, java.util.Arrays.copyOf(buffer, count))
                        .bind(_ -> echo(socket, buffer)));
  }
}
