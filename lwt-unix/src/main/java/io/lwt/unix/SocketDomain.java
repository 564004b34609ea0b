package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The family of a socket. Corresponds to {@code Unix.socket_domain}. */
public enum SocketDomain {
  /** Sockets of this host, named by paths: unix(7). */
  UNIX,
  /** IPv4: ip(7). */
  INET,
  /** IPv6, and IPv4 addresses in IPv6 form: ipv6(7). */
  INET6,
  /** Virtual machines and their host: vsock(7). Linux and macOS only. */
  VSOCK;

  /** The family that an address is of. */
  public static SocketDomain of(SockAddr address) {
    return switch (address) {
      case SockAddr.Inet inet -> inet.isIpv6() ? INET6 : INET;
      case SockAddr.Unix _, SockAddr.Abstract _ -> UNIX;
      case SockAddr.Vsock _ -> VSOCK;
    };
  }

  /** The family of a number; null if it is none of these. */
  static @Nullable SocketDomain of(Posix posix, int number) {
    return Arrays.stream(values())
        .filter(domain -> domain.number(posix) == number)
        .findFirst()
        .orElse(null);
  }

  int number(Posix posix) {
    return switch (this) {
      case UNIX -> posix.AF_UNIX();
      case INET -> posix.AF_INET();
      case INET6 -> posix.AF_INET6();
      case VSOCK -> posix.AF_VSOCK();
    };
  }
}
