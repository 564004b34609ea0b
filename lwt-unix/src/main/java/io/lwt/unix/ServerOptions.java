package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How {@link LwtIo#establishServer(SockAddr, ServerOptions, io.lwt.Fn)} listens and accepts. Begin with
 * {@link #DEFAULT}: {@code ServerOptions.DEFAULT.withMaxConnections(10_000)}.
 *
 * @param backlog how many connections may wait to be accepted; the system lowers it to what it allows
 * @param maxConnections how many connections there are at most: while there are so many, no more are accepted, and
 *     those that come wait in the backlog
 * @param noDelay whether TCP connections send small writes at once: TCP_NODELAY
 * @param prepareListening is given the listening socket, to set its options, before it is bound if the server makes it;
 *     when it throws, there is no server
 * @param prepareAccepted is given the socket of each connection before the handler is called; when it throws, the
 *     connection has failed
 * @param onFailure is told of the peer and the error of each connection that has failed: the handler's, or what kept
 *     what it wrote from being sent, save that the other side has gone. What it throws goes to the hook
 *     ({@link Lwt#setAsyncExceptionHook})
 */
public record ServerOptions(
    int backlog,
    int maxConnections,
    boolean noDelay,
    Consumer<? super Socket> prepareListening,
    Consumer<? super Socket> prepareAccepted,
    BiConsumer<? super SockAddr, ? super Throwable> onFailure) {

  /** As many as the system allows, TCP_NODELAY; failures go to the hook ({@link Lwt#setAsyncExceptionHook}). */
  public static final ServerOptions DEFAULT =
      new ServerOptions(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          true,
          _ -> {},
          _ -> {},
          (_, error) -> Lwt.async(() -> Promise.failed(error)));

  /** How to listen and accept; IllegalArgumentException if a number is not positive. */
  public ServerOptions {
    checkPositive(backlog, "backlog");
    checkPositive(maxConnections, "maxConnections");
    Objects.requireNonNull(prepareListening, "prepareListening");
    Objects.requireNonNull(prepareAccepted, "prepareAccepted");
    Objects.requireNonNull(onFailure, "onFailure");
  }

  private static void checkPositive(int number, String what) {
    if (number < 1) {
      throw new IllegalArgumentException(what + ": " + number);
    }
  }

  /** How many connections may wait to be accepted. */
  public ServerOptions withBacklog(int backlog) {
    return new ServerOptions(
        backlog, maxConnections, noDelay, prepareListening, prepareAccepted, onFailure);
  }

  /** How many connections there are at most. */
  public ServerOptions withMaxConnections(int maxConnections) {
    return new ServerOptions(
        backlog, maxConnections, noDelay, prepareListening, prepareAccepted, onFailure);
  }

  /** Whether TCP connections send small writes at once. */
  public ServerOptions withNoDelay(boolean noDelay) {
    return new ServerOptions(
        backlog, maxConnections, noDelay, prepareListening, prepareAccepted, onFailure);
  }

  /** Has the listening socket prepared. */
  public ServerOptions withPrepareListening(Consumer<? super Socket> prepareListening) {
    return new ServerOptions(
        backlog, maxConnections, noDelay, prepareListening, prepareAccepted, onFailure);
  }

  /** Has the socket of each connection prepared. */
  public ServerOptions withPrepareAccepted(Consumer<? super Socket> prepareAccepted) {
    return new ServerOptions(
        backlog, maxConnections, noDelay, prepareListening, prepareAccepted, onFailure);
  }

  /** Tells of connections that have failed. */
  public ServerOptions withOnFailure(BiConsumer<? super SockAddr, ? super Throwable> onFailure) {
    return new ServerOptions(
        backlog, maxConnections, noDelay, prepareListening, prepareAccepted, onFailure);
  }

  /** The same, but the listening socket shares its port with others. */
  ServerOptions withSharedPort() {
    return withPrepareListening(
        socket -> {
          socket.set(SocketOption.REUSE_PORT, true);
          prepareListening.accept(socket);
        });
  }

  /** The connection of a socket that was accepted. */
  Connection connection(Accepted accepted) {
    Socket socket = accepted.socket();
    if (noDelay && accepted.peer() instanceof SockAddr.Inet) {
      socket.set(SocketOption.TCP_NO_DELAY, true);
    }
    prepareAccepted.accept(socket);
    return new Connection(socket, accepted.peer());
  }
}
