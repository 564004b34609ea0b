package io.lwt.benchmarks.servers;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketOption;
import io.lwt.unix.SocketType;
import org.jspecify.annotations.Nullable;

/** What the servers with this library have in common: descriptors on one loop, and a promise for each connection. */
public final class LwtBoot {
  /** How much a connection reads at once. */
  public static final int INPUT = Boot.INPUT;

  private final Fn<Socket, Promise<@Nullable Void>> protocol;

  private LwtBoot(Fn<Socket, Promise<@Nullable Void>> protocol) {
    this.protocol = protocol;
  }

  /** Serves on the port that the arguments name, until this JVM is ended: each connection as the protocol says. */
  public static void serve(String[] args, Fn<Socket, Promise<@Nullable Void>> protocol) {
    int port = Boot.begin(args);
    LwtMain.run(() -> new LwtBoot(protocol).listen(port));
  }

  private Promise<@Nullable Void> listen(int port) {
    Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    return listener
        .bind(SockAddr.loopback(port))
        .bind(
            _ -> {
              listener.listen(Boot.BACKLOG);
              Boot.listens(((SockAddr.Inet) listener.getsockname()).port());
              return acceptAll(listener);
            });
  }

  private Promise<@Nullable Void> acceptAll(Socket listener) {
    return listener
        .accept()
        .bind(
            accepted -> {
              Socket socket = accepted.socket();
              socket.set(SocketOption.TCP_NO_DELAY, true);
              // An error is the client's: it has broken the connection.
              Lwt.dontWait(() -> protocol.apply(socket).finalizing(socket::close), _ -> {});
              return acceptAll(listener);
            });
  }
}
