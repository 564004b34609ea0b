package io.lwt.unix;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.Objects;

/**
 * The address of a socket. Corresponds to {@code Unix.sockaddr}. Values: equal when they mean the same.
 *
 * <p>An address knows no socket: a {@link Socket} turns it into the form of its own family. What a system cannot take
 * (NUL in a path, a path that is too long, the wrong family) is found there.
 */
public sealed interface SockAddr {

  /**
   * The address that a literal names; no name is looked up.
   *
   * @param literal an IPv4 or IPv6 address: {@code "127.0.0.1"}, {@code "::1"}
   * @param port 0 to 65535
   * @throws IllegalArgumentException if it is no such literal or port
   */
  static Inet inet(String literal, int port) {
    return Inet.of(InetAddress.ofLiteral(literal), port);
  }

  /** IPv4's loopback, 127.0.0.1. */
  static Inet loopback(int port) {
    return new Inet(new byte[] {127, 0, 0, 1}, port, 0);
  }

  /** All of this host's IPv4 addresses, 0.0.0.0: for a server to bind to. */
  static Inet any(int port) {
    return new Inet(new byte[4], port, 0);
  }

  /** The address of a Unix socket in the file system. */
  static Unix unix(String path) {
    return new Unix(path);
  }

  /**
   * The same address as one of ours.
   *
   * @throws IllegalArgumentException if it is an InetSocketAddress whose name was not resolved, or of another kind
   */
  static SockAddr of(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet when inet.isUnresolved() ->
          throw new IllegalArgumentException(
              "not resolved: " + inet + "; LwtUnix.getaddrinfo looks names up");
      case InetSocketAddress inet -> Inet.of(inet.getAddress(), inet.getPort());
      case UnixDomainSocketAddress unix -> new Unix(unix.getPath().toString());
      default ->
          throw new IllegalArgumentException(
              "not an internet or Unix socket's address: " + address);
    };
  }

  /**
   * The same address as one of java.net's.
   *
   * @throws UnsupportedOperationException for an abstract name and a virtual machine: java.net has none
   */
  SocketAddress toSocketAddress();

  /** An IPv4 or IPv6 address and a port. */
  final class Inet implements SockAddr {
    private static final int MAX_PORT = 65535;

    private final byte[] address;
    private final int port;
    private final int scope;

    /**
     * An address by its bytes.
     *
     * @param address 4 bytes or 16, network order
     * @param port 0 to 65535
     * @param scope the index of the interface that an IPv6 link-local address is of; else 0
     * @throws IllegalArgumentException if it is none of that
     */
    public Inet(byte[] address, int port, int scope) {
      if (address.length != 4 && address.length != 16) {
        throw new IllegalArgumentException(
            "an internet address has 4 bytes or 16, not " + address.length);
      }
      if (port < 0 || port > MAX_PORT) {
        throw new IllegalArgumentException("no port: " + port);
      }
      this.address = address.clone();
      this.port = port;
      this.scope = scope;
    }

    private static Inet of(InetAddress address, int port) {
      return new Inet(
          address.getAddress(), port, address instanceof Inet6Address v6 ? v6.getScopeId() : 0);
    }

    /** The address' bytes, in network order: 4 of IPv4, 16 of IPv6. */
    public byte[] address() {
      return address.clone();
    }

    /** The port, 0 to 65535. */
    public int port() {
      return port;
    }

    /** The index of the interface that an IPv6 link-local address is of; else 0. */
    public int scope() {
      return scope;
    }

    /** Whether it is an IPv6 address. */
    public boolean isIpv6() {
      return address.length == 16;
    }

    /** The same address with another port. */
    public Inet withPort(int port) {
      return new Inet(address, port, scope);
    }

    /** {@inheritDoc} An IPv4 address in IPv6 form becomes an IPv4 address there. */
    @Override
    public InetSocketAddress toSocketAddress() {
      return new InetSocketAddress(IpText.toInetAddress(address, scope), port);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Inet that
          && Arrays.equals(address, that.address)
          && port == that.port
          && scope == that.scope;
    }

    @Override
    public int hashCode() {
      return (Arrays.hashCode(address) * 31 + port) * 31 + scope;
    }

    /** {@code 127.0.0.1:80}, {@code [::1]:80}, {@code [fe80::1%2]:80}. */
    @Override
    public String toString() {
      return (isIpv6()
              ? '[' + IpText.v6(address) + (scope == 0 ? "" : "%" + scope) + ']'
              : IpText.v4(address))
          + ':'
          + port;
    }
  }

  /**
   * A Unix socket's path.
   *
   * @param path the path; bytes that are no UTF-8 travel as surrogate escapes (U+DC80 to U+DCFF). Empty for a socket
   *     that is not bound, as the peers of most Unix servers
   */
  record Unix(String path) implements SockAddr {
    /** A path, which may be any String: the socket that uses it checks it. */
    public Unix {
      Objects.requireNonNull(path, "path");
    }

    @Override
    public UnixDomainSocketAddress toSocketAddress() {
      return UnixDomainSocketAddress.of(path);
    }

    /** {@code unix:/path}. */
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * A name in Linux' abstract namespace of Unix sockets, which is not in the file system.
   *
   * @param name the name without its leading NUL; may hold NULs
   */
  record Abstract(String name) implements SockAddr {
    /** A name, which may be any String: the socket that uses it checks it. */
    public Abstract {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public SocketAddress toSocketAddress() {
      throw new UnsupportedOperationException("java.net has no abstract Unix addresses: " + this);
    }

    /** {@code @name}. */
    @Override
    public String toString() {
      return '@' + name;
    }
  }

  /**
   * An address of a virtual machine or its host: vsock(7).
   *
   * @param cid the machine's number, 0 to 2³² - 1
   * @param port 0 to 2³² - 1
   */
  record Vsock(long cid, long port) implements SockAddr {
    /** For a server to bind to: this machine, whatever its number; as a port, any that is free. */
    public static final long ANY = 0xFFFF_FFFFL;

    /** This machine itself, where the system has that. */
    public static final long LOCAL = 1;

    /** The host that a virtual machine runs on. */
    public static final long HOST = 2;

    /** An address; IllegalArgumentException if there are no such numbers. */
    public Vsock {
      if (cid < 0 || cid > ANY || port < 0 || port > ANY) {
        throw new IllegalArgumentException("no address of a virtual machine: " + cid + ":" + port);
      }
    }

    @Override
    public SocketAddress toSocketAddress() {
      throw new UnsupportedOperationException(
          "java.net has no addresses of virtual machines: " + this);
    }

    /** {@code vsock:2:1024}. */
    @Override
    public String toString() {
      return "vsock:" + cid + ':' + port;
    }
  }
}
