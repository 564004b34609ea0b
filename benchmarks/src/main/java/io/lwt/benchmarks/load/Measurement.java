package io.lwt.benchmarks.load;

import java.io.IOException;

/**
 * What a load showed of a server, once.
 *
 * @param perSecond messages answered per second: a limit of the server, or of what loads it
 * @param cpuMicros microseconds of CPU time that the server's process used, all threads, per message
 * @param p50Micros how many microseconds an answer took at most, of half of them
 * @param p99Micros and of 99 % of them
 */
record Measurement(double perSecond, double cpuMicros, double p50Micros, double p99Micros) {
  /** Loads a server while a meter watches it. */
  @FunctionalInterface
  interface Loading {
    Load.Result run(Meter meter) throws IOException, InterruptedException;
  }

  /** Takes one, of the server of that process. */
  static Measurement take(long pid, Loading loading) throws IOException, InterruptedException {
    var cpu = new CpuMeter(pid);
    Load.Result result = loading.run(cpu);
    return new Measurement(
        result.perSecond(),
        cpu.nanos() / 1e3 / result.count(),
        result.p50Micros(),
        result.p99Micros());
  }
}
