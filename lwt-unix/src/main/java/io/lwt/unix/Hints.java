package io.lwt.unix;

import org.jspecify.annotations.Nullable;

/**
 * What {@link LwtUnix#getaddrinfo} shall look for. Corresponds to {@code Unix.getaddrinfo_option}. Begin with
 * {@link #NONE}: {@code Hints.NONE.withDomain(SocketDomain.INET).withType(SocketType.STREAM)}.
 *
 * @param domain only addresses of this family; null for both IPv4 and IPv6
 * @param type only addresses for this type of socket; null for every type
 * @param protocol only addresses for this protocol; 0 for every one
 * @param numericHost AI_NUMERICHOST: the host is an address, no name is looked up
 * @param canonicalName AI_CANONNAME: the first answer tells the host's canonical name
 * @param passive AI_PASSIVE: without a host, the addresses are those to bind to, not the loopback's
 */
public record Hints(
    @Nullable SocketDomain domain,
    @Nullable SocketType type,
    int protocol,
    boolean numericHost,
    boolean canonicalName,
    boolean passive) {

  /** Everything there is. */
  public static final Hints NONE = new Hints(null, null, 0, false, false, false);

  /** Only addresses of this family. */
  public Hints withDomain(SocketDomain domain) {
    return new Hints(domain, type, protocol, numericHost, canonicalName, passive);
  }

  /** Only addresses for this type of socket. */
  public Hints withType(SocketType type) {
    return new Hints(domain, type, protocol, numericHost, canonicalName, passive);
  }

  /** Only addresses for this protocol, by its number. */
  public Hints withProtocol(int protocol) {
    return new Hints(domain, type, protocol, numericHost, canonicalName, passive);
  }

  /** The host is an address: no name is looked up. */
  public Hints withNumericHost() {
    return new Hints(domain, type, protocol, true, canonicalName, passive);
  }

  /** The first answer tells the host's canonical name. */
  public Hints withCanonicalName() {
    return new Hints(domain, type, protocol, numericHost, true, passive);
  }

  /** Without a host, addresses to bind to. */
  public Hints withPassive() {
    return new Hints(domain, type, protocol, numericHost, canonicalName, true);
  }
}
