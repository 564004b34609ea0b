package io.lwt.benchmarks.load;

import io.lwt.benchmarks.Seconds;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs servers in turns under load, and prints messages per second, CPU time per message and latencies, as medians and
 * as ratios with their confidence intervals, and system calls per message.
 *
 * <p>All servers run all the time, on one core; what loads them runs on another, against one of them at a time. A round
 * measures each server once, so that whatever changes on the machine changes for all; only ratios within a round are
 * compared. System calls are counted in a run apart. The target is CPU time, as messages per second may be limited by
 * what loads.
 */
public final class Comparison {
  private static final String[] SERVER_CORE = {"taskset", "-c", "0"};
  private static final List<String> LOAD_CORE = List.of("taskset", "-c", "1");

  /** How long system calls are counted, at most: it is much the same for every message. */
  private static final Duration COUNTING = Duration.ofMillis(500);

  /**
   * A warm-up is several loads of so long at most: what a JVM has compiled before it first saw connections end is
   * thrown away then, and compiled anew, which is not to fall into a round.
   */
  private static final Duration WARMUP = Duration.ofSeconds(2);

  private static final String QUICK = "--rounds 3 --seconds 1 --warmup 2";

  private final Subject subject;
  private final Options options;
  private final PrintStream out;
  private final Results results;
  private final List<ServerProcess> servers = new ArrayList<>();

  private Comparison(Subject subject, Options options, PrintStream out, Results results) {
    this.subject = subject;
    this.options = options;
    this.out = out;
    this.results = results;
  }

  /**
   * What is compared.
   *
   * @param title what the report calls it
   * @param message what the report calls a message
   * @param messages and several
   * @param contenders the servers
   * @param load what loads them
   * @param targets what is to be reached
   */
  public record Subject(
      String title,
      String message,
      String messages,
      List<Contender> contenders,
      Load load,
      List<Target> targets) {}

  /** Makes what is compared. */
  @FunctionalInterface
  public interface Preparation {
    /** Compiles programs in other languages. */
    Subject subject() throws IOException, InterruptedException;
  }

  /** A comparison as scripts/bench runs it. */
  public static Benchmark<Options> benchmark(
      String name, Options defaults, Preparation preparation) {
    return new Benchmark<>(
        name,
        defaults,
        Options::with,
        QUICK,
        Contender.JVM_FLAGS,
        (options, out, results) -> run(preparation.subject(), options, out, results));
  }

  /** Measures, prints, and tells what it found. */
  public static void run(Subject subject, Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    var comparison = new Comparison(subject, options, out, results);
    try {
      comparison.start();
      comparison.run();
    } finally {
      comparison.close();
    }
  }

  private void start() throws IOException {
    for (Contender contender : subject.contenders()) {
      servers.add(ServerProcess.start(contender, SERVER_CORE));
    }
  }

  private void close() throws IOException {
    for (ServerProcess server : servers) {
      server.close();
    }
  }

  private void run() throws IOException, InterruptedException {
    out.printf(
        "%s on loopback, %d rounds of %s s%n",
        subject.title(), options.rounds(), Seconds.text(options.time()));
    out.printf("servers on core 0; the load on core 1, one thread%n");
    out.printf("JVM %s: %s%n", Runtime.version(), String.join(" ", Contender.JVM_FLAGS));
    for (int connections : options.connections()) {
      compare(connections);
    }
  }

  private void compare(int connections) throws IOException, InterruptedException {
    out.printf("%n== connections: %,d%n", connections);
    System.err.printf("warming up%n");
    for (Duration left = options.warmup(); left.isPositive(); left = left.minus(WARMUP)) {
      for (ServerProcess server : servers) {
        measure(server, connections, shorter(left, WARMUP));
      }
    }
    Map<String, List<Measurement>> rounds = new LinkedHashMap<>();
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d%n", round, options.rounds());
      for (ServerProcess server : servers) {
        rounds
            .computeIfAbsent(server.contender().name(), _ -> new ArrayList<>())
            .add(measure(server, connections, options.time()));
      }
    }
    var report = new Report(out, subject, rounds, systemCalls(connections));
    print(connections, report);
    report.tell(results, connections);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Measurement measure(ServerProcess server, int connections, Duration time)
      throws IOException, InterruptedException {
    return Measurement.take(server.pid(), meter -> load(server, connections, time, meter));
  }

  private Map<String, Map<SystemCall, Double>> systemCalls(int connections)
      throws IOException, InterruptedException {
    Duration time = shorter(COUNTING, options.time());
    Map<String, Map<SystemCall, Double>> calls = new LinkedHashMap<>();
    for (ServerProcess server : servers) {
      calls.put(
          server.contender().name(),
          SystemCallMeter.perMessage(
              server.pid(), meter -> load(server, connections, time, meter)));
    }
    return calls;
  }

  private Load.Result load(ServerProcess server, int connections, Duration time, Meter meter)
      throws IOException, InterruptedException {
    return subject.load().run(server.port(), connections, time, LOAD_CORE, meter);
  }

  private void print(int connections, Report report) {
    report.medians();
    report.systemCalls();
    report.ratios(options.rounds());
    subject.targets().stream()
        .filter(target -> target.holdsAt(connections))
        .forEach(report::target);
  }
}
