package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * recv(2) and its kin, as operations of the socket.
 *
 * @param <T> what is told of what was received
 */
abstract class Receive<T> extends Operation<T> {
  final Socket socket;
  final Posix posix;
  private final int flags;

  Receive(Socket socket, MessageFlag[] flags) {
    super(socket.descriptor().reads());
    this.socket = socket;
    posix = socket.posix();
    this.flags = MessageFlag.forReceiving(posix, flags);
  }

  /** Begins it. The urgent byte overtakes what else there is to receive, and nothing tells when it comes. */
  final Promise<T> start() {
    return isUrgent() ? queue.startAtOnce(this) : queue.start(this);
  }

  private boolean isUrgent() {
    return (flags & posix.MSG_OOB()) != 0;
  }

  @Override
  final long attempt() {
    return isUrgent() && socket.descriptor().keepsMessages()
        ? -Errno.EOPNOTSUPP.number() // some systems would give a whole message
        : receive(flags);
  }

  /** Makes the call. */
  abstract long receive(int flags);

  /** The flags that have a message's whole length be the result. */
  final int withWholeLength(int flags) {
    return socket.descriptor().keepsMessages() ? flags | posix.MSG_TRUNC() : flags;
  }

  /** What a call has given, which took it unless it had a flag. */
  final long noted(long size, long asked) {
    if (flags == 0) {
      socket.descriptor().noteRead(size, asked);
    }
    return size;
  }

  /** To one piece of memory. */
  abstract static class IntoMemory<T> extends Receive<T> {
    private final MemorySegment to;
    private final @Nullable ByteBuffer owner;

    /**
     * An operation.
     *
     * @param to a caller's memory
     * @param owner the buffer whose memory it is, and whose position is to be moved
     */
    IntoMemory(Socket socket, MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
      super(socket, flags);
      this.to = to;
      this.owner = owner;
    }

    @Override
    final long receive(int flags) {
      if (to.isNative()) {
        return noted(receive(flags, to, to.byteSize()), to.byteSize());
      }
      MemorySegment buffer = socket.descriptor().buffer(to.byteSize());
      long asked = Math.min(to.byteSize(), buffer.byteSize());
      long size = receive(flags, buffer, asked);
      MemorySegment.copy(buffer, 0, to, 0, Math.clamp(size, 0, asked));
      return noted(size, asked);
    }

    abstract long receive(int flags, MemorySegment buffer, long length);

    /** How many bytes of the message are in the memory. */
    final int stored(long size) {
      int count = (int) Math.min(size, to.byteSize());
      if (owner != null) {
        owner.position(owner.position() + count);
      }
      return count;
    }
  }

  /** recv(2). */
  static final class Recv extends IntoMemory<Integer> {
    Recv(Socket socket, MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
      super(socket, to, owner, flags);
    }

    @Override
    long receive(int flags, MemorySegment buffer, long length) {
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
  static final class RecvFrom extends IntoMemory<Received> {
    RecvFrom(Socket socket, MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
      super(socket, to, owner, flags);
    }

    @Override
    long receive(int flags, MemorySegment buffer, long length) {
      return Calls.recvfrom(
          posix, socket.number(), withWholeLength(flags), socket.address(), buffer, length);
    }

    @Override
    void succeed(long size) {
      fulfill(new Received(stored(size), (int) size, SockAddrs.get(posix, socket.address())));
    }

    @Override
    String call() {
      return "recvfrom";
    }
  }
}
