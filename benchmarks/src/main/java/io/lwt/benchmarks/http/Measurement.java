package io.lwt.benchmarks.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What one run of wrk showed of a server.
 *
 * @param perSecond requests per second: a limit of the server, or of wrk
 * @param cpuMicros microseconds of CPU time that the server's process used, all threads, per request
 */
record Measurement(double perSecond, double cpuMicros) {
  private static final String[] SERVER_CORE = {"taskset", "-c", "0"};
  private static final List<String> LOAD_CORE = List.of("taskset", "-c", "1");

  /** Starts a server on the core that servers have. */
  static ServerProcess start(Contender contender) throws IOException {
    return ServerProcess.start(contender, SERVER_CORE);
  }

  /** Loads a server from the other core. The whole run counts, with the making of its connections. */
  static Measurement take(ServerProcess server, int connections, int seconds)
      throws IOException, InterruptedException {
    CpuTime before = CpuTime.of(server.pid());
    Wrk.Load load = Wrk.run(server.port(), connections, seconds, LOAD_CORE);
    long nanos = CpuTime.of(server.pid()).nanosSince(before);
    return new Measurement(load.perSecond(), nanos / 1e3 / load.requests());
  }

  /** The system calls per request, counted by the kernel's tracepoint in a run apart; empty where perf cannot. */
  static OptionalDouble systemCalls(ServerProcess server, int connections, int seconds)
      throws IOException, InterruptedException {
    Path counted = Files.createTempFile("calls", ".csv");
    try {
      List<String> prefix = new ArrayList<>(LOAD_CORE);
      prefix.addAll(
          List.of("perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "-o", counted.toString()));
      prefix.addAll(List.of("-p", Long.toString(server.pid()), "--"));
      Wrk.Load load = Wrk.run(server.port(), connections, seconds, prefix);
      return counter(Files.readAllLines(counted), load);
    } catch (IOException e) {
      return OptionalDouble.empty();
    } finally {
      Files.delete(counted);
    }
  }

  private static OptionalDouble counter(List<String> lines, Wrk.Load load) {
    return lines.stream()
        .filter(line -> line.matches("\\d+,.*"))
        .mapToDouble(
            line -> Double.parseDouble(line.substring(0, line.indexOf(','))) / load.requests())
        .findFirst();
  }
}
