package io.lwt.benchmarks.load;

import java.io.IOException;

/** Watches a server while it is loaded. */
public interface Meter {
  /** The load is about to begin. */
  void start() throws IOException;

  /** The load is over, and the server idle. */
  void stop() throws IOException, InterruptedException;
}
