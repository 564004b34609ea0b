package io.lwt.unix;

/**
 * A connection that was accepted.
 *
 * @param socket the connection
 * @param peer the address of the other side; a Unix socket's is mostly the one without path
 */
public record Accepted(Socket socket, SockAddr peer) {}
