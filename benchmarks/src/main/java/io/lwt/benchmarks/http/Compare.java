package io.lwt.benchmarks.http;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Runs the servers in turns under the load of wrk, and prints requests per second and CPU time per request, as medians
 * and as ratios with their confidence intervals.
 *
 * <p>All servers run all the time, on one core; wrk runs on another, against one of them at a time. A round measures
 * each server once, so that whatever changes on the machine changes for all; only ratios within a round are compared.
 * The target is CPU time, as requests per second are limited by wrk.
 */
final class Compare {
  private final Options options;
  private final PrintStream out;
  private final List<ServerProcess> servers;

  private Compare(Options options, PrintStream out, List<ServerProcess> servers) {
    this.options = options;
    this.out = out;
    this.servers = servers;
  }

  /** Usage: see {@link Options#USAGE}. The working directory is this module's. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\nusage: scripts/bench http " + Options.USAGE);
      System.exit(2);
      return;
    }
    List<ServerProcess> servers = new ArrayList<>();
    try {
      for (Contender contender : Contender.all()) {
        servers.add(Measurement.start(contender));
      }
      new Compare(options, System.out, servers).run();
    } finally {
      for (ServerProcess server : servers) {
        server.close();
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    out.printf(
        "HTTP/1.1 keep-alive on loopback, %d rounds of %d s%n",
        options.rounds(), options.seconds());
    out.printf("servers on core 0, one thread each; wrk -t1 on core 1%n");
    out.printf("JVM %s: %s%n", Runtime.version(), String.join(" ", Contender.JVM_FLAGS));
    for (int connections : options.connections()) {
      compare(connections);
    }
  }

  private void compare(int connections) throws IOException, InterruptedException {
    out.printf("%n== %,d connections%n", connections);
    System.err.printf("warming up%n");
    for (ServerProcess server : servers) {
      Measurement.take(server, connections, options.warmup());
    }
    Map<String, List<Measurement>> rounds = new LinkedHashMap<>();
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d%n", round, options.rounds());
      for (ServerProcess server : servers) {
        rounds
            .computeIfAbsent(server.contender().name(), _ -> new ArrayList<>())
            .add(Measurement.take(server, connections, options.seconds()));
      }
    }
    Map<String, OptionalDouble> systemCalls = new LinkedHashMap<>();
    for (ServerProcess server : servers) {
      systemCalls.put(server.contender().name(), Measurement.systemCalls(server, connections, 1));
    }
    print(new Report(out, rounds), systemCalls);
  }

  private void print(Report report, Map<String, OptionalDouble> systemCalls) {
    report.medians(systemCalls);
    report.ratioHeader(options.rounds());
    report.ratio(Contender.LWT, Contender.C);
    report.ratio(Contender.LWT, Contender.NETTY);
    report.ratio(Contender.NETTY, Contender.C);
    report.target(Contender.LWT, Contender.C, 1.10);
    report.target(Contender.LWT, Contender.NETTY, 1.00);
  }
}
