package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket with a channel for each direction. {@link LwtIo#openConnection} makes one, a {@link Server} another.
 *
 * <p>Closing one channel never cuts what the other has still to do: closing {@link #out} flushes it and ends this
 * side's direction, closing {@link #in} gives up reading, and the socket is closed when both are.
 */
public final class Connection {
  private final Socket socket;
  private final SockAddr peer;
  private final InputChannel in;
  private final OutputChannel out;
  private int openDirections = 2;
  private boolean aborted;

  /** What is done when both directions are closed, before the socket is. */
  private Promise<@Nullable Void> ending = Promise.unit();

  private @Nullable Promise<@Nullable Void> closing;

  Connection(Socket socket, SockAddr peer) {
    this.socket = socket;
    this.peer = peer;
    in = InputChannel.of(socket, this::closeDirection);
    out = OutputChannel.of(socket, this::endDirection);
  }

  /**
   * A connection on a socket that is connected already, and closed with it from now on: one of a pair, one that was
   * received.
   *
   * @throws UnixException ENOTCONN if it is not connected
   */
  public static Connection of(Socket socket) {
    return new Connection(socket, socket.getpeername());
  }

  /** What the other side sends. */
  public InputChannel in() {
    return in;
  }

  /** What this side sends. */
  public OutputChannel out() {
    return out;
  }

  /** The socket below. */
  public Socket socket() {
    return socket;
  }

  /** The other side's address. */
  public SockAddr peer() {
    return peer;
  }

  /**
   * Sends what was written, ends this side's direction, and closes the socket. The same promise each time.
   *
   * <p>If anything was written, bytes that the other side has sent and nobody has read are read and dropped before: the
   * system would reset the connection for them, and what it has yet to send would be lost. That ends with their end,
   * when none have come for 100 ms, or after a second; {@link #abort} does without it. Lwt has the connection reset.
   *
   * <p>Rejected with what kept the rest from being sent; the socket is closed all the same. A cancel does nothing.
   */
  public Promise<@Nullable Void> close() {
    Promise<@Nullable Void> current = closing;
    if (current == null) {
      current = LwtIo.closingAfter(out::close, in::close);
      closing = current;
    }
    return current;
  }

  /**
   * Closes the socket now, and drops what was written and not sent: {@link OutputChannel#abort} and
   * {@link InputChannel#abort}. The same promise as that of {@link #close}, which may have been called before: it then
   * does not wait any longer for a peer that reads nothing, and is rejected with {@link ChannelClosedException}.
   */
  public Promise<@Nullable Void> abort() {
    aborted = true;
    out.abort();
    in.abort();
    ending.cancel();
    return close();
  }

  /** Whether {@link #close} or {@link #abort} was called. */
  public boolean isClosed() {
    return closing != null;
  }

  private Promise<?> endDirection() {
    return LwtIo.closingAfter(this::endSending, this::closeDirection);
  }

  private Promise<@Nullable Void> endSending() {
    try {
      socket.shutdown(ShutdownCommand.SEND);
    } catch (UnixException error) {
      // ENOTCONN: the other side has ended the whole connection already
      if (error.errno() != Errno.ENOTCONN) {
        throw error;
      }
    }
    return Promise.unit();
  }

  private Promise<?> closeDirection() {
    if (--openDirections > 0) {
      return Promise.unit();
    }
    if (!aborted && out.position() > 0) {
      ending = Lwt.apply(() -> UnreadInput.drop(socket));
    }
    return ending.tryBind(_ -> socket.close(), _ -> socket.close());
  }
}
