package io.lwt.unix;

import io.lwt.bindings.ControlBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** recvmsg(2), as an operation of the socket. */
final class RecvMsg extends Receive<Message> {
  private final EventLoop loop;
  private final IoVec to;
  private final List<Fd> descriptors = new ArrayList<>();
  private boolean descriptorsTruncated;

  RecvMsg(Socket socket, IoVec to, MessageFlag[] flags) {
    super(socket, flags);
    this.to = to;
    loop = socket.descriptor().loop();
  }

  @Override
  long receive(int flags) {
    return socket.descriptor().keepsMessages() ? receiveWhole(flags) : receivePart(flags);
  }

  private long receiveWhole(int flags) {
    long room = to.byteCount();
    MemorySegment buffer = socket.descriptor().buffer(room).asSlice(0, room);
    Gathering gathering = loop.gathering();
    gathering.set(buffer);
    long size = call(withWholeLength(flags), gathering);
    scatter(() -> to.copyFrom(buffer, Math.clamp(size, 0, room)));
    return size;
  }

  private long receivePart(int flags) {
    Gathering gathering = loop.gathering();
    gathering.forReading(to);
    long count = call(flags, gathering);
    scatter(() -> gathering.scatter(to, Math.max(count, 0)));
    return noted(count, gathering.byteCount());
  }

  private long call(int flags, Gathering gathering) {
    ControlBuffer control = loop.control();
    long size =
        Calls.recvmsg(
            posix, socket.number(), flags, socket.address(), control, gathering.vectors());
    if (size >= 0) {
      descriptorsTruncated = posix.isControlTruncated(control);
      for (int number : posix.descriptors(control)) {
        Adoption.received(loop, number)
            .ifPresentOrElse(descriptors::add, () -> descriptorsTruncated = true);
      }
    }
    return size;
  }

  /** Nobody gets the descriptors if the memory cannot be written to. */
  private void scatter(Runnable scattering) {
    try {
      scattering.run();
    } catch (RuntimeException unusable) {
      descriptors.forEach(Fd::close);
      throw unusable;
    }
  }

  @Override
  void succeed(long size) {
    fulfill(
        new Message(
            (int) Math.min(size, to.byteCount()),
            (int) size,
            SockAddrs.get(posix, socket.address()),
            List.copyOf(descriptors),
            descriptorsTruncated));
  }

  @Override
  String call() {
    return "recvmsg";
  }
}
