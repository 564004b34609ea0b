package io.lwt.examples;

import io.lwt.LwtScope;
import io.lwt.Promise;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import io.lwt.unix.UnixSignal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EchoServer} that ends well: asked by SIGINT (Ctrl-C) or SIGTERM, it accepts no more clients, and waits
 * until those it has are gone, but for ten seconds at most.
 */
public final class GracefulStop {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private GracefulStop() {}

  /** Serves on {@code [PORT]} of the loopback, by default one that is free; prints which one on its first line. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    LwtMain.runUntilSignal(
        DEADLINE, stop -> LwtScope.run(clients -> serve(SockAddr.loopback(port), clients, stop)));
    IO.println("stopped");
  }

  private static Promise<@Nullable Void> serve(
      SockAddr address, LwtScope clients, Promise<UnixSignal> stop) {
    return LwtIo.establishServer(
            address, client -> clients.start(() -> EchoServer.echo(client).catching(_ -> gone())))
        .bind(
            server -> {
              IO.println(((SockAddr.Inet) server.address()).port());
              return stop.bind(_ -> server.shutdown());
            });
  }

  /** What one client does wrong does not end the others. */
  private static Promise<@Nullable Void> gone() {
    return Promise.unit();
  }
}
