package io.lwt.benchmarks.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.benchmarks.load.Load;
import io.lwt.benchmarks.load.Meter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The load of redis-benchmark, which sends commands in bunches: first SETs, then as many GETs. */
final class RedisLoad implements Load {
  /** How many commands a connection sends together. */
  static final int PIPELINE = 16;

  /** redis-benchmark is told a number of commands, not a time: as many as a fast server answers meanwhile. */
  private static final int PER_MILLISECOND = 1000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public Result run(int port, int connections, Duration time, List<String> prefix, Meter meter)
      throws IOException, InterruptedException {
    awaitClients(port);
    long each = Math.max((long) connections * PIPELINE, time.toMillis() * PER_MILLISECOND / 2);
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        "redis-benchmark --csv -t set,get -r 10000 -p %d -c %d -n %d -P %d"
            .formatted(port, connections, each, PIPELINE)
            .transform(words -> List.of(words.split(" ", -1))));
    meter.start();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + "\n" + output);
    }
    meter.stop();
    return parse(each, output);
  }

  private static void awaitClients(int port) throws IOException {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (ConnectException e) {
        if (System.nanoTime() > limit) {
          throw e;
        }
      }
    }
  }

  /** Reads what redis-benchmark printed, of so many commands of each kind: of two times, the longer one counts. */
  static Result parse(long each, String output) throws IOException {
    double[] set = row("SET", output);
    double[] get = row("GET", output);
    return new Result(
        2 * each,
        2 / (1 / set[0] + 1 / get[0]),
        Math.max(set[3], get[3]) * 1e3,
        Math.max(set[5], get[5]) * 1e3);
  }

  /** The figures of a kind of commands: how many per second; milliseconds on average, least, p50, p95, p99, most. */
  private static double[] row(String kind, String output) throws IOException {
    String begin = "\"" + kind + "\",";
    return output
        .lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> numbers(line.substring(begin.length())))
        .filter(numbers -> numbers.length == 7)
        .findFirst()
        .orElseThrow(() -> new IOException("This is not what redis-benchmark prints:\n" + output));
  }

  private static double[] numbers(String columns) {
    return Stream.of(columns.replace("\"", "").split(",", -1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
