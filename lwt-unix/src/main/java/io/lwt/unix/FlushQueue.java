package io.lwt.unix;

/** What a terminal drops: tcflush(3). Corresponds to {@code Unix.flush_queue}. */
public enum FlushQueue {
  /** What was received and not read: TCIFLUSH. */
  INPUT("TCIFLUSH"),
  /** What was written and not sent: TCOFLUSH. */
  OUTPUT("TCOFLUSH"),
  /** Both: TCIOFLUSH. */
  BOTH("TCIOFLUSH");

  final String constant;

  FlushQueue(String constant) {
    this.constant = constant;
  }
}
