package io.lwt.unix;

import java.util.List;

/**
 * A protocol that {@link LwtUnix#getprotobyname} or {@link LwtUnix#getprotobynumber} found. Corresponds to
 * {@code Unix.protocol_entry}.
 *
 * @param name the protocol's official name: {@code "tcp"}
 * @param aliases its other names: {@code "TCP"}
 * @param number the number that {@link LwtUnix#socket(SocketDomain, SocketType, int)} takes
 */
public record ProtocolEntry(String name, List<String> aliases, int number) {
  /** The aliases may not be changed afterwards. */
  public ProtocolEntry {
    aliases = List.copyOf(aliases);
  }
}
