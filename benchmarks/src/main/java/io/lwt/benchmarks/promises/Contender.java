package io.lwt.benchmarks.promises;

import java.io.IOException;
import java.time.Duration;

/** A library that is compared. */
interface Contender {
  /** What the table calls it. */
  String title();

  /** Whether it can do what the row asks for. */
  boolean takesPart(Row row);

  /** Measures it once, in a process of its own. */
  Cost measure(Row row, Duration warmup, Duration time) throws IOException, InterruptedException;
}
