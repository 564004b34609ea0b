package io.lwt.unix;

import io.lwt.Canceled;
import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Connections and servers on buffered channels. Corresponds to {@code Lwt_io}. */
public final class LwtIo {
  private LwtIo() {}

  /**
   * Connects to a stream socket's address. Lwt's {@code open_connection}; see connect(2).
   *
   * <p>TCP connections send small writes at once (TCP_NODELAY). Rejected with {@link UnixException}, which names the
   * address. When it fails or is cancelled, nothing stays open.
   */
  public static Promise<Connection> openConnection(SockAddr address) {
    Objects.requireNonNull(address, "address");
    return onNewSocket(
        address, socket -> socket.connect(address).map(_ -> connection(socket, address)));
  }

  /** Hands a new stream socket for an address to {@code f}, and closes it if the promise of {@code f} is rejected. */
  static <T> Promise<T> onNewSocket(SockAddr address, Fn<? super Socket, Promise<T>> f) {
    return Promise.unit()
        .bind(
            _ -> {
              Socket socket = LwtUnix.socket(SocketDomain.of(address), SocketType.STREAM);
              return Lwt.catching(
                  () -> f.apply(socket),
                  error -> closingAfter(() -> Promise.failed(error), socket::close));
            });
  }

  /**
   * Connects, hands the connection to {@code f}, and closes it when the promise of {@code f} is resolved, either way:
   * what was written is sent first. Lwt's {@code with_connection}.
   *
   * <p>Resolved as the promise of {@code f} once the connection is closed; rejected as {@link #openConnection}, or with
   * what kept the rest from being sent. A cancel goes to the connecting or to the promise of {@code f}.
   */
  public static <T extends @Nullable Object> Promise<T> withConnection(
      SockAddr address, Fn<? super Connection, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return openConnection(address)
        .bind(connection -> closingAfter(() -> f.apply(connection), connection::close));
  }

  /**
   * Listens at an address, and hands each connection to a handler. Lwt's {@code establish_server_with_client_address};
   * see {@link Server}.
   *
   * <p>Fulfilled when clients can connect. Rejected with {@link UnixException}, which names the address; nothing stays
   * open then.
   */
  public static Promise<Server> establishServer(
      SockAddr address, Fn<? super Connection, ? extends Promise<?>> handler) {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(handler, "handler");
    return Server.listen(address, handler);
  }

  /** A connection on a connected socket. */
  static Connection connection(Socket socket, SockAddr peer) {
    if (peer instanceof SockAddr.Inet) {
      socket.set(SocketOption.TCP_NO_DELAY, true);
    }
    return new Connection(socket, peer);
  }

  /**
   * Calls {@code f}, and then {@code close} whatever comes of it. Resolved as the promise of {@code f}; if that one is
   * fulfilled and closing fails, rejected so. If both fail, the second error is added to the first one.
   */
  static <T extends @Nullable Object> Promise<T> closingAfter(
      Callable<? extends Promise<? extends T>> f, Callable<? extends Promise<?>> close) {
    return Lwt.<T, T>tryBind(
        f,
        value -> close.call().map(_ -> value),
        error ->
            close
                .call()
                .<T>tryBind(
                    _ -> Promise.failed(error), second -> Promise.failed(both(error, second))));
  }

  static Throwable both(Throwable first, Throwable second) {
    if (first != second && !(first instanceof Canceled)) {
      first.addSuppressed(second);
    }
    return first;
  }
}
