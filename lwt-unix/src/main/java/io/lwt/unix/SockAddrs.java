package io.lwt.unix;

import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.Posix;
import java.util.Arrays;

/** Addresses to and from the system's form. */
final class SockAddrs {
  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private SockAddrs() {}

  /**
   * Writes an address as a socket of a family takes it.
   *
   * @param call what it is for, for the error
   * @throws UnixException EAFNOSUPPORT if the family has no such addresses, ENAMETOOLONG if a path is too long
   * @throws IllegalArgumentException if a path contains NUL
   */
  static void put(
      Posix posix, AddressBuffer to, SockAddr address, SocketDomain domain, String call) {
    // A switch over types would take milliseconds on the way to a program's first connection.
    if (address instanceof SockAddr.Inet inet && domain == SocketDomain.INET6) {
      posix.putInet6(to, asIpv6(inet.address()), inet.port(), inet.scope());
    } else if (address instanceof SockAddr.Inet inet
        && domain == SocketDomain.INET
        && isIpv4(inet)) {
      posix.putInet(to, asIpv4(inet.address()), inet.port());
    } else if (address instanceof SockAddr.Unix unix && domain == SocketDomain.UNIX) {
      putUnix(posix, to, OsStrings.encode(unix.path(), call + ": the path"), address, call);
    } else if (address instanceof SockAddr.Abstract name && domain == SocketDomain.UNIX) {
      byte[] bytes = OsStrings.encodeAbstract(name.name(), call + ": the name");
      putUnix(posix, to, bytes, address, call);
    } else if (address instanceof SockAddr.Vsock vsock && domain == SocketDomain.VSOCK) {
      posix.putVsock(to, (int) vsock.cid(), (int) vsock.port());
    } else {
      throw new UnixException(Errno.EAFNOSUPPORT, call, address.toString());
    }
  }

  private static void putUnix(
      Posix posix, AddressBuffer to, byte[] path, SockAddr address, String call) {
    if (path.length > posix.maxUnixPath()) {
      throw new UnixException(Errno.ENAMETOOLONG, call, address.toString());
    }
    posix.putUnix(to, path);
  }

  private static boolean isIpv4(SockAddr.Inet inet) {
    return !inet.isIpv6() || IpText.isMapped(inet.address());
  }

  private static byte[] asIpv4(byte[] address) {
    return Arrays.copyOfRange(address, address.length - 4, address.length);
  }

  private static byte[] asIpv6(byte[] address) {
    if (address.length == 16) {
      return address;
    }
    byte[] mapped = Arrays.copyOf(MAPPED_PREFIX, 16);
    System.arraycopy(address, 0, mapped, 12, 4);
    return mapped;
  }

  /** Writes an address in its own form. */
  static void put(Posix posix, AddressBuffer to, SockAddr address, String call) {
    put(posix, to, address, SocketDomain.of(address), call);
  }

  /**
   * The address in the buffer. An empty one, as Unix sockets give that are not bound, is the Unix address without path.
   */
  static SockAddr get(Posix posix, AddressBuffer from) {
    int family = posix.family(from);
    if (family == posix.AF_INET() || family == posix.AF_INET6()) {
      return new SockAddr.Inet(posix.inetAddress(from), posix.port(from), posix.scope(from));
    }
    if (family == posix.AF_UNIX() || family == posix.AF_UNSPEC()) {
      return unix(family == posix.AF_UNIX() ? posix.unixPath(from) : new byte[0]);
    }
    if (family == posix.AF_VSOCK()) {
      return new SockAddr.Vsock(
          Integer.toUnsignedLong(posix.vsockCid(from)),
          Integer.toUnsignedLong(posix.vsockPort(from)));
    }
    throw new UnsupportedOperationException("addresses of family " + family);
  }

  private static SockAddr unix(byte[] path) {
    return path.length > 0 && path[0] == 0
        ? new SockAddr.Abstract(OsStrings.decode(Arrays.copyOfRange(path, 1, path.length)))
        : new SockAddr.Unix(OsStrings.decode(path));
  }
}
