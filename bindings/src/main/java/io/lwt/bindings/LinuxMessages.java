package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Messages on Linux. */
interface LinuxMessages extends Messages {
  /** The user and the group that SO_PEERCRED tells where there are none; no real one has this number. */
  int NOBODY = -1;

  @Override
  default int MSG_OOB() {
    return LinuxAbi.MSG_OOB;
  }

  @Override
  default int MSG_PEEK() {
    return LinuxAbi.MSG_PEEK;
  }

  @Override
  default int MSG_DONTROUTE() {
    return LinuxAbi.MSG_DONTROUTE;
  }

  @Override
  default int MSG_TRUNC() {
    return LinuxAbi.MSG_TRUNC;
  }

  @Override
  default int socketpair(int family, int type, int protocol, int[] ends) {
    MemorySegment pair = ThreadMemory.current().scratch();
    int result =
        (int) Socketpair.C.call(family, type | LinuxSockets.NEW_SOCKET, protocol, pair.address());
    if (result == 0) {
      ends[0] = pair.getAtIndex(JAVA_INT, 0);
      ends[1] = pair.getAtIndex(JAVA_INT, 1);
    }
    return result;
  }

  @Override
  default long recvfrom(
      int fd, int flags, @Nullable AddressBuffer from, MemorySegment buffer, long length) {
    MemorySegment memory = LinuxFiles.checked(buffer, length);
    int all = flags | LinuxAbi.MSG_DONTWAIT;
    if (from == null) {
      return Recvfrom.C.call(fd, memory, length, all, 0, 0);
    }
    from.setLength(from.capacity());
    try {
      return Recvfrom.C.call(fd, memory, length, all, from.pointer(), from.lengthPointer());
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  @Override
  default long sendto(
      int fd, int flags, @Nullable AddressBuffer to, MemorySegment buffer, long length) {
    MemorySegment memory = LinuxFiles.checked(buffer, length);
    int all = flags | LinuxAbi.MSG_DONTWAIT | LinuxAbi.MSG_NOSIGNAL;
    if (to == null) {
      return Sendto.C.call(fd, memory, length, all, 0, 0);
    }
    try {
      return Sendto.C.call(fd, memory, length, all, to.pointer(), to.length());
    } finally {
      Reference.reachabilityFence(to);
    }
  }

  @Override
  default int peerCredentials(int fd, int[] credentials) {
    MemorySegment scratch = ThreadMemory.current().scratch();
    long value = scratch.address();
    long size = value + LinuxAbi.Ucred.SIZEOF;
    scratch.set(JAVA_INT, LinuxAbi.Ucred.SIZEOF, LinuxAbi.Ucred.SIZEOF);
    int result =
        (int)
            LinuxSockets.Getsockopt.C.call(
                fd, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_PEERCRED, value, size);
    if (result < 0) {
      return result;
    }
    credentials[0] = scratch.get(JAVA_INT, LinuxAbi.Ucred.PID);
    credentials[1] = scratch.get(JAVA_INT, LinuxAbi.Ucred.UID);
    credentials[2] = scratch.get(JAVA_INT, LinuxAbi.Ucred.GID);
    return credentials[1] == NOBODY && credentials[2] == NOBODY ? -LinuxAbi.ENOTCONN : 0;
  }

  /** socketpair(2). */
  final class Socketpair {
    static final CFunction C = CFunction.of(INT, "socketpair", 4);
  }

  /** recvfrom(2). */
  final class Recvfrom {
    static final CFunction C = CFunction.withBuffer(LONG, "recvfrom", 6);
  }

  /** sendto(2). */
  final class Sendto {
    static final CFunction C = CFunction.withBuffer(LONG, "sendto", 6);
  }
}
