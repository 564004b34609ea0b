package io.lwt.benchmarks.promises;

import java.util.Arrays;

/** What is compared: a row of the table. */
enum Row {
  RESOLVED_BIND("bind, resolved", ResolvedBind.class, 0.8),
  PENDING_MAP("map, wake-up", PendingMap.class, 0.8),
  MAP_CHAIN("ten maps, wake-up: each", MapChain.class, 0.8),
  PENDING_BIND("bind, wake-up twice", PendingBind.class, 0.8),
  JOIN("join of 10,000: each", Join.class, 0.8),
  PAUSE("pause, round trip", Pause.class, 0.8),
  BIND_LOOP("loop of a million: each", BindLoop.class, 1.0),
  BIND_CHAIN("chain of a million: each", BindChain.class, 1.0);

  final String title;
  final Class<? extends PromiseBenchmark> benchmark;

  /** What our time is to be at most, as a ratio of the fastest peer's. */
  final double limit;

  Row(String title, Class<? extends PromiseBenchmark> benchmark, double limit) {
    this.title = title;
    this.benchmark = benchmark;
    this.limit = limit;
  }

  /** What a command line calls it. */
  String id() {
    return benchmark.getSimpleName();
  }

  /**
   * The row of a command line.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Row of(String id) {
    return Arrays.stream(values())
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such row: " + id));
  }
}
