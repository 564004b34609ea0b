package io.lwt.examples;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import org.jspecify.annotations.Nullable;

/** Sends back whatever it is sent, to any number of clients at once. */
public final class EchoServer {
  private static final int CHUNK = 4096;

  private EchoServer() {}

  /** Serves on {@code [PORT]} of the loopback, by default one that is free; prints which one on its first line. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    LwtMain.run(
        LwtIo.establishServer(SockAddr.loopback(port), EchoServer::echo)
            .bind(
                server -> {
                  IO.println(((SockAddr.Inet) server.address()).port());
                  return Resolver.<Void>waiter().promise();
                }));
  }

  /** Echoes until the client ends its side. */
  public static Promise<@Nullable Void> echo(Connection connection) {
    return connection
        .in()
        .read(CHUNK)
        .bind(
            bytes ->
                bytes.length == 0
                    ? Promise.unit()
                    : connection.out().write(bytes).bind(_ -> echo(connection)));
  }
}
