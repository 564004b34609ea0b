package io.lwt.bindings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, protocols and services, entry by entry, as netdb.h has them. These calls, but {@link #gethostname}, read files
 * or ask servers that may take their time: they belong on a worker thread.
 *
 * <p>Each answers 1 when there is what was asked for, which is then in the buffer; 0 when there is not; or
 * {@code -errno}: {@code -ERANGE} when the buffer is too small. A name that has a NUL in it throws
 * {@link IllegalArgumentException}.
 */
public interface Netdb {
  /** What a search for a host answers when nobody could tell; {@link #hostError} says why. */
  int UNANSWERED = 2;

  /** gethostname(2): never 0. */
  int gethostname(EntryBuffer to);

  /** The name that {@link #gethostname} found. */
  byte[] hostname(EntryBuffer from);

  /** gethostbyname_r(3): IPv4 addresses only. May also answer {@link #UNANSWERED}. */
  int gethostbyname(byte[] name, EntryBuffer to);

  /** gethostbyaddr_r(3) of an IPv4 address (4 bytes) or an IPv6 one (16). May also answer {@link #UNANSWERED}. */
  int gethostbyaddr(byte[] address, EntryBuffer to);

  /** The host that {@link #gethostbyname} or {@link #gethostbyaddr} found. */
  Hostent hostent(EntryBuffer from);

  /** Why nobody could tell a host. */
  HostError hostError(EntryBuffer from);

  /** getprotobyname_r(3). */
  int getprotobyname(byte[] name, EntryBuffer to);

  /** getprotobynumber_r(3). */
  int getprotobynumber(int number, EntryBuffer to);

  /** The protocol that {@link #getprotobyname} or {@link #getprotobynumber} found. */
  Protoent protoent(EntryBuffer from);

  /** getservbyname_r(3); over any protocol if that is null. */
  int getservbyname(byte[] name, byte @Nullable [] protocol, EntryBuffer to);

  /** getservbyport_r(3) of a port, 0 to 65535; over any protocol if that is null. */
  int getservbyport(int port, byte @Nullable [] protocol, EntryBuffer to);

  /** The service that {@link #getservbyname} or {@link #getservbyport} found. */
  Servent servent(EntryBuffer from);

  /** struct hostent; each address has 4 bytes, or each has 16. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Hostent(byte[] name, List<byte[]> aliases, List<byte[]> addresses) {}

  /**
   * Why nobody could tell.
   *
   * @param code the resolver's code, h_errno
   * @param codeName the code's C name: {@code "TRY_AGAIN"} or {@code "NO_RECOVERY"}
   * @param text what hstrerror(3) says of the code
   */
  record HostError(int code, String codeName, String text) {}

  /** struct protoent. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Protoent(byte[] name, List<byte[]> aliases, int number) {}

  /** struct servent; the port is 0 to 65535. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Servent(byte[] name, List<byte[]> aliases, int port, byte[] protocol) {}
}
