package io.lwt.unix;

import io.lwt.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a peer has sent and nobody has read when a connection is closed. The system would reset the connection for it,
 * and drop what it has yet to send: so it is read first, and what comes meanwhile, but not for ever.
 */
final class UnreadInput {
  /** How long nothing has to come. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** How long it may go on coming. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** Read into, and never read. */
  private static final byte[] RUBBISH = new byte[EventLoop.BUFFER_SIZE];

  private UnreadInput() {}

  /** Reads to the end, to a pause, or up to the limit; nothing if there is nothing to read. A cancel ends it. */
  static Promise<@Nullable Void> drop(Socket socket) {
    return socket.isReadable()
        ? LwtUnix.<@Nullable Void>withTimeout(LIMIT, () -> dropAll(socket))
            .catching(RuntimeException.class, _ -> Promise.unit())
        : Promise.unit();
  }

  private static Promise<@Nullable Void> dropAll(Socket socket) {
    return LwtUnix.withTimeout(PAUSE, () -> socket.read(RUBBISH))
        .bind(count -> count == 0 ? Promise.unit() : dropAll(socket));
  }
}
