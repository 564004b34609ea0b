package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * recv(2) and recvfrom(2), as operations of the socket.
 *
 * @param <T> what is told of what was received
 */
abstract class Receive<T> extends Operation<T> {
  final Socket socket;
  private final MemorySegment to;
  private final @Nullable ByteBuffer owner;
  private final int flags;

  /**
   * An operation.
   *
   * @param to a caller's memory
   * @param owner the buffer whose memory it is, and whose position is to be moved
   */
  Receive(Socket socket, MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
    super(socket.descriptor().reads());
    this.socket = socket;
    this.to = to;
    this.owner = owner;
    this.flags = MessageFlag.forReceiving(socket.posix(), flags);
  }

  /** Begins it. The urgent byte overtakes what else there is to receive, and nothing tells when it comes. */
  final Promise<T> start() {
    return isUrgent() ? queue.startAtOnce(this) : queue.start(this);
  }

  private boolean isUrgent() {
    return (flags & socket.posix().MSG_OOB()) != 0;
  }

  /** Makes the call. */
  abstract long receive(Posix posix, int flags, MemorySegment buffer, long length);

  @Override
  final long attempt() {
    if (isUrgent() && socket.descriptor().keepsMessages()) {
      return -Errno.EOPNOTSUPP.number(); // some would give a whole message
    }
    if (to.isNative()) {
      return receive(to, to.byteSize());
    }
    MemorySegment buffer = socket.descriptor().buffer(to.byteSize());
    long asked = Math.min(to.byteSize(), buffer.byteSize());
    long size = receive(buffer, asked);
    MemorySegment.copy(buffer, 0, to, 0, Math.clamp(size, 0, asked));
    return size;
  }

  private long receive(MemorySegment buffer, long length) {
    long size = receive(socket.posix(), flags, buffer, length);
    if (flags == 0) {
      socket.descriptor().noteRead(size, length);
    }
    return size;
  }

  /** How many bytes of the message are in the memory. */
  final int stored(long size) {
    int count = (int) Math.min(size, to.byteSize());
    if (owner != null) {
      owner.position(owner.position() + count);
    }
    return count;
  }

  /** recv(2). */
  static final class Recv extends Receive<Integer> {
    Recv(Socket socket, MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
      super(socket, to, owner, flags);
    }

    @Override
    long receive(Posix posix, int flags, MemorySegment buffer, long length) {
      return Calls.recvfrom(posix, socket.number(), flags, null, buffer, length);
    }

    @Override
    void succeed(long count) {
      fulfill(stored(count));
    }

    @Override
    String call() {
      return "recv";
    }
  }

  /** recvfrom(2). */
  static final class RecvFrom extends Receive<Received> {
    RecvFrom(Socket socket, MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
      super(socket, to, owner, flags);
    }

    @Override
    long receive(Posix posix, int flags, MemorySegment buffer, long length) {
      int all = socket.descriptor().keepsMessages() ? flags | posix.MSG_TRUNC() : flags;
      return Calls.recvfrom(posix, socket.number(), all, socket.address(), buffer, length);
    }

    @Override
    void succeed(long size) {
      fulfill(
          new Received(stored(size), (int) size, SockAddrs.get(socket.posix(), socket.address())));
    }

    @Override
    String call() {
      return "recvfrom";
    }
  }
}
