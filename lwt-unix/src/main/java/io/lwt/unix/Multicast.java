package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;

/**
 * What a datagram socket has to do with groups of hosts: {@link Socket#multicast}. Corresponds to
 * {@code Lwt_unix.mcast_set_loop} and its kin, which are for IPv4 only.
 *
 * <p>What is sent to a group's address, 224.0.0.0 to 239.255.255.255 or ff00::/8, reaches each socket that has joined
 * the group and is bound to the port. An IPv6 socket may also join groups of IPv4.
 *
 * <p>All methods throw {@link UnixException}, EBADF if the socket is closed. Network interfaces have names,
 * {@code "eth0"}; ENODEV if there is none of a name; empty lets the system choose by its routes, or by the scope of an
 * IPv6 group. See ip(7) and ipv6(7), and RFC 3678.
 */
public final class Multicast {
  private final Socket socket;

  Multicast(Socket socket) {
    this.socket = socket;
  }

  // ---- sending

  /** Whether those on this host who joined a group get what the socket sends to it: yes, unless it was set. */
  public boolean loop() {
    return socket.get(isIpv6() ? SocketOption.IPV6_MULTICAST_LOOP : SocketOption.IP_MULTICAST_LOOP);
  }

  /**
   * Sets whether those on this host who joined a group get what the socket sends to it:
   * {@code Lwt_unix.mcast_set_loop}. What is sent by the loopback interface always comes back.
   */
  public void setLoop(boolean loop) {
    socket.set(isIpv6() ? SocketOption.IPV6_MULTICAST_LOOP : SocketOption.IP_MULTICAST_LOOP, loop);
  }

  /** How many networks what is sent to a group may pass: 1, unless it was set. */
  public int hops() {
    return socket.get(isIpv6() ? SocketOption.IPV6_MULTICAST_HOPS : SocketOption.IP_MULTICAST_TTL);
  }

  /**
   * Sets how many networks what is sent to a group may pass: {@code Lwt_unix.mcast_set_ttl}.
   *
   * @param hops 0 to stay on this host, 1 for its networks, to 255
   */
  public void setHops(int hops) {
    socket.set(isIpv6() ? SocketOption.IPV6_MULTICAST_HOPS : SocketOption.IP_MULTICAST_TTL, hops);
  }

  /** Sets by which interface the socket sends to groups. */
  public void setInterface(String name) {
    int fd = socket.open("setsockopt");
    int index = index(name);
    int result =
        isIpv6()
            ? posix().setMulticastInterface6(fd, index)
            : posix().setMulticastInterface(fd, index);
    Socket.check(result, "setsockopt", socket + ", " + name);
  }

  // ---- receiving

  /** Joins a group on the interface that the system chooses: {@code Lwt_unix.mcast_add_membership}. */
  public void join(InetAddress group) {
    join(group, "");
  }

  /** Joins a group on an interface. EADDRINUSE if it is joined already, EINVAL if the address is no group's. */
  public void join(InetAddress group, String interfaceName) {
    call("join", group, interfaceName, (fd, index) -> posix().joinGroup(fd, index, bytes(group)));
  }

  /** Leaves a group that was joined so: {@code Lwt_unix.mcast_drop_membership}. */
  public void leave(InetAddress group) {
    leave(group, "");
  }

  /** Leaves a group that was joined so. EADDRNOTAVAIL if it was not. */
  public void leave(InetAddress group, String interfaceName) {
    call("leave", group, interfaceName, (fd, index) -> posix().leaveGroup(fd, index, bytes(group)));
  }

  /** Joins a group as far as a source sends to it. Other sources may be joined too. */
  public void joinSource(InetAddress group, InetAddress source, String interfaceName) {
    call(
        "join",
        group,
        interfaceName,
        (fd, index) -> posix().joinSource(fd, index, bytes(group), bytes(source)));
  }

  /** Leaves a group as far as a source sends to it. */
  public void leaveSource(InetAddress group, InetAddress source, String interfaceName) {
    call(
        "leave",
        group,
        interfaceName,
        (fd, index) -> posix().leaveSource(fd, index, bytes(group), bytes(source)));
  }

  /** A call about a group on an interface, by its number. */
  private interface Call {
    int apply(int fd, int interfaceIndex);
  }

  private void call(String name, InetAddress group, String interfaceName, Call call) {
    Objects.requireNonNull(group, "group");
    int fd = socket.open(name);
    int index = interfaceName.isEmpty() ? scope(group) : index(interfaceName);
    Socket.check(call.apply(fd, index), name, socket + ", " + group.getHostAddress());
  }

  private static byte[] bytes(InetAddress address) {
    return address.getAddress();
  }

  private static int scope(InetAddress group) {
    return group instanceof Inet6Address v6 ? v6.getScopeId() : 0;
  }

  private int index(String name) {
    if (name.isEmpty()) {
      return 0;
    }
    byte[] bytes = OsStrings.encode(name, "if_nametoindex: the interface");
    return Socket.check(posix().interfaceIndex(bytes), "if_nametoindex", name);
  }

  private boolean isIpv6() {
    return socket.domain() == SocketDomain.INET6;
  }

  private Posix posix() {
    return socket.posix();
  }
}
