package io.lwt.benchmarks.detach;

/**
 * The main part of each program: makes calls for some time. Usage: IN-FLIGHT WARMUP SECONDS, both times in seconds.
 * Prints nanoseconds per call.
 */
abstract class Program {
  /** The threads that everybody has for the calls. */
  static final int THREADS = 4;

  private static final int CALLS_OF_ONE = 200;
  private static final int CALLS_OF_EACH = 20;

  /** Makes this many calls, one after the other. */
  abstract void callOneByOne(int calls) throws Exception;

  /** Makes this many calls each, in so many chains at once. */
  abstract void callAtOnce(int chains, int calls) throws Exception;

  /** Measures, prints, and ends the program. */
  final void run(String[] args) throws Exception {
    int inFlight = Integer.parseInt(args[0]);
    repeat(inFlight, Double.parseDouble(args[1]));
    System.out.printf("%.2f%n", repeat(inFlight, Double.parseDouble(args[2])));
    System.exit(0);
  }

  /** Nanoseconds per call. */
  private double repeat(int inFlight, double seconds) throws Exception {
    long start = System.nanoTime();
    long calls = 0;
    long elapsed = 0;
    while (elapsed < seconds * 1e9) {
      calls += callSome(inFlight);
      elapsed = System.nanoTime() - start;
    }
    return (double) elapsed / calls;
  }

  private long callSome(int inFlight) throws Exception {
    if (inFlight == 1) {
      callOneByOne(CALLS_OF_ONE);
      return CALLS_OF_ONE;
    }
    callAtOnce(inFlight, CALLS_OF_EACH);
    return (long) inFlight * CALLS_OF_EACH;
  }
}
