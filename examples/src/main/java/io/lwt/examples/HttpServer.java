package io.lwt.examples;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import org.jspecify.annotations.Nullable;

/** A small HTTP server: answers every request with one line of text. */
public final class HttpServer {
  private static final String BODY = "Hello from lwt.\n";
  private static final String RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
          + BODY.length()
          + "\r\nConnection: close\r\n\r\n"
          + BODY;

  private HttpServer() {}

  /** Serves on {@code [PORT]} of the loopback, by default one that is free; prints which one on its first line. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    LwtMain.run(
        LwtIo.establishServer(SockAddr.loopback(port), HttpServer::answer)
            .bind(
                server -> {
                  IO.println(((SockAddr.Inet) server.address()).port());
                  return Resolver.<Void>waiter().promise();
                }));
  }

  /** Reads up to the empty line after the request's head, then answers. */
  private static Promise<@Nullable Void> answer(Connection connection) {
    return connection
        .in()
        .readLine()
        .bind(
            line ->
                line.filter(text -> !text.isEmpty()).isPresent()
                    ? answer(connection)
                    : connection.out().write(RESPONSE));
  }
}
