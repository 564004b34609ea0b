package io.lwt.unix;

import java.util.List;

/**
 * What {@link Socket#recvMsg} gave.
 *
 * @param count how many bytes were put into the memory
 * @param size how many bytes the message has, which is more than {@code count} if it did not fit: the rest is lost
 *     then, unless it was only peeked at. Of a stream, as much as {@code count}
 * @param sender who sent it, as {@link Received#sender}
 * @param descriptors the descriptors that came along, as {@link LwtUnix#share} gives them: the sender may go on using
 *     what they lead to, so that nothing about it is changed. They are for the caller to close
 * @param descriptorsTruncated whether there were more: those are closed. So it is when this process has too many open
 */
public record Message(
    int count, int size, SockAddr sender, List<Fd> descriptors, boolean descriptorsTruncated) {
  /** Whether the message did not fit into the memory. */
  public boolean isTruncated() {
    return size > count;
  }
}
