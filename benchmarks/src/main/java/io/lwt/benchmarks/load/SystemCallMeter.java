package io.lwt.benchmarks.load;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the system calls of a server by the kernel's tracepoints, where perf can: it needs privileges. */
final class SystemCallMeter implements Meter, Closeable {
  private static final String NAMED = "syscalls:sys_enter_";
  private static final String ALL = "raw_syscalls:sys_enter";

  /** All whose names begin so; the kernels of some machines lack some of the names. */
  private static final String EVENTS =
      String.join(
          ",",
          NAMED + "read*",
          NAMED + "recv*",
          NAMED + "write*",
          NAMED + "send*",
          NAMED + "epoll*",
          ALL);

  /** perf counts while its command runs: this one tells when it does, and ends when it is told to. */
  private static final List<String> COMMAND = List.of("sh", "-c", "echo; exec cat");

  private final long pid;
  private final Path output;
  private @Nullable Process perf;
  private Map<SystemCall, Long> counts = Map.of();

  private SystemCallMeter(long pid, Path output) {
    this.pid = pid;
    this.output = output;
  }

  /**
   * Counts while a server is loaded.
   *
   * @return how many there were for each message; empty where perf cannot tell
   */
  static Map<SystemCall, Double> perMessage(long pid, Measurement.Loading loading)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("calls", ".csv");
    try (var meter = new SystemCallMeter(pid, output)) {
      long messages = loading.run(meter).count();
      Map<SystemCall, Double> each = new EnumMap<>(SystemCall.class);
      meter.counts.forEach((call, count) -> each.put(call, count / (double) messages));
      return each;
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder("perf", "stat", "-x,", "-e", EVENTS);
    builder.command().addAll(List.of("-o", output.toString(), "-p", Long.toString(pid), "--"));
    builder.command().addAll(COMMAND);
    try {
      Process started = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      if (firstLine(started) == null) {
        started.destroy();
      } else {
        perf = started;
      }
    } catch (IOException _) {
      perf = null; // there is no perf here
    }
  }

  private static @Nullable String firstLine(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    close();
    if (perf != null && perf.waitFor() == 0) {
      counts = parse(Files.readAllLines(output));
    }
  }

  /** Ends perf, by the end of its command's input. */
  @Override
  public void close() throws IOException {
    if (perf != null) {
      perf.getOutputStream().close();
    }
  }

  /** Reads what perf wrote: lines of values with commas in between, first the count, third the event. */
  static Map<SystemCall, Long> parse(List<String> lines) {
    Map<SystemCall, Long> counts = new EnumMap<>(SystemCall.class);
    long all = 0;
    for (String line : lines) {
      String[] values = line.split(",", -1);
      if (values.length < 3 || !values[0].matches("\\d+")) {
        continue;
      }
      long count = Long.parseLong(values[0]);
      if (values[2].equals(ALL)) {
        all = count;
      } else {
        SystemCall.named(values[2].substring(NAMED.length()))
            .ifPresent(call -> counts.merge(call, count, Long::sum));
      }
    }
    if (!counts.isEmpty()) {
      long named = counts.values().stream().mapToLong(Long::longValue).sum();
      counts.put(SystemCall.OTHER, all - named);
    }
    return counts;
  }
}
