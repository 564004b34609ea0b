package io.lwt.unix;

import java.net.InetAddress;
import java.util.List;

/**
 * A host that {@link LwtUnix#gethostbyname} or {@link LwtUnix#gethostbyaddr} found. Corresponds to
 * {@code Unix.host_entry}.
 *
 * @param name the host's official name
 * @param aliases its other names
 * @param addresses its addresses, in the order in which they should be tried: all IPv4 or all IPv6. An IPv4 address in
 *     IPv6 form is an IPv4 address here
 */
public record HostEntry(String name, List<String> aliases, List<InetAddress> addresses) {
  /** The lists may not be changed afterwards. */
  public HostEntry {
    aliases = List.copyOf(aliases);
    addresses = List.copyOf(addresses);
  }
}
