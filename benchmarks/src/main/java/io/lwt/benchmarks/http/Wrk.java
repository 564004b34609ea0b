package io.lwt.benchmarks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.benchmarks.load.Load;
import io.lwt.benchmarks.load.Meter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load of wrk, with one thread. What is metered is its whole run, with the making of its connections. */
final class Wrk implements Load {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern P50 = Pattern.compile(" 50% +([0-9.]+)([a-z]+)");
  private static final Pattern P99 = Pattern.compile(" 99% +([0-9.]+)([a-z]+)");

  /** Requests that failed. One that took more than two seconds, which wrk counts as an error too, did not. */
  private static final Pattern FAILURES =
      Pattern.compile("Socket errors: (?!connect 0, read 0, write 0,)|Non-2xx");

  /** It runs for whole seconds: the time is rounded up. */
  @Override
  public Result run(int port, int connections, Duration time, List<String> prefix, Meter meter)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    String url = "http://127.0.0.1:" + port + "/";
    long seconds = Math.ceilDiv(time.toMillis(), 1000);
    command.addAll(
        List.of("wrk", "--latency", "-t1", "-c" + connections, "-d" + seconds + "s", url));
    meter.start();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + "\n" + output);
    }
    meter.stop();
    return parse(output);
  }

  /** Reads what wrk printed. */
  static Result parse(String output) throws IOException {
    if (FAILURES.matcher(output).find()) {
      throw new IOException("wrk saw requests fail:\n" + output);
    }
    return new Result(
        Long.parseLong(find(REQUESTS, output).group(1)),
        Double.parseDouble(find(RATE, output).group(1)),
        micros(find(P50, output)),
        micros(find(P99, output)));
  }

  private static double micros(MatchResult time) throws IOException {
    double number = Double.parseDouble(time.group(1));
    return switch (time.group(2)) {
      case "us" -> number;
      case "ms" -> number * 1e3;
      case "s" -> number * 1e6;
      default -> throw new IOException("wrk's unit of time: " + time.group(2));
    };
  }

  private static MatchResult find(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("This is not what wrk prints:\n" + output);
    }
    return matcher.toMatchResult();
  }
}
