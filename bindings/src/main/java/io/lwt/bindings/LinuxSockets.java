package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** Sockets on Linux. */
interface LinuxSockets extends LinuxSocketConstants, LinuxSocketOptions, LinuxAddresses {
  /** The flags that a socket is born with. */
  int NEW_SOCKET = LinuxAbi.SOCK_CLOEXEC | LinuxAbi.SOCK_NONBLOCK;

  @Override
  default int socket(int family, int type, int protocol) {
    return (int) Socket.C.call(family, type | NEW_SOCKET, protocol);
  }

  @Override
  default int bind(int fd, AddressBuffer address) {
    try {
      return (int) Bind.C.call(fd, address.pointer(), address.length());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  @Override
  default int listen(int fd, int backlog) {
    return (int) Listen.C.call(fd, backlog);
  }

  @Override
  default int accept(int fd, AddressBuffer peer) {
    peer.setLength(peer.capacity());
    try {
      return (int) Accept4.C.call(fd, peer.pointer(), peer.lengthPointer(), NEW_SOCKET);
    } finally {
      Reference.reachabilityFence(peer);
    }
  }

  @Override
  default int connect(int fd, AddressBuffer address) {
    try {
      return (int) Connect.C.call(fd, address.pointer(), address.length());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  @Override
  default int shutdown(int fd, int how) {
    return (int) Shutdown.C.call(fd, how);
  }

  @Override
  default int getsockname(int fd, AddressBuffer address) {
    address.setLength(address.capacity());
    try {
      return (int) Getsockname.C.call(fd, address.pointer(), address.lengthPointer());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  @Override
  default int getpeername(int fd, AddressBuffer address) {
    address.setLength(address.capacity());
    try {
      return (int) Getpeername.C.call(fd, address.pointer(), address.lengthPointer());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  @Override
  default long recv(int fd, MemorySegment buffer, long length) {
    MemorySegment memory = LinuxFiles.checked(buffer, length);
    return length == 0 ? 0 : Recv.C.call(fd, memory, length, LinuxAbi.MSG_DONTWAIT);
  }

  @Override
  default long send(int fd, MemorySegment buffer, long length) {
    int flags = LinuxAbi.MSG_NOSIGNAL | LinuxAbi.MSG_DONTWAIT;
    return Send.C.call(fd, LinuxFiles.checked(buffer, length), length, flags);
  }

  @Override
  default int socketFamily(int fd) {
    return (int) getsockopt(fd, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_DOMAIN);
  }

  @Override
  default int socketType(int fd) {
    return (int) getsockopt(fd, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_TYPE);
  }

  @Override
  default int socketProtocol(int fd) {
    return (int) getsockopt(fd, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_PROTOCOL);
  }

  @Override
  default long getsockopt(int fd, int level, int option) {
    MemorySegment scratch = ThreadMemory.current().scratch();
    scratch.setAtIndex(JAVA_INT, 0, 0);
    int result = getsockopt(fd, level, option, scratch, Integer.BYTES);
    return result < 0 ? result : Integer.toUnsignedLong(scratch.getAtIndex(JAVA_INT, 0));
  }

  /** Has an option written to native memory: how many bytes it takes there. The scratch memory's end has the length. */
  private static int getsockopt(int fd, int level, int option, MemorySegment value, int room) {
    MemorySegment length =
        ThreadMemory.current().scratch().asSlice(ThreadMemory.SCRATCH_SIZE - Integer.BYTES);
    length.set(JAVA_INT, 0, room);
    int result = (int) Getsockopt.C.call(fd, level, option, value.address(), length.address());
    return result < 0 ? result : length.get(JAVA_INT, 0);
  }

  @Override
  default int setsockopt(int fd, int level, int option, int value) {
    MemorySegment scratch = ThreadMemory.current().scratch();
    scratch.set(JAVA_INT, 0, value);
    return (int) Setsockopt.C.call(fd, level, option, scratch.address(), Integer.BYTES);
  }

  @Override
  default int getsockoptText(int fd, int level, int option, byte[] value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(value.length);
      int length = getsockopt(fd, level, option, text, value.length);
      if (length <= 0) {
        return length;
      }
      MemorySegment.copy(text, JAVA_BYTE, 0, value, 0, length);
      return lengthBeforeNul(value, length);
    }
  }

  /** Some options count the NUL at their end, and what follows it. */
  private static int lengthBeforeNul(byte[] text, int length) {
    int i = 0;
    while (i < length && text[i] != 0) {
      i++;
    }
    return i;
  }

  @Override
  default int setsockoptText(int fd, int level, int option, byte[] value) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          Setsockopt.C.call(
              fd, level, option, SystemLibrary.string(arena, value), value.length + 1);
    }
  }

  @Override
  default int setLinger(int fd, int seconds) {
    MemorySegment linger = ThreadMemory.current().scratch();
    linger.set(JAVA_INT, LinuxAbi.Linger.L_ONOFF, seconds < 0 ? 0 : 1);
    linger.set(JAVA_INT, LinuxAbi.Linger.L_LINGER, Math.max(seconds, 0));
    return (int)
        Setsockopt.C.call(
            fd, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_LINGER, linger.address(), LinuxAbi.Linger.SIZEOF);
  }

  @Override
  default int socketError(int fd) {
    return (int) getsockopt(fd, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_ERROR);
  }

  /** socket(2). */
  final class Socket {
    static final CFunction C = CFunction.of(INT, "socket", 3);
  }

  /** bind(2). */
  final class Bind {
    static final CFunction C = CFunction.of(INT, "bind", 3);
  }

  /** listen(2). */
  final class Listen {
    static final CFunction C = CFunction.of(INT, "listen", 2);
  }

  /** accept4(2). */
  final class Accept4 {
    static final CFunction C = CFunction.of(INT, "accept4", 4);
  }

  /** connect(2). */
  final class Connect {
    static final CFunction C = CFunction.of(INT, "connect", 3);
  }

  /** shutdown(2). */
  final class Shutdown {
    static final CFunction C = CFunction.of(INT, "shutdown", 2);
  }

  /** getsockname(2). */
  final class Getsockname {
    static final CFunction C = CFunction.of(INT, "getsockname", 3);
  }

  /** getpeername(2). */
  final class Getpeername {
    static final CFunction C = CFunction.of(INT, "getpeername", 3);
  }

  /** recv(2). */
  final class Recv {
    static final CFunction C = CFunction.withBuffer(LONG, "recv", 4);
  }

  /** send(2). */
  final class Send {
    static final CFunction C = CFunction.withBuffer(LONG, "send", 4);
  }

  /** getsockopt(2). */
  final class Getsockopt {
    static final CFunction C = CFunction.of(INT, "getsockopt", 5);
  }

  /** setsockopt(2). */
  final class Setsockopt {
    static final CFunction C = CFunction.of(INT, "setsockopt", 5);
  }
}
