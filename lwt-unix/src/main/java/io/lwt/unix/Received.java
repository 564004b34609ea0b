package io.lwt.unix;

/**
 * What {@link Socket#recvFrom} gave.
 *
 * @param count how many bytes were put into the memory
 * @param size how many bytes the message has, which is more than {@code count} if it did not fit: the rest is lost
 *     then, unless it was only peeked at. Of a stream, as much as {@code count}
 * @param sender who sent it, for an answer. The Unix address without path if the system does not say: of a Unix socket
 *     that is not bound, and of a stream, where {@link Socket#getpeername} tells
 */
public record Received(int count, int size, SockAddr sender) {
  /** Whether the message did not fit into the memory. */
  public boolean isTruncated() {
    return size > count;
  }
}
