package io.lwt.unix;

import io.lwt.bindings.ControlBuffer;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** sendmsg(2), as an operation of the socket. */
final class SendMsg extends SendTo {
  private final EventLoop loop;
  private final IoVec from;
  private final List<Fd> descriptors;

  SendMsg(
      Socket socket, IoVec from, List<Fd> descriptors, @Nullable SockAddr to, MessageFlag[] flags) {
    super(socket, to, flags);
    this.from = from;
    this.descriptors = descriptors;
    loop = socket.descriptor().loop();
  }

  @Override
  long send(Posix posix, int flags) {
    ControlBuffer control = descriptors.isEmpty() ? null : control(posix);
    Gathering gathering = loop.gathering();
    if (socket.descriptor().keepsMessages()) {
      long size = from.byteCount();
      MemorySegment buffer = socket.descriptor().buffer(size).asSlice(0, size);
      from.copyTo(buffer, size);
      gathering.set(buffer);
    } else {
      gathering.forWriting(from);
    }
    return Calls.sendmsg(posix, socket.number(), flags, address(), control, gathering.vectors());
  }

  /** One that was closed while the message waited may have a number that is somebody else's now. */
  private ControlBuffer control(Posix posix) {
    int[] numbers = new int[descriptors.size()];
    for (int i = 0; i < numbers.length; i++) {
      Descriptor descriptor = descriptors.get(i).descriptor();
      if (!descriptor.isUsable()) {
        throw EventLoop.unchecked(descriptor.refusal("sendmsg"));
      }
      numbers[i] = descriptor.number();
    }
    posix.putDescriptors(loop.control(), numbers);
    return loop.control();
  }

  @Override
  void succeed(long count) {
    fulfill((int) count);
  }

  @Override
  String call() {
    return "sendmsg";
  }
}
