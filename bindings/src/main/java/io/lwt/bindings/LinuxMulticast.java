package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT_OR_ZERO;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Multicast on Linux: what RFC 3678 calls the protocol-independent interface. */
interface LinuxMulticast extends LinuxSockets, Multicast {

  @Override
  default int interfaceIndex(byte[] name) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) IfNametoindex.C.call(SystemLibrary.string(arena, name));
    }
  }

  @Override
  default int joinGroup(int fd, int interfaceIndex, byte[] group) {
    return groupRequest(fd, LinuxAbi.MCAST_JOIN_GROUP, interfaceIndex, group);
  }

  @Override
  default int leaveGroup(int fd, int interfaceIndex, byte[] group) {
    return groupRequest(fd, LinuxAbi.MCAST_LEAVE_GROUP, interfaceIndex, group);
  }

  private int groupRequest(int fd, int option, int interfaceIndex, byte[] group) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(LinuxAbi.GroupReq.SIZEOF, Long.BYTES);
      request.set(JAVA_INT, LinuxAbi.GroupReq.GR_INTERFACE, interfaceIndex);
      put(arena, request, LinuxAbi.GroupReq.GR_GROUP, group);
      return set(fd, level(group), option, request);
    }
  }

  @Override
  default int joinSource(int fd, int interfaceIndex, byte[] group, byte[] source) {
    return sourceRequest(fd, LinuxAbi.MCAST_JOIN_SOURCE_GROUP, interfaceIndex, group, source);
  }

  @Override
  default int leaveSource(int fd, int interfaceIndex, byte[] group, byte[] source) {
    return sourceRequest(fd, LinuxAbi.MCAST_LEAVE_SOURCE_GROUP, interfaceIndex, group, source);
  }

  private int sourceRequest(int fd, int option, int interfaceIndex, byte[] group, byte[] source) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(LinuxAbi.GroupSourceReq.SIZEOF, Long.BYTES);
      request.set(JAVA_INT, LinuxAbi.GroupSourceReq.GSR_INTERFACE, interfaceIndex);
      put(arena, request, LinuxAbi.GroupSourceReq.GSR_GROUP, group);
      put(arena, request, LinuxAbi.GroupSourceReq.GSR_SOURCE, source);
      return set(fd, level(group), option, request);
    }
  }

  /** Writes an address, without a port, where a request has one. */
  private void put(Arena arena, MemorySegment request, int offset, byte[] address) {
    var buffer = new AddressBuffer(arena);
    if (address.length == Integer.BYTES) {
      putInet(buffer, address, 0);
    } else {
      putInet6(buffer, address, 0, 0);
    }
    MemorySegment.copy(buffer.bytes(), JAVA_BYTE, 0, request, JAVA_BYTE, offset, buffer.length());
  }

  private static int level(byte[] address) {
    return address.length == Integer.BYTES ? LinuxAbi.IPPROTO_IP : LinuxAbi.IPPROTO_IPV6;
  }

  @Override
  default int setMulticastInterface(int fd, int interfaceIndex) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(LinuxAbi.IpMreqn.SIZEOF, Integer.BYTES);
      request.set(JAVA_INT, LinuxAbi.IpMreqn.IMR_IFINDEX, interfaceIndex);
      return set(fd, LinuxAbi.IPPROTO_IP, LinuxAbi.IP_MULTICAST_IF, request);
    }
  }

  @Override
  default int setMulticastInterface6(int fd, int interfaceIndex) {
    return setsockopt(fd, LinuxAbi.IPPROTO_IPV6, LinuxAbi.IPV6_MULTICAST_IF, interfaceIndex);
  }

  private static int set(int fd, int level, int option, MemorySegment value) {
    return (int) Setsockopt.C.call(fd, level, option, value.address(), value.byteSize());
  }

  /** if_nametoindex(3). */
  final class IfNametoindex {
    static final CFunction C = CFunction.of(INT_OR_ZERO, "if_nametoindex", 1);
  }
}
