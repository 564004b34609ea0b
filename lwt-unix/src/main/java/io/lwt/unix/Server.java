package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs: Lwt's {@code server}. Made by {@link LwtIo#establishServer}.
 *
 * <p>Each connection is handed to the handler, and closed when the handler's promise is resolved: what was written is
 * sent first. A handler's failure goes to the hook ({@link Lwt#setAsyncExceptionHook}) and ends its own connection
 * only. When the process has no descriptor left for a new connection, the server waits a moment and tries again.
 */
public final class Server {
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(5);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(1);

  /** What accept(2) says when there is no room for a connection, which goes on waiting. */
  private static final Set<Errno> EXHAUSTED =
      EnumSet.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM);

  private final Socket socket;
  private final SockAddr address;
  private final Fn<? super Connection, ? extends Promise<?>> handler;
  private Promise<@Nullable Void> accepting = Promise.unit();
  private boolean stopped;

  private Server(Socket socket, Fn<? super Connection, ? extends Promise<?>> handler) {
    this.socket = socket;
    this.address = socket.getsockname();
    this.handler = handler;
  }

  static Promise<Server> listen(
      SockAddr address, Fn<? super Connection, ? extends Promise<?>> handler) {
    return LwtIo.onNewSocket(
        address, socket -> bind(socket, address).map(_ -> start(socket, handler)));
  }

  private static Promise<@Nullable Void> bind(Socket socket, SockAddr address) {
    socket.set(SocketOption.REUSE_ADDRESS, true);
    return socket.bind(address);
  }

  private static Server start(Socket socket, Fn<? super Connection, ? extends Promise<?>> handler) {
    socket.listen(socket.posix().SOMAXCONN());
    Server server = new Server(socket, handler);
    server.accepting = server.acceptAll(FIRST_BACK_OFF);
    Lwt.async(() -> server.accepting);
    return server;
  }

  /** Where it listens: with the port that the system chose, if it was left to it. */
  public SockAddr address() {
    return address;
  }

  /**
   * Accepts no more, and closes the listening socket; handlers that run go on. The same promise each time. Lwt's
   * {@code shutdown_server}.
   */
  public Promise<@Nullable Void> shutdown() {
    stopped = true;
    accepting.cancel();
    return socket.close();
  }

  private Promise<@Nullable Void> acceptAll(Duration backOff) {
    return socket
        .accept()
        .tryBind(
            accepted -> {
              handle(accepted);
              return acceptAll(FIRST_BACK_OFF);
            },
            error -> stopped ? Promise.unit() : afterFailure(error, backOff));
  }

  private Promise<@Nullable Void> afterFailure(Throwable error, Duration backOff) {
    return error instanceof UnixException failure && EXHAUSTED.contains(failure.errno())
        ? LwtUnix.sleep(backOff).bind(_ -> acceptAll(longer(backOff)))
        : Promise.failed(error);
  }

  private static Duration longer(Duration backOff) {
    Duration twice = backOff.multipliedBy(2);
    return twice.compareTo(LONGEST_BACK_OFF) < 0 ? twice : LONGEST_BACK_OFF;
  }

  private void handle(Accepted accepted) {
    Socket connected = accepted.socket();
    Lwt.async(
        () ->
            LwtIo.closingAfter(
                () -> serve(LwtIo.connection(connected, accepted.peer())), connected::close));
  }

  private Promise<?> serve(Connection connection) {
    return LwtIo.closingAfter(() -> handler.apply(connection), connection::close);
  }
}
