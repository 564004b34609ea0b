package io.lwt.unix;

import java.util.List;

/**
 * A service that {@link LwtUnix#getservbyname} or {@link LwtUnix#getservbyport} found. Corresponds to
 * {@code Unix.service_entry}.
 *
 * @param name the service's official name: {@code "http"}
 * @param aliases its other names: {@code "www"}
 * @param port its port, 0 to 65535
 * @param protocol the name of the protocol that it is over: {@code "tcp"}
 */
public record ServiceEntry(String name, List<String> aliases, int port, String protocol) {
  /** The aliases may not be changed afterwards. */
  public ServiceEntry {
    aliases = List.copyOf(aliases);
  }
}
