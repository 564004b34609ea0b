package io.lwt.benchmarks.echo;

import io.lwt.Promise;
import io.lwt.benchmarks.servers.LwtBoot;
import io.lwt.unix.Socket;
import org.jspecify.annotations.Nullable;

/** The server with this library, on descriptors: a connection is a loop of promises. */
final class LwtServer {
  private LwtServer() {}

  /** Usage: LwtServer [PORT]. */
  public static void main(String[] args) {
    LwtBoot.serve(args, socket -> new Connection(socket).echo());
  }

  private static final class Connection {
    private final Socket socket;
    private final byte[] bytes = new byte[LwtBoot.INPUT];

    Connection(Socket socket) {
      this.socket = socket;
    }

    Promise<@Nullable Void> echo() {
      return socket.read(bytes).bind(count -> count == 0 ? Promise.unit() : writeAll(0, count));
    }

    /** Writes a part of the bytes as a whole, then goes on. */
    private Promise<@Nullable Void> writeAll(int offset, int length) {
      return socket
          .write(bytes, offset, length)
          .bind(count -> count == length ? echo() : writeAll(offset + count, length - count));
    }
  }
}
