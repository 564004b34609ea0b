package io.lwt.bindings;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of sockets that Linux has. */
interface LinuxSocketOptions extends Sockets {

  @Override
  default @Nullable Option option(String name) {
    return Table.OPTIONS.get(name);
  }

  /** Where the options are; made with the first question. */
  final class Table {
    static final Map<String, Option> OPTIONS =
        Map.ofEntries(
            socket("SO_DEBUG", LinuxAbi.SO_DEBUG),
            socket("SO_REUSEADDR", LinuxAbi.SO_REUSEADDR),
            socket("SO_DONTROUTE", LinuxAbi.SO_DONTROUTE),
            socket("SO_BROADCAST", LinuxAbi.SO_BROADCAST),
            socket("SO_SNDBUF", LinuxAbi.SO_SNDBUF),
            socket("SO_RCVBUF", LinuxAbi.SO_RCVBUF),
            socket("SO_KEEPALIVE", LinuxAbi.SO_KEEPALIVE),
            socket("SO_OOBINLINE", LinuxAbi.SO_OOBINLINE),
            socket("SO_PRIORITY", LinuxAbi.SO_PRIORITY),
            socket("SO_REUSEPORT", LinuxAbi.SO_REUSEPORT),
            socket("SO_RCVLOWAT", LinuxAbi.SO_RCVLOWAT),
            socket("SO_SNDLOWAT", LinuxAbi.SO_SNDLOWAT),
            socket("SO_BINDTODEVICE", LinuxAbi.SO_BINDTODEVICE),
            socket("SO_ACCEPTCONN", LinuxAbi.SO_ACCEPTCONN),
            socket("SO_MARK", LinuxAbi.SO_MARK),
            socket("SO_BUSY_POLL", LinuxAbi.SO_BUSY_POLL),
            socket("SO_INCOMING_CPU", LinuxAbi.SO_INCOMING_CPU),
            tcp("TCP_NODELAY", LinuxAbi.TCP_NODELAY),
            tcp("TCP_CORK", LinuxAbi.TCP_CORK),
            tcp("TCP_KEEPIDLE", LinuxAbi.TCP_KEEPIDLE),
            tcp("TCP_KEEPINTVL", LinuxAbi.TCP_KEEPINTVL),
            tcp("TCP_KEEPCNT", LinuxAbi.TCP_KEEPCNT),
            tcp("TCP_DEFER_ACCEPT", LinuxAbi.TCP_DEFER_ACCEPT),
            tcp("TCP_QUICKACK", LinuxAbi.TCP_QUICKACK),
            tcp("TCP_CONGESTION", LinuxAbi.TCP_CONGESTION),
            tcp("TCP_USER_TIMEOUT", LinuxAbi.TCP_USER_TIMEOUT),
            tcp("TCP_FASTOPEN", LinuxAbi.TCP_FASTOPEN),
            ip("IP_TOS", LinuxAbi.IP_TOS),
            ip("IP_MULTICAST_TTL", LinuxAbi.IP_MULTICAST_TTL),
            ip("IP_MULTICAST_LOOP", LinuxAbi.IP_MULTICAST_LOOP),
            ipv6("IPV6_MULTICAST_HOPS", LinuxAbi.IPV6_MULTICAST_HOPS),
            ipv6("IPV6_MULTICAST_LOOP", LinuxAbi.IPV6_MULTICAST_LOOP),
            ipv6("IPV6_V6ONLY", LinuxAbi.IPV6_V6ONLY),
            ipv6("IPV6_TCLASS", LinuxAbi.IPV6_TCLASS));

    private Table() {}

    private static Map.Entry<String, Option> socket(String name, int number) {
      return entry(name, new Option(LinuxAbi.SOL_SOCKET, number));
    }

    private static Map.Entry<String, Option> tcp(String name, int number) {
      return entry(name, new Option(LinuxAbi.IPPROTO_TCP, number));
    }

    private static Map.Entry<String, Option> ip(String name, int number) {
      return entry(name, new Option(LinuxAbi.IPPROTO_IP, number));
    }

    private static Map.Entry<String, Option> ipv6(String name, int number) {
      return entry(name, new Option(LinuxAbi.IPPROTO_IPV6, number));
    }
  }
}
