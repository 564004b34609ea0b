package io.lwt.unix;

import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.Posix;
import org.jspecify.annotations.Nullable;

/** send(2) and its kin, as operations of the socket, to an address or to whom the socket is connected to. */
abstract class SendTo extends Operation<Integer> {
  final Socket socket;
  private final @Nullable SockAddr to;
  private final int flags;

  /**
   * Where a Unix socket is told whom to send to: nothing tells reliably when the queue of a full one no longer is. What
   * the engine says is a hint, if its messages were this socket's; but each attempt that fails makes it say so too.
   */
  private final @Nullable RetryTimer retry;

  SendTo(Socket socket, @Nullable SockAddr to, MessageFlag[] flags) {
    super(socket.descriptor().writes());
    this.socket = socket;
    this.to = to;
    this.flags = MessageFlag.forSending(socket.posix(), flags);
    retry = to != null && socket.domain() == SocketDomain.UNIX ? new RetryTimer(queue) : null;
  }

  @Override
  final long attempt() {
    if (retry != null && !retry.mayTry()) {
      return Calls.AGAIN;
    }
    long result = send(socket.posix(), flags);
    if (result == Calls.AGAIN && retry != null) {
      retry.start();
    }
    return result;
  }

  /** Makes the call. */
  abstract long send(Posix posix, int flags);

  /** The address as the call takes it. */
  final @Nullable AddressBuffer address() {
    return to == null ? null : socket.encode(to, call());
  }

  final boolean hasAddress() {
    return to != null;
  }

  @Override
  final String argument() {
    return to == null ? super.argument() : to.toString();
  }
}
