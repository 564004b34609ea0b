package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@link Multicast}. On one host what is sent is received, or not, before the call that sends it returns; so a message
 * that is sent straight to the receiver afterwards comes behind it.
 */
class MulticastTest extends LoopTest {
  private static final InetAddress GROUP = InetAddress.ofLiteral("239.192.7.7");
  private static final InetAddress GROUP6 = InetAddress.ofLiteral("ff02::7:7");

  private static InetAddress group(SocketDomain domain) {
    return domain == SocketDomain.INET6 ? GROUP6 : GROUP;
  }

  private static Socket udp(SocketDomain domain) {
    return LwtUnix.socket(domain, SocketType.DGRAM);
  }

  /** A socket at a free port of all of this host's addresses. */
  private static Socket receiver(SocketDomain domain) {
    Socket socket = udp(domain);
    LwtMain.run(
        socket.bind(domain == SocketDomain.INET6 ? SockAddr.inet("::", 0) : SockAddr.any(0)));
    return socket;
  }

  private static int port(Socket socket) {
    return ((SockAddr.Inet) socket.getsockname()).port();
  }

  private static void send(Socket from, InetAddress to, int port, String text) {
    LwtMain.run(from.connect(new SockAddr.Inet(to.getAddress(), port, 0)));
    LwtMain.run(from.write(text.getBytes(UTF_8)));
  }

  /** What has come; empty if nothing did. */
  private static String received(Socket receiver) {
    boolean ipv6 = receiver.domain() == SocketDomain.INET6;
    InetAddress here = InetAddress.ofLiteral(ipv6 ? "::1" : "127.0.0.1");
    send(udp(receiver.domain()), here, port(receiver), "end");
    StringBuilder all = new StringBuilder();
    for (String next = read(receiver); !next.equals("end"); next = read(receiver)) {
      all.append(next);
    }
    return all.toString();
  }

  private static String read(Socket receiver) {
    byte[] buffer = new byte[100];
    return new String(buffer, 0, LwtMain.run(receiver.read(buffer)), UTF_8);
  }

