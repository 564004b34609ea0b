package io.lwt.unix;

import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket with a channel for each direction.
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
  private @Nullable Promise<@Nullable Void> closing;

  Connection(Socket socket, SockAddr peer) {
    this.socket = socket;
    this.peer = peer;
    in = InputChannel.of(socket::read, this::closeDirection);
    out = OutputChannel.of(socket::write, this::endDirection);
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

  private Promise<?> endDirection() {
    if (openDirections > 1) {
      endSending();
    }
    return closeDirection();
  }

  private void endSending() {
    try {
      socket.shutdown(ShutdownCommand.SEND);
    } catch (UnixException error) {
      // ENOTCONN: the other side has ended the whole connection already
      if (error.errno() != Errno.ENOTCONN) {
        throw error;
      }
    }
  }

  private Promise<?> closeDirection() {
    return --openDirections == 0 ? socket.close() : Promise.unit();
  }
}
