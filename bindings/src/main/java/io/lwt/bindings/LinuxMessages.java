package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Messages on Linux. */
interface LinuxMessages extends Messages {
  /** The user and the group that SO_PEERCRED tells where there are none; no real one has this number. */
  int NOBODY = -1;

  /** The kernel's own limit, which no header tells. */
  int SCM_MAX_FD = 253;

  /** Where the data of a control message begins: CMSG_LEN(0) of cmsg(3). */
  long DATA = LinuxAbi.Cmsghdr.SIZEOF;

  /** Room for what else the kernel may tell, if a socket was told to: credentials, labels, times. */
  long OTHER_CONTROL = 1024;

  /** Where the thread's memory has a msghdr. */
  long HEADER = (long) Vectors.CAPACITY * LinuxAbi.Iovec.SIZEOF;

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
  default long recvmsg(
      int fd, int flags, @Nullable AddressBuffer from, ControlBuffer control, Vectors to) {
    if (from != null) {
      from.setLength(from.capacity());
    }
    control.setLength(control.memory().byteSize());
    MemorySegment header = header(from, control, to);
    int all = flags | LinuxAbi.MSG_DONTWAIT | LinuxAbi.MSG_CMSG_CLOEXEC;
    long result;
    try {
      result = Recvmsg.C.call(fd, header.address(), all, to);
    } finally {
      Reference.reachabilityFence(from);
      Reference.reachabilityFence(control);
    }
    if (from != null) {
      from.setLength(header.get(JAVA_INT, LinuxAbi.Msghdr.MSG_NAMELEN));
    }
    control.setLength(result < 0 ? 0 : header.get(JAVA_LONG, LinuxAbi.Msghdr.MSG_CONTROLLEN));
    control.setFlags(header.get(JAVA_INT, LinuxAbi.Msghdr.MSG_FLAGS));
    return result;
  }

  @Override
  default long sendmsg(
      int fd,
      int flags,
      @Nullable AddressBuffer to,
      @Nullable ControlBuffer control,
      Vectors from) {
    MemorySegment header = header(to, control, from);
    int all = flags | LinuxAbi.MSG_DONTWAIT | LinuxAbi.MSG_NOSIGNAL;
    try {
      return Sendmsg.C.call(fd, header.address(), all, from);
    } finally {
      Reference.reachabilityFence(to);
      Reference.reachabilityFence(control);
    }
  }

  /** The msghdr of a message, in the thread's memory behind the array of its vectors. */
  private static MemorySegment header(
      @Nullable AddressBuffer address, @Nullable ControlBuffer control, Vectors vectors) {
    long array = LinuxFiles.array(vectors);
    MemorySegment header = ThreadMemory.current().scratch().asSlice(HEADER, LinuxAbi.Msghdr.SIZEOF);
    header.set(JAVA_LONG, LinuxAbi.Msghdr.MSG_NAME, address == null ? 0 : address.pointer());
    header.set(JAVA_INT, LinuxAbi.Msghdr.MSG_NAMELEN, address == null ? 0 : address.length());
    header.set(JAVA_LONG, LinuxAbi.Msghdr.MSG_IOV, array);
    header.set(JAVA_LONG, LinuxAbi.Msghdr.MSG_IOVLEN, vectors.count());
    header.set(
        JAVA_LONG, LinuxAbi.Msghdr.MSG_CONTROL, control == null ? 0 : control.memory().address());
    header.set(JAVA_LONG, LinuxAbi.Msghdr.MSG_CONTROLLEN, control == null ? 0 : control.length());
    header.set(JAVA_INT, LinuxAbi.Msghdr.MSG_FLAGS, 0);
    return header;
  }

  @Override
  default int maxDescriptors() {
    return SCM_MAX_FD;
  }

  @Override
  default long controlSize(int descriptors) {
    return OTHER_CONTROL + aligned(DATA + (long) descriptors * Integer.BYTES);
  }

  /** CMSG_ALIGN of cmsg(3). */
  private static long aligned(long size) {
    return (size + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  @Override
  default void putDescriptors(ControlBuffer to, int[] descriptors) {
    MemorySegment control = to.memory();
    long size = DATA + (long) descriptors.length * Integer.BYTES;
    control.set(JAVA_LONG, LinuxAbi.Cmsghdr.CMSG_LEN, size);
    control.set(JAVA_INT, LinuxAbi.Cmsghdr.CMSG_LEVEL, LinuxAbi.SOL_SOCKET);
    control.set(JAVA_INT, LinuxAbi.Cmsghdr.CMSG_TYPE, LinuxAbi.SCM_RIGHTS);
    MemorySegment.copy(descriptors, 0, control, JAVA_INT, DATA, descriptors.length);
    to.setLength(aligned(size));
  }

  @Override
  default int[] descriptors(ControlBuffer from) {
    IntStream.Builder descriptors = IntStream.builder();
    long size;
    for (long at = 0; at + DATA <= from.length(); at += aligned(size)) {
      MemorySegment message = from.memory().asSlice(at);
      size = message.get(JAVA_LONG, LinuxAbi.Cmsghdr.CMSG_LEN);
      if (message.get(JAVA_INT, LinuxAbi.Cmsghdr.CMSG_LEVEL) == LinuxAbi.SOL_SOCKET
          && message.get(JAVA_INT, LinuxAbi.Cmsghdr.CMSG_TYPE) == LinuxAbi.SCM_RIGHTS) {
        for (long next = DATA; next + Integer.BYTES <= size; next += Integer.BYTES) {
          descriptors.add(message.get(JAVA_INT, next));
        }
      }
    }
    return descriptors.build().toArray();
  }

  @Override
  default boolean isControlTruncated(ControlBuffer from) {
    return (from.flags() & LinuxAbi.MSG_CTRUNC) != 0;
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

  /** recvmsg(2). */
  final class Recvmsg {
    static final CFunction C = CFunction.withGuards(LONG, "recvmsg", 3);
  }

  /** sendmsg(2). */
  final class Sendmsg {
    static final CFunction C = CFunction.withGuards(LONG, "sendmsg", 3);
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
