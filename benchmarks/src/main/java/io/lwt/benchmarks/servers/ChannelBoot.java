package io.lwt.benchmarks.servers;

import io.lwt.Fn;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import io.lwt.unix.UnixException;
import org.jspecify.annotations.Nullable;

/** What the servers on this library's channels have in common: the library's own server, on one loop. */
public final class ChannelBoot {
  private ChannelBoot() {}

  /** Serves on the port that the arguments name, until this JVM is ended: each connection as the protocol says. */
  public static void serve(String[] args, Fn<Connection, Promise<@Nullable Void>> protocol) {
    int port = Boot.begin(args);
    LwtMain.run(
        LwtIo.establishServer(SockAddr.loopback(port), connection -> serve(connection, protocol))
            .bind(
                server -> {
                  Boot.listens(((SockAddr.Inet) server.address()).port());
                  return Resolver.<Void>waiter().promise();
                }));
  }

  /** An error is the client's: it has broken the connection. */
  private static Promise<@Nullable Void> serve(
      Connection connection, Fn<Connection, Promise<@Nullable Void>> protocol) throws Exception {
    return protocol.apply(connection).catching(UnixException.class, _ -> Promise.unit());
  }
}
