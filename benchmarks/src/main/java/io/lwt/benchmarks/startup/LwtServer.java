package io.lwt.benchmarks.startup;

import io.lwt.Promise;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketType;
import org.jspecify.annotations.Nullable;

/** Accepts one connection with this library, greets it with a byte, and ends. */
final class LwtServer {
  private LwtServer() {}

  /** Prints the port. */
  public static void main(String[] args) {
    LwtMain.run(LwtServer::serve);
  }

  private static Promise<@Nullable Void> serve() {
    Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    return listener
        .bind(SockAddr.loopback(0))
        .bind(
            _ -> {
              listener.listen(1);
              System.out.println(((SockAddr.Inet) listener.getsockname()).port());
              return listener.accept();
            })
        .bind(
            accepted -> accepted.socket().write(new byte[1]).bind(_ -> accepted.socket().close()));
  }
}
