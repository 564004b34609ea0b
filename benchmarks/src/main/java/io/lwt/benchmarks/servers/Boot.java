package io.lwt.benchmarks.servers;

/** The beginning of each server. */
final class Boot {
  /** How many connections may wait to be accepted. */
  static final int BACKLOG = 4096;

  /** The most that is read at once. */
  static final int INPUT = 2048;

  private Boot() {}

  /**
   * Ties this JVM to the program that started it.
   *
   * @return the port that the arguments name; 0, the default, is any
   */
  static int begin(String[] args) {
    Lifeline.hold();
    return args.length > 0 ? Integer.parseInt(args[0]) : 0;
  }

  /** Says that the server listens. */
  static void listens(int port) {
    System.out.println(port);
  }
}
