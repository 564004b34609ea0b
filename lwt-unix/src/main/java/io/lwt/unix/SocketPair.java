package io.lwt.unix;

/**
 * Two sockets that are connected to each other: {@link LwtUnix#socketpair}.
 *
 * @param first one of them
 * @param second the other
 */
public record SocketPair(Socket first, Socket second) {}
