package io.lwt.benchmarks.load;

/** Something that this library's server is to reach. */
public sealed interface Target {
  /** Whether it is one at so many connections. */
  boolean holdsAt(int connections);

  /**
   * A ratio of CPU time per message.
   *
   * @param connections at how many connections
   * @param of which of this library's servers it is a ratio for
   * @param to whose time it is a ratio of
   * @param limit what it is to be at most
   * @param goal what it is to be some day
   */
  record Cpu(int connections, String of, String to, double limit, double goal) implements Target {
    @Override
    public boolean holdsAt(int actual) {
      return actual == connections;
    }
  }

  /**
   * A number of system calls per message, to two decimals.
   *
   * @param connections at how many connections, at least
   * @param call which call
   * @param limit how often it is to be made at most
   */
  record Calls(int connections, SystemCall call, double limit) implements Target {
    @Override
    public boolean holdsAt(int actual) {
      return actual >= connections;
    }
  }
}
