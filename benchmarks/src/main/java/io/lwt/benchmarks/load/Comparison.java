package io.lwt.benchmarks.load;

import io.lwt.benchmarks.Seconds;
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

  private final Subject subject;
  private final Options options;
  private final PrintStream out;
  private final List<ServerProcess> servers = new ArrayList<>();

  private Comparison(Subject subject, Options options, PrintStream out) {
    this.subject = subject;
    this.options = options;
    this.out = out;
  }

  /**
   * What is compared.
   *
   * @param name what scripts/bench calls it
   * @param title what the report calls it
   * @param message what the report calls a message
   * @param messages and several
   * @param contenders the servers
   * @param load what loads them
   * @param targets what is to be reached
   */
  public record Subject(
      String name,
      String title,
      String message,
      String messages,
      List<Contender> contenders,
      Load load,
      List<Target> targets) {}

  /** Does what a command line asks for; ends the program if it is none. The working directory is this module's. */
  public static void main(Subject subject, Options defaults, String[] args)
      throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(List.of(args), defaults);
    } catch (IllegalArgumentException e) {
      System.err.printf(
          "%s%nusage: scripts/bench %s %s%n",
          e.getMessage(), subject.name(), defaults.commandLine());
      System.exit(2);
      return;
    }
    run(subject, options, System.out);
  }

  /** Measures, and prints. */
  public static void run(Subject subject, Options options, PrintStream out)
      throws IOException, InterruptedException {
    var comparison = new Comparison(subject, options, out);
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
    for (ServerProcess server : servers) {
      measure(server, connections, options.warmup());
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
    print(connections, new Report(out, subject, rounds, systemCalls(connections)));
  }

  private Measurement measure(ServerProcess server, int connections, Duration time)
      throws IOException, InterruptedException {
    return Measurement.take(server.pid(), meter -> load(server, connections, time, meter));
  }

  private Map<String, Map<SystemCall, Double>> systemCalls(int connections)
      throws IOException, InterruptedException {
    Duration time = COUNTING.compareTo(options.time()) < 0 ? COUNTING : options.time();
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
