package io.lwt.unix;

import io.lwt.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * connect(2), as an operation of the socket. It is called again when the socket became writable: EALREADY then means
 * that it is still under way, EISCONN that it is connected.
 */
final class Connect extends Operation<@Nullable Void> {
  private static final int IN_PROGRESS = -Errno.EINPROGRESS.number();
  private static final int ALREADY = -Errno.EALREADY.number();
  private static final int CONNECTED = -Errno.EISCONN.number();
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(64);

  private final Socket socket;
  private final SockAddr address;
  private boolean begun;

  /** How long to wait before a full backlog is tried again, and the wait. */
  private Duration pause = Duration.ofMillis(1);

  private Promise<@Nullable Void> pausing = Promise.unit();

  Connect(Socket socket, SockAddr address) {
    super(socket.descriptor().writes());
    this.socket = socket;
    this.address = address;
  }

  @Override
  long attempt() {
    if (pausing.isPending()) {
      return Calls.AGAIN;
    }
    int error = begun ? socket.posix().socketError(socket.number()) : 0;
    return error == 0 ? connect() : -error;
  }

  private long connect() {
    int result = Calls.connect(socket.posix(), socket.number(), socket.encode(address, "connect"));
    if (result == IN_PROGRESS || result == ALREADY) {
      begun = true;
      return Calls.AGAIN;
    }
    if (result == Calls.AGAIN) {
      tryLater();
    }
    return result == CONNECTED && begun ? 0 : result;
  }

  /** A Unix socket's backlog is full, and nothing tells when it no longer is. */
  private void tryLater() {
    pausing = queue.descriptor().loop().scheduler().clock().sleep(pause);
    pausing.onSuccess(_ -> queue.retry());
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
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
