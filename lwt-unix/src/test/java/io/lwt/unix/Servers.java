package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Fn;
import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/** Programs of tests against servers of theirs. */
final class Servers {
  private Servers() {}

  /** Runs a program against a server, and shuts that down. */
  static <T extends @Nullable Object> T against(
      Fn<? super Connection, ? extends Promise<?>> handler,
      Fn<? super Server, ? extends Promise<? extends T>> client) {
    return against(ServerOptions.DEFAULT, handler, client);
  }

  /** Runs a program against a server with options, and shuts that down. */
  static <T extends @Nullable Object> T against(
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler,
      Fn<? super Server, ? extends Promise<? extends T>> client) {
    return LwtMain.run(
        LwtIo.closingAfter(
            LwtIo.establishServer(SockAddr.loopback(0), options, handler),
            Server::shutdown,
            client));
  }

  /** Sends a request, and receives up to the end. */
  static Promise<String> ask(Server server, String request) {
    return ask(server.address(), request);
  }

  /** Sends a request, and receives up to the end. */
  static Promise<String> ask(SockAddr address, String request) {
    return LwtIo.withConnection(
        address,
        connection -> connection.out().write(request).bind(_ -> connection.in().readAll(UTF_8)));
  }

  /** A handler that greets, and goes on until the client ends. */
  static Promise<?> greet(Connection connection) {
    return connection.out().write("hello\n").bind(_ -> connection.in().readAll(UTF_8));
  }

  /** A client that has read its greeting. */
  static Promise<Connection> greeted(SockAddr address) {
    return LwtIo.openConnection(address)
        .bind(connection -> connection.in().readLine().map(_ -> connection));
  }
}