  /** An interface to a network where groups are possible, with an address of a family. */
  private static String networkInterface(SocketDomain domain) throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(candidate -> isUsable(candidate, domain))
        .map(NetworkInterface::getName)
        .findFirst()
        .orElseGet(() -> abort("there is no network interface for groups of " + domain));
  }

  private static boolean isUsable(NetworkInterface candidate, SocketDomain domain) {
    try {
      return candidate.isUp()
          && !candidate.isLoopback()
          && candidate.supportsMulticast()
          && candidate
              .inetAddresses()
              .anyMatch(
                  address -> address instanceof Inet6Address == (domain == SocketDomain.INET6));
    } catch (SocketException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INET, true, true",
    "INET, true, false",
    "INET, false, true",
    "INET, false, false",
    "INET6, true, true",
    "INET6, true, false",
    "INET6, false, true",
    "INET6, false, false"
  })
  void onlyWhoJoinedGetsWhatIsLooped(SocketDomain domain, boolean join, boolean loop)
      throws SocketException {
    String network = networkInterface(domain);
    Socket receiver = receiver(domain);
    if (join) {
      receiver.multicast().join(group(domain), network);
    }
    Socket sender = udp(domain);
    sender.multicast().setInterface(network);
    sender.multicast().setLoop(loop);
    assertEquals(loop, sender.multicast().loop());
    send(sender, group(domain), port(receiver), "to the group");
    assertEquals(join && loop ? "to the group" : "", received(receiver));
  }

  // ---- on the loopback interface, which there always is; what it sends comes back whatever is set

  private static void sendOnLoopback(String from, int port) {
    Socket sender = udp(SocketDomain.INET);
    LwtMain.run(sender.bind(SockAddr.inet(from, 0)));
    sender.multicast().setInterface("lo");
    send(sender, GROUP, port, "to the group");
  }

  @Test
  void aGroupIsJoinedAndLeft() {
    Socket receiver = receiver(SocketDomain.INET);
    receiver.multicast().join(GROUP, "lo");
    sendOnLoopback("127.0.0.1", port(receiver));
    assertEquals("to the group", received(receiver));
    receiver.multicast().leave(GROUP, "lo");
    sendOnLoopback("127.0.0.1", port(receiver));
    assertEquals("", received(receiver));
  }

  @Test
  void anIpv6SocketJoinsGroupsOfIpv4Too() {
    Socket receiver = receiver(SocketDomain.INET6);
    receiver.multicast().join(GROUP, "lo");
    sendOnLoopback("127.0.0.1", port(receiver));
    assertEquals("to the group", received(receiver));
  }

  @Test
  void onlyTheSourcesThatWereJoinedAreReceivedFrom() {
    Socket receiver = receiver(SocketDomain.INET);
    InetAddress source = InetAddress.ofLiteral("127.0.0.2");
    receiver.multicast().joinSource(GROUP, source, "lo");
    sendOnLoopback("127.0.0.1", port(receiver));
    assertEquals("", received(receiver));
    sendOnLoopback("127.0.0.2", port(receiver));
    assertEquals("to the group", received(receiver));
    receiver.multicast().leaveSource(GROUP, source, "lo");
    sendOnLoopback("127.0.0.2", port(receiver));
    assertEquals("", received(receiver));
  }

  @Test
  void theScopeOfAnIpv6GroupIsItsInterface() throws SocketException, java.io.IOException {
    int loopback = NetworkInterface.getByName("lo").getIndex();
    InetAddress scoped = Inet6Address.getByAddress("", GROUP6.getAddress(), loopback);
    Multicast multicast = udp(SocketDomain.INET6).multicast();
    multicast.join(scoped);
    UnixException error = refused(Errno.EADDRINUSE, () -> multicast.join(GROUP6, "lo"));
    assertEquals("join", error.call());
    multicast.leave(scoped);
    refused(Errno.EADDRNOTAVAIL, () -> multicast.leave(GROUP6, "lo"));
    InetAddress source = InetAddress.ofLiteral("::1");
    multicast.joinSource(GROUP6, source, "lo");
    multicast.leaveSource(GROUP6, source, "lo");
  }

  // ---- settings

  @ParameterizedTest
  @EnumSource(names = {"INET", "INET6"})
  void settingsAreTold(SocketDomain domain) {
    Multicast multicast = udp(domain).multicast();
    assertEquals(1, multicast.hops());
    multicast.setHops(7);
    assertEquals(7, multicast.hops());
    assertTrue(multicast.loop());
    multicast.setLoop(false);
    assertFalse(multicast.loop());
    multicast.setInterface("lo");
    multicast.setInterface("");
  }

  @Test
  void whatIsWrongIsRefused() {
    Socket socket = udp(SocketDomain.INET);
    Multicast multicast = socket.multicast();
    InetAddress noGroup = InetAddress.ofLiteral("127.0.0.1");
    UnixException error = refused(Errno.EINVAL, () -> multicast.join(noGroup, "lo"));
    assertEquals("join: EINVAL (Invalid argument): " + socket + ", 127.0.0.1", error.getMessage());
    refused(Errno.EINVAL, () -> multicast.setHops(256));
    error = refused(Errno.ENODEV, () -> multicast.setInterface("no-such-thing"));
    assertEquals("if_nametoindex: ENODEV (No such device): no-such-thing", error.getMessage());
    refused(Errno.ENODEV, () -> multicast.join(GROUP, "no-such-thing"));
    assertThrows(IllegalArgumentException.class, () -> multicast.join(GROUP, "l\0o"));
    LwtMain.run(socket.close());
    assertEquals("join", refused(Errno.EBADF, () -> multicast.join(GROUP)).call());
    assertEquals("leave", refused(Errno.EBADF, () -> multicast.leave(GROUP)).call());
    refused(Errno.EBADF, () -> multicast.setInterface(""));
    refused(Errno.EBADF, () -> multicast.setLoop(true));
  }
}
