package io.lwt.unix;

import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** send(2) and sendto(2), as an operation of the socket. */
final class Send extends SendTo {
  private final MemorySegment from;
  private final @Nullable ByteBuffer owner;

  /**
   * An operation.
   *
   * @param from a caller's memory
   * @param owner the buffer whose memory it is, and whose position is to be moved
   * @param to whom to send it, if the socket is not connected to anybody
   */
  Send(
      Socket socket,
      MemorySegment from,
      @Nullable ByteBuffer owner,
      @Nullable SockAddr to,
      MessageFlag[] flags) {
    super(socket, to, flags);
    this.from = from;
    this.owner = owner;
  }

  @Override
  long send(Posix posix, int flags) {
    AddressBuffer address = address();
    if (from.isNative()) {
      return Calls.sendto(posix, socket.number(), flags, address, from, from.byteSize());
    }
    MemorySegment buffer = socket.descriptor().buffer(from.byteSize());
    long asked = Math.min(from.byteSize(), buffer.byteSize());
    MemorySegment.copy(from, 0, buffer, 0, asked);
    return Calls.sendto(posix, socket.number(), flags, address, buffer, asked);
  }

  @Override
  void succeed(long count) {
    if (owner != null) {
      owner.position(owner.position() + (int) count);
    }
    fulfill((int) count);
  }

  @Override
  String call() {
    return hasAddress() ? "sendto" : "send";
  }
}
