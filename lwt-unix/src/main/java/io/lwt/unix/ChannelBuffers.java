package io.lwt.unix;

import java.util.ArrayDeque;

/** The buffers of a loop's channels. What is given back is used again. */
final class ChannelBuffers {
  /** How many bytes a channel buffers. Lwt's {@code default_buffer_size}; there 4096. */
  static final int SIZE = 8192;

  /** How many bytes a channel of a file buffers: what a worker moves at once. */
  static final int LARGE_SIZE = EventLoop.BUFFER_SIZE;

  /** The buffer of a channel that holds nothing. */
  static final byte[] NOTHING = {};

  /** As many as channels hold something at a time, on a loop that has much to do. */
  private static final int MOST_KEPT = 256;

  private static final int MOST_LARGE_KEPT = 16;

  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private final ArrayDeque<byte[]> freeLarge = new ArrayDeque<>();

  /** An array of that many bytes, which may hold something. */
  byte[] take(int size) {
    byte[] buffer =
        switch (size) {
          case SIZE -> free.pollLast();
          case LARGE_SIZE -> freeLarge.pollLast();
          default -> null;
        };
    return buffer == null ? new byte[size] : buffer;
  }

  /** How many of the usual size are kept. */
  int free() {
    return free.size();
  }

  void giveBack(byte[] buffer) {
    if (buffer.length == SIZE && free.size() < MOST_KEPT) {
      free.addLast(buffer);
    } else if (buffer.length == LARGE_SIZE && freeLarge.size() < MOST_LARGE_KEPT) {
      freeLarge.addLast(buffer);
    }
  }
}
