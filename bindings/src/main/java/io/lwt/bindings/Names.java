package io.lwt.bindings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of hosts and services. These calls block for as long as a resolver takes: they belong on a worker thread. */
public interface Names {

  int AI_PASSIVE();

  int AI_CANONNAME();

  int AI_NUMERICHOST();

  int AI_NUMERICSERV();

  int NI_NUMERICHOST();

  int NI_NUMERICSERV();

  int NI_NAMEREQD();

  int NI_DGRAM();

  /**
   * getaddrinfo(3).
   *
   * @param node a host's name or address, or null
   * @param service a service's name or a port, or null
   */
  AddressLookup getaddrinfo(
      @Nullable String node,
      @Nullable String service,
      int flags,
      int family,
      int type,
      int protocol);

  /** getnameinfo(3) of the address in the buffer. */
  NameLookup getnameinfo(AddressBuffer address, int flags);

  /**
   * What getaddrinfo(3) answered.
   *
   * @param code 0, or the resolver's code (an EAI_… number)
   * @param codeName the code's C name: {@code "EAI_NONAME"}; empty when it is 0
   * @param text what gai_strerror(3) says of the code; empty when it is 0
   * @param errno the error number when the code is EAI_SYSTEM, else 0
   * @param found the addresses, in the resolver's order; empty unless the code is 0
   */
  record AddressLookup(int code, String codeName, String text, int errno, List<Address> found) {}

  /**
   * One address that was found.
   *
   * @param sockaddr the address' bytes: to be copied into an {@link AddressBuffer}
   * @param canonicalName the host's canonical name: on the first address, when it was asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Address(
      int family, int type, int protocol, byte[] sockaddr, @Nullable String canonicalName) {}

  /** What getnameinfo(3) answered; code, text and errno as in {@link AddressLookup}. */
  record NameLookup(
      int code, String codeName, String text, int errno, String host, String service) {}
}
