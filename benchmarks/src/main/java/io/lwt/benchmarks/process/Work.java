package io.lwt.benchmarks.process;

/** What is compared. */
enum Work {
  /** A process that ends at once, one after the other. */
  ONE("one after the other", "microseconds per process", 1),

  /** The same, as many as this at any time. */
  MANY("32 at a time", "microseconds per process", 32),

  /** 256 MiB to a process that gives them back. */
  CAT("256 MiB through cat", "milliseconds", 0);

  /** What is run where nothing is to be done. */
  static final String PROGRAM = "/bin/true";

  static final long CAT_BYTES = 256L << 20;

  final String title;
  final String unit;
  final int atOnce;

  Work(String title, String unit, int atOnce) {
    this.title = title;
    this.unit = unit;
    this.atOnce = atOnce;
  }
}
