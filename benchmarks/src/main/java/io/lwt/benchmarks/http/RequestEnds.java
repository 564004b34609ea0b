package io.lwt.benchmarks.http;

import io.netty.util.ByteProcessor;

/**
 * Counts the requests that end in the bytes of one connection, which come in any pieces: a request ends at its first
 * empty line, as it has no body. {@code httpd.c} holds the same automaton.
 */
final class RequestEnds implements ByteProcessor {
  /** How many bytes of CR LF CR LF have just been seen. */
  private int matched;

  private int ends;

  /** Takes in the first {@code length} bytes, and says how many requests end among them. */
  int count(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      process(bytes[i]);
    }
    return take();
  }

  /** Takes in one byte; true, always, to be given the next. */
  @Override
  public boolean process(byte next) {
    if (next == ((matched & 1) == 0 ? '\r' : '\n')) {
      matched++;
      if (matched == 4) {
        matched = 0;
        ends++;
      }
    } else {
      matched = next == '\r' ? 1 : 0;
    }
    return true;
  }

  /** How many requests ended since the last call. */
  int take() {
    int taken = ends;
    ends = 0;
    return taken;
  }
}
