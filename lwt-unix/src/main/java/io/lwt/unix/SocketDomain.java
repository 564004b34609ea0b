package io.lwt.unix;

import io.lwt.bindings.Posix;

/** The family of a socket. Corresponds to {@code Unix.socket_domain}. */
public enum SocketDomain {
  /** Sockets of this host, named by paths: unix(7). */
  UNIX,
  /** IPv4: ip(7). */
  INET,
  /** IPv6, and IPv4 addresses in IPv6 form: ipv6(7). */
  INET6;

  /** The family that an address is of. */
  public static SocketDomain of(SockAddr address) {
    return switch (address) {
      case SockAddr.Inet inet -> inet.isIpv6() ? INET6 : INET;
      case SockAddr.Unix _, SockAddr.Abstract _ -> UNIX;
    };
  }

  int number(Posix posix) {
    return switch (this) {
      case UNIX -> posix.AF_UNIX();
      case INET -> posix.AF_INET();
      case INET6 -> posix.AF_INET6();
    };
  }
}
