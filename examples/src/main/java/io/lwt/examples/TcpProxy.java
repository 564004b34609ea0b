package io.lwt.examples;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.InputChannel;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.OutputChannel;
import io.lwt.unix.ServerOptions;
import io.lwt.unix.SockAddr;
import org.jspecify.annotations.Nullable;

/** Hands every connection on to another server, both ways, until both sides have ended. */
public final class TcpProxy {
  private TcpProxy() {}

  /**
   * Serves on {@code PORT} of the loopback, 0 for one that is free, in front of {@code HOST PORT}; prints its own port
   * on its first line.
   */
  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: PORT HOST PORT");
      System.exit(2);
    }
    int port = Integer.parseInt(args[0]);
    String host = args[1];
    int behind = Integer.parseInt(args[2]);
    ServerOptions options =
        ServerOptions.DEFAULT
            .withMaxConnections(1000)
            .withOnFailure((client, error) -> System.err.println(client + ": " + error));
    LwtMain.run(
        LwtIo.establishServer(
                SockAddr.loopback(port),
                options,
                client -> LwtIo.withConnection(host, behind, server -> bothWays(client, server)))
            .bind(
                server -> {
                  IO.println(((SockAddr.Inet) server.address()).port());
                  return Resolver.<Void>waiter().promise();
                }));
  }

  private static Promise<@Nullable Void> bothWays(Connection one, Connection other) {
    return Lwt.join(handOn(one.in(), other.out()), handOn(other.in(), one.out()));
  }

  /** Closing the one direction tells the other side of its end; what comes back can still come. */
  private static Promise<@Nullable Void> handOn(InputChannel from, OutputChannel to) {
    return from.transferTo(to).bind(_ -> to.close());
  }
}
