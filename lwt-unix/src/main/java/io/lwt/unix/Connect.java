package io.lwt.unix;

import org.jspecify.annotations.Nullable;

/**
 * connect(2), as an operation of the socket. It is called again when the socket became writable: EALREADY then means
 * that it is still under way, EISCONN that it is connected.
 */
final class Connect extends Operation<@Nullable Void> {
  private static final int IN_PROGRESS = -Errno.EINPROGRESS.number();
  private static final int ALREADY = -Errno.EALREADY.number();
  private static final int CONNECTED = -Errno.EISCONN.number();

  private final Socket socket;
  private final SockAddr address;
  private boolean begun;

  /** For a Unix socket's backlog, when it is full: nothing tells when it no longer is. */
  private final RetryTimer retry;

  Connect(Socket socket, SockAddr address) {
    super(socket.descriptor().writes());
    this.socket = socket;
    this.address = address;
    retry = new RetryTimer(queue);
  }

  @Override
  long attempt() {
    if (retry.isPausing()) {
      return Calls.AGAIN;
    }
    int error = begun ? socket.posix().socketError(socket.number()) : 0;
    return error == 0
        ? connect()
        : -Math.abs(error); // positive if the connection failed, negative if the call did
  }

  private long connect() {
    int result = Calls.connect(socket.posix(), socket.number(), socket.encode(address, "connect"));
    if (result == IN_PROGRESS || result == ALREADY) {
      begun = true;
      return Calls.AGAIN;
    }
    if (result == Calls.AGAIN) {
      retry.start();
    }
    return result == CONNECTED && begun ? 0 : result;
  }

  @Override
  void succeed(long result) {
    fulfill(null);
  }

  @Override
  String call() {
    return "connect";
  }

  @Override
  String argument() {
    return address.toString();
  }
}
