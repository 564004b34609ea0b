package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs: Lwt's {@code server}. Made by {@link LwtIo#establishServer}.
 *
 * <p>Each connection is handed to the handler, and closed when the handler's promise is resolved: what was written is
 * sent first. A handler's failure ends its own connection only, and is told as {@link ServerOptions#onFailure} says.
 * That the other side has gone before it got all is no failure, unless the handler meets it: who must know flushes.
 *
 * <p>When the process has no descriptor left for a new connection, or the system refuses one for another reason that
 * may pass, the server waits a moment and tries again, 5 ms at first and up to a second; the first refusal of a row is
 * logged. While there are as many connections as {@link ServerOptions#maxConnections} says, none are accepted.
 */
public final class Server {
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(5);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(1);

  /** What accept(2) says for ever: the socket itself is of no use. */
  private static final Set<Errno> FINAL =
      EnumSet.of(Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK, Errno.EOPNOTSUPP);

  /** What a write is refused with when the other side has reset the connection, or is not there any more. */
  private static final Set<Errno> PEER_IS_GONE =
      EnumSet.of(Errno.ECONNRESET, Errno.EPIPE, Errno.ETIMEDOUT);

  private final Socket socket;
  private final SockAddr address;
  private final @Nullable SocketFile file;
  private final ServerOptions options;
  private final Fn<? super Connection, ? extends Promise<?>> handler;
  private final Set<Client> clients = new LinkedHashSet<>();
  private Promise<@Nullable Void> accepting = Promise.unit();

  /** Waits until there are fewer connections than there may be. */
  private @Nullable Resolver<@Nullable Void> room;

  /** Waits until there are none. */
  private @Nullable Resolver<@Nullable Void> idle;

  private final Resolver<@Nullable Void> end = Resolver.waiter();
  private @Nullable Promise<@Nullable Void> shutdown;

  private Server(
      Socket socket,
      @Nullable SocketFile file,
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler) {
    this.socket = socket;
    this.address = socket.getsockname();
    this.file = file;
    this.options = options;
    this.handler = handler;
  }

  // ---- beginning

  /** Listens at an address. */
  static Promise<Server> listen(
      SockAddr address,
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler) {
    return LwtIo.onNewSocket(
        address,
        socket -> {
          socket.set(SocketOption.REUSE_ADDRESS, true);
          options.prepareListening().accept(socket);
          return address instanceof SockAddr.Unix unix && !unix.path().isEmpty()
              ? SocketFile.bind(socket, unix).bind(file -> start(socket, file, options, handler))
              : socket.bind(address).bind(_ -> start(socket, null, options, handler));
        });
  }

  /** Serves on a socket that is bound. */
  static Promise<Server> on(
      Socket socket, ServerOptions options, Fn<? super Connection, ? extends Promise<?>> handler) {
    return Lwt.apply(
        () -> {
          socket.checkAccepts();
          options.prepareListening().accept(socket);
          return start(socket, null, options, handler);
        });
  }

  private static Promise<Server> start(
      Socket socket,
      @Nullable SocketFile file,
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler) {
    return Lwt.catching(
        () -> {
          if (!socket.get(SocketOption.LISTENS)) {
            socket.listen(options.backlog());
          }
          var server = new Server(socket, file, options, handler);
          server.begin();
          return Promise.of(server);
        },
        error -> LwtIo.closingAfter(() -> Promise.failed(error), () -> remove(file)));
  }

  private void begin() {
    accepting = acceptAll(FIRST_BACK_OFF);
    Lwt.async(
        () ->
            accepting.catching(
                error ->
                    isOver()
                        ? Promise.unit()
                        : LwtIo.closingAfter(() -> Promise.failed(error), this::shutdown)));
  }

  /** Where it listens: with the port that the system chose, if it was left to it. */
  public SockAddr address() {
    return address;
  }

  /** How many connections there are: accepted, and not closed yet. */
  public int connections() {
    return clients.size();
  }

  // ---- accepting

  private Promise<@Nullable Void> acceptAll(Duration backOff) {
    return acceptOne()
        .tryBind(
            accepted -> {
              new Client(accepted).serve();
              return acceptAll(FIRST_BACK_OFF);
            },
            error -> afterFailure(error, backOff));
  }

  /** Whether it was shut down, or its loop or its socket closed by somebody. */
  private boolean isOver() {
    return shutdown != null || socket.isClosed();
  }

  private Promise<Accepted> acceptOne() {
    if (clients.size() < options.maxConnections()) {
      return socket.accept();
    }
    Resolver<@Nullable Void> waiting = Resolver.task();
    room = waiting;
    return waiting.bind(_ -> socket.accept());
  }

  private Promise<@Nullable Void> afterFailure(Throwable error, Duration backOff) {
    if (!(error instanceof UnixException refusal) || FINAL.contains(refusal.errno())) {
      return Promise.failed(error);
    }
    if (backOff.equals(FIRST_BACK_OFF)) {
      System.getLogger("io.lwt")
          .log(Level.WARNING, "the server at " + address + " tries again: " + error.getMessage());
    }
    return LwtUnix.sleep(backOff).bind(_ -> acceptAll(longer(backOff)));
  }

  private static Duration longer(Duration backOff) {
    Duration twice = backOff.multipliedBy(2);
    return twice.compareTo(LONGEST_BACK_OFF) < 0 ? twice : LONGEST_BACK_OFF;
  }

  // ---- ending

  /**
   * Accepts no more, and closes the listening socket; handlers that run go on. The file of a Unix socket that the
   * server has made is removed before, if it is still that file. The same promise each time; a cancel does nothing.
   * Rejected with {@link UnixException} if the file cannot be removed; the socket is closed all the same. Lwt's
   * {@code shutdown_server}.
   */
  public Promise<@Nullable Void> shutdown() {
    Promise<@Nullable Void> current = shutdown;
    if (current == null) {
      Resolver<@Nullable Void> resolver = Resolver.waiter();
      current = resolver.promise();
      shutdown = current;
      accepting.cancel();
      LwtIo.closingAfter(() -> remove(file), socket::close)
          .onAny(_ -> resolver.fulfill(null), resolver::reject);
      current.onTermination(() -> untilIdle().onSuccess(end::fulfill));
    }
    return current;
  }

  private static Promise<@Nullable Void> remove(@Nullable SocketFile file) {
    return file == null ? Promise.unit() : file.remove();
  }

  /**
   * {@link #shutdown}, and waits until the last connection is closed. When the time has passed, the handlers that still
   * run are cancelled, and the connections that are left closed as {@link Connection#abort} does: so neither a handler
   * that goes on for ever nor a client that reads nothing keeps it longer. Beyond Lwt.
   *
   * <p>Fulfilled with how many connections were closed that way; their handlers' failures are not told to anybody.
   * Rejected as {@link #shutdown}, but not before. A cancel ends the wait; nothing is aborted then.
   */
  public Promise<Integer> shutdownGracefully(Duration deadline) {
    Promise<@Nullable Void> stopped = shutdown();
    return LwtIo.closingAfter(() -> untilIdle(deadline), () -> stopped);
  }

  private Promise<Integer> untilIdle(Duration deadline) {
    return clients.isEmpty()
        ? Promise.of(0)
        : Lwt.pick(untilIdle().map(_ -> true), LwtUnix.sleep(deadline).map(_ -> false))
            .bind(isIdle -> isIdle ? Promise.of(0) : abortAll());
  }

  /** Fulfilled when it was shut down, and its last connection is closed. */
  Promise<@Nullable Void> untilEnd() {
    return end.promise();
  }

  /** Fulfilled when there are no connections. A cancel does nothing. */
  private Promise<@Nullable Void> untilIdle() {
    if (clients.isEmpty()) {
      return Promise.unit();
    }
    Resolver<@Nullable Void> current = idle;
    if (current == null) {
      current = Resolver.waiter();
      idle = current;
    }
    return current.promise();
  }

  private Promise<Integer> abortAll() {
    List<Client> left = List.copyOf(clients);
    left.forEach(client -> client.aborted = true); // a cancel of one may end others
    return Lwt.join(left.stream().map(Client::abort).toList()).map(_ -> left.size());
  }

  // ---- connections

  /** A connection that was accepted, and its handler. */
  private final class Client {
    private final Accepted accepted;
    private @Nullable Connection connection;
    private Promise<?> handling = Promise.unit();
    private boolean aborted;

    Client(Accepted accepted) {
      this.accepted = accepted;
    }

    void serve() {
      clients.add(this);
      LwtIo.closingAfter(this::handle, accepted.socket()::close).onAny(_ -> ended(), this::failed);
    }

    private Promise<?> handle() {
      Connection current = options.connection(accepted);
      connection = current;
      return LwtIo.closingAfter(() -> apply(current), () -> close(current));
    }

    /** Who has left gets nothing more, and the handler has not waited for that: nothing has failed. */
    private static Promise<@Nullable Void> close(Connection connection) {
      return connection
          .close()
          .catching(
              UnixException.class,
              error ->
                  PEER_IS_GONE.contains(error.errno()) ? Promise.unit() : Promise.failed(error));
    }

    private Promise<?> apply(Connection current) throws Exception {
      handling = handler.apply(current);
      return handling;
    }

    private void failed(Throwable error) {
      ended();
      if (!aborted) {
        options.onFailure().accept(accepted.peer(), error);
      }
    }

    /** It is closed; for what waits for that. Does nothing the second time, behind an abort. */
    private void ended() {
      if (!clients.remove(this)) {
        return;
      }
      Resolver<@Nullable Void> waiting = room;
      if (waiting != null) {
        room = null;
        waiting.fulfill(null);
      }
      Resolver<@Nullable Void> last = idle;
      if (last != null && clients.isEmpty()) {
        idle = null;
        last.fulfill(null);
      }
    }

    /** Fulfilled when the socket is closed, whatever the handler does. */
    Promise<@Nullable Void> abort() {
      handling.cancel();
      Connection current = connection;
      Promise<@Nullable Void> closed =
          current == null ? accepted.socket().close() : current.abort();
      return closed
          .catching(_ -> Promise.unit())
          .map(
              _ -> {
                ended();
                return null;
              });
    }
  }
}
