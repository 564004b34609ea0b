package io.lwt.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What loads a server: a program, in a process of its own. */
@FunctionalInterface
public interface Load {
  /**
   * What a load counted.
   *
   * @param count how many messages were answered
   * @param perSecond how many in a second
   * @param p50Micros how many microseconds the answer took at most, of half of them
   * @param p99Micros and of 99 % of them
   */
  record Result(long count, double perSecond, double p50Micros, double p99Micros) {}

  /**
   * Loads the server on a loopback port: each connection sends a message as soon as its last one is answered.
   *
   * @param prefix what stands before the program, such as what binds it to a core
   * @param meter is started before the first message, and stopped after the last answer
   * @throws IOException if an answer is not what it is to be
   */
  Result run(int port, int connections, Duration time, List<String> prefix, Meter meter)
      throws IOException, InterruptedException;
}
