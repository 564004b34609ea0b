package io.lwt.unix;

import io.lwt.bindings.AddressBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** send(2) and sendto(2), as an operation of the socket. */
final class Send extends Operation<Integer> {
  private final Socket socket;
  private final MemorySegment from;
  private final @Nullable ByteBuffer owner;
  private final @Nullable SockAddr to;
  private final int flags;

  /**
   * Where a Unix socket is told whom to send to: nothing tells when the queue of a full one no longer is. Nor does it
   * help to go by what the engine says, as each attempt makes it report the sender.
   */
  private final @Nullable RetryTimer retry;

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
    super(socket.descriptor().writes());
    this.socket = socket;
    this.from = from;
    this.owner = owner;
    this.to = to;
    this.flags = MessageFlag.forSending(socket.posix(), flags);
    retry = to != null && socket.domain() == SocketDomain.UNIX ? new RetryTimer(queue) : null;
  }

  @Override
  long attempt() {
    if (retry != null && retry.isPausing()) {
      return Calls.AGAIN;
    }
    AddressBuffer address = to == null ? null : socket.encode(to, call());
    long result;
    if (from.isNative()) {
      result = send(address, from, from.byteSize());
    } else {
      MemorySegment buffer = socket.descriptor().buffer(from.byteSize());
      long asked = Math.min(from.byteSize(), buffer.byteSize());
      MemorySegment.copy(from, 0, buffer, 0, asked);
      result = send(address, buffer, asked);
    }
    if (result == Calls.AGAIN && retry != null) {
      retry.start();
    }
    return result;
  }

  private long send(@Nullable AddressBuffer address, MemorySegment buffer, long length) {
    return Calls.sendto(socket.posix(), socket.number(), flags, address, buffer, length);
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
    return to == null ? "send" : "sendto";
  }

  @Override
  String argument() {
    return to == null ? super.argument() : to.toString();
  }
}
