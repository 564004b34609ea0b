package io.lwt.benchmarks.redis;

import io.lwt.benchmarks.load.Comparison;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/** Compares the example with Redis. */
final class Compare {
  private static final Options DEFAULT =
      new Options(List.of(64), 7, Duration.ofSeconds(2), Duration.ofSeconds(10));

  private Compare() {}

  /** Usage: [--connections 64] [--rounds 7] [--seconds 2] [--warmup 10]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Comparison.benchmark("redis", DEFAULT, Compare::subject).main(args);
  }

  /** What is compared. */
  static Comparison.Subject subject() throws IOException {
    return new Comparison.Subject(
        "SET and GET, " + RedisLoad.PIPELINE + " commands sent together,",
        "command",
        "commands",
        List.of(
            Contender.java(Contender.LWT, LwtServer.class),
            new Contender("Redis", redis(freePort()))),
        new RedisLoad(),
        List.of());
  }

  /** Redis prints nothing when it begins to listen: so its port is told before. */
  private static List<String> redis(int port) {
    String command =
        "echo %d; exec redis-server --port %d --bind 127.0.0.1 --save '' --appendonly no >/dev/null"
            .formatted(port, port);
    return List.of("sh", "-c", command);
  }

  /** One that was free a moment ago. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
