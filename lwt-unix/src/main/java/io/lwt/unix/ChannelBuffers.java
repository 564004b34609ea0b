package io.lwt.unix;

import java.util.ArrayDeque;

/** The buffers of a loop's channels. What is given back is used again. */
final class ChannelBuffers {
  /** How many bytes a channel buffers. Lwt's {@code default_buffer_size}; there 4096. */
  static final int SIZE = 8192;

  /** The buffer of a channel that holds nothing. */
  static final byte[] NOTHING = {};

  /** As many as channels hold something at a time, on a loop that has much to do. */
  private static final int MOST_KEPT = 256;

  private final ArrayDeque<byte[]> free = new ArrayDeque<>();

  /** An array of that many bytes, which may hold something. */
  byte[] take(int size) {
    byte[] buffer = size == SIZE ? free.pollLast() : null;
    return buffer == null ? new byte[size] : buffer;
  }

  /** How many are kept. */
  int free() {
    return free.size();
  }

  void giveBack(byte[] buffer) {
    if (buffer.length == SIZE && free.size() < MOST_KEPT) {
      free.addLast(buffer);
    }
  }
}
