package io.lwt.bindings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The layout of socket addresses on Linux: sockaddr_in, sockaddr_in6, sockaddr_un, sockaddr_vm. */
interface LinuxAddresses extends Sockets {
  ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  /** The bytes of sun_path. */
  int SUN_PATH_SIZE = LinuxAbi.SockaddrUn.SIZEOF - LinuxAbi.SockaddrUn.SUN_PATH;

  @Override
  default void putInet(AddressBuffer to, byte[] address, int port) {
    checkAddress(address, Integer.BYTES, port);
    MemorySegment bytes = start(to, LinuxAbi.AF_INET, LinuxAbi.SockaddrIn.SIZEOF);
    bytes.set(NETWORK_SHORT, LinuxAbi.SockaddrIn.SIN_PORT, (short) port);
    MemorySegment.copy(address, 0, bytes, JAVA_BYTE, LinuxAbi.SockaddrIn.SIN_ADDR, address.length);
  }

  @Override
  default void putInet6(AddressBuffer to, byte[] address, int port, int scope) {
    checkAddress(address, 2 * Long.BYTES, port);
    MemorySegment bytes = start(to, LinuxAbi.AF_INET6, LinuxAbi.SockaddrIn6.SIZEOF);
    bytes.set(NETWORK_SHORT, LinuxAbi.SockaddrIn6.SIN6_PORT, (short) port);
    MemorySegment.copy(
        address, 0, bytes, JAVA_BYTE, LinuxAbi.SockaddrIn6.SIN6_ADDR, address.length);
    bytes.set(JAVA_INT, LinuxAbi.SockaddrIn6.SIN6_SCOPE_ID, scope);
  }

  private static void checkAddress(byte[] address, int size, int port) {
    if (address.length != size) {
      throw new IllegalArgumentException("an address of " + address.length + " bytes, not " + size);
    }
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port);
    }
  }

  @Override
  default void putUnix(AddressBuffer to, byte[] path) {
    boolean named = path.length > 0 && path[0] != 0;
    int size = path.length + (named ? 1 : 0); // the NUL at the end of a path
    if (size > SUN_PATH_SIZE) {
      throw new IllegalArgumentException(
          "a Unix address of " + path.length + " bytes: more than " + maxUnixPath());
    }
    if (named && indexOfNul(path) < path.length) {
      throw new IllegalArgumentException("a Unix path with a NUL in it");
    }
    MemorySegment bytes = start(to, LinuxAbi.AF_UNIX, LinuxAbi.SockaddrUn.SUN_PATH + size);
    MemorySegment.copy(path, 0, bytes, JAVA_BYTE, LinuxAbi.SockaddrUn.SUN_PATH, path.length);
  }

  @Override
  default void putVsock(AddressBuffer to, int cid, int port) {
    MemorySegment bytes = start(to, LinuxAbi.AF_VSOCK, LinuxAbi.SockaddrVm.SIZEOF);
    bytes.set(JAVA_INT, LinuxAbi.SockaddrVm.SVM_PORT, port);
    bytes.set(JAVA_INT, LinuxAbi.SockaddrVm.SVM_CID, cid);
  }

  /** Begins an address: all zero but the family. */
  private static MemorySegment start(AddressBuffer to, int family, int length) {
    MemorySegment bytes = to.bytes().fill((byte) 0);
    bytes.set(JAVA_SHORT, LinuxAbi.Sockaddr.SA_FAMILY, (short) family);
    to.setLength(length);
    return bytes;
  }

  @Override
  default int maxUnixPath() {
    return SUN_PATH_SIZE - 1;
  }

  @Override
  default int family(AddressBuffer from) {
    return from.length() < Short.BYTES
        ? LinuxAbi.AF_UNSPEC
        : from.bytes().get(JAVA_SHORT, LinuxAbi.Sockaddr.SA_FAMILY);
  }

  @Override
  default byte[] inetAddress(AddressBuffer from) {
    return isInet6(from)
        ? copy(from, LinuxAbi.SockaddrIn6.SIN6_ADDR, 2 * Long.BYTES)
        : copy(from, LinuxAbi.SockaddrIn.SIN_ADDR, Integer.BYTES);
  }

  @Override
  default int port(AddressBuffer from) {
    int offset = isInet6(from) ? LinuxAbi.SockaddrIn6.SIN6_PORT : LinuxAbi.SockaddrIn.SIN_PORT;
    return Short.toUnsignedInt(from.bytes().get(NETWORK_SHORT, offset));
  }

  @Override
  default int scope(AddressBuffer from) {
    return isInet6(from) ? from.bytes().get(JAVA_INT, LinuxAbi.SockaddrIn6.SIN6_SCOPE_ID) : 0;
  }

  private boolean isInet6(AddressBuffer from) {
    int family = family(from);
    if (family != LinuxAbi.AF_INET && family != LinuxAbi.AF_INET6) {
      throw new IllegalArgumentException("not an internet address: its family is " + family);
    }
    return family == LinuxAbi.AF_INET6;
  }

  @Override
  default byte[] unixPath(AddressBuffer from) {
    if (family(from) != LinuxAbi.AF_UNIX) {
      throw new IllegalArgumentException("not a Unix address: its family is " + family(from));
    }
    int size = Math.min(from.length() - LinuxAbi.SockaddrUn.SUN_PATH, SUN_PATH_SIZE);
    byte[] path = copy(from, LinuxAbi.SockaddrUn.SUN_PATH, size);
    return size == 0 || path[0] == 0 ? path : Arrays.copyOf(path, indexOfNul(path));
  }

  private static int indexOfNul(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && bytes[i] != 0) {
      i++;
    }
    return i;
  }

  private static byte[] copy(AddressBuffer from, int offset, int size) {
    return from.bytes().asSlice(offset, size).toArray(JAVA_BYTE);
  }

  @Override
  default int vsockCid(AddressBuffer from) {
    return vsock(from).get(JAVA_INT, LinuxAbi.SockaddrVm.SVM_CID);
  }

  @Override
  default int vsockPort(AddressBuffer from) {
    return vsock(from).get(JAVA_INT, LinuxAbi.SockaddrVm.SVM_PORT);
  }

  private MemorySegment vsock(AddressBuffer from) {
    if (family(from) != LinuxAbi.AF_VSOCK) {
      throw new IllegalArgumentException(
          "not a virtual machine's address: its family is " + family(from));
    }
    return from.bytes();
  }
}
