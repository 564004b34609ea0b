package io.lwt.unix;

import java.util.Optional;

/**
 * An address that {@link LwtUnix#getaddrinfo} found. Corresponds to {@code Unix.addr_info}.
 *
 * @param address the address
 * @param domain its family, for {@link LwtUnix#socket}
 * @param type the type of socket it is for
 * @param protocol the protocol's number
 * @param canonicalName the host's canonical name: on the first address, if {@link Hints#withCanonicalName} asked for it
 */
public record AddrInfo(
    SockAddr address,
    SocketDomain domain,
    SocketType type,
    int protocol,
    Optional<String> canonicalName) {}
