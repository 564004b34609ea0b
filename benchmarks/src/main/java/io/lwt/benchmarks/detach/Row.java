package io.lwt.benchmarks.detach;

/** What is compared: a row of the table. */
enum Row {
  /** One call after the other, where ours does no more than to yield before it sleeps. */
  ONE("one at a time, without spinning", 1, 0, 1.0),

  /** The same, where ours spins for a moment before it sleeps, as it does unless told otherwise. */
  ONE_SPINNING("one at a time, spinning", 1, 20, 0.2),

  /** As many as this are under way at any time. */
  MANY("1,000 in flight: each", 1000, 20, 0.85);

  final String title;
  final int inFlight;

  /** For how many microseconds ours spins. */
  final int spinMicros;

  /** What our time is to be at most, as a ratio of the fastest JVM peer's. */
  final double limit;

  Row(String title, int inFlight, int spinMicros, double limit) {
    this.title = title;
    this.inFlight = inFlight;
    this.spinMicros = spinMicros;
    this.limit = limit;
  }

  /** What is called: as good as nothing. */
  static int trivial() {
    return 42;
  }
}
