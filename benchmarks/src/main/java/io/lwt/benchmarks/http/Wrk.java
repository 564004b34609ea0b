package io.lwt.benchmarks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, with one thread: each connection sends a request as soon as its last one is answered. */
final class Wrk {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");

  /** Requests that failed. One that took more than two seconds, which wrk counts as an error too, did not. */
  private static final Pattern FAILURES =
      Pattern.compile("Socket errors: (?!connect 0, read 0, write 0,)|Non-2xx");

  private Wrk() {}

  /**
   * What wrk counted.
   *
   * @param requests how many requests were answered
   * @param perSecond how many in a second
   */
  record Load(long requests, double perSecond) {}

  /**
   * Loads the server on a loopback port.
   *
   * @param prefix what stands before wrk's command, such as what binds it to a core
   * @throws IOException if a request failed
   */
  static Load run(int port, int connections, int seconds, List<String> prefix)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    String url = "http://127.0.0.1:" + port + "/";
    command.addAll(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", url));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + "\n" + output);
    }
    return parse(output);
  }

  /** Reads what wrk printed. */
  static Load parse(String output) throws IOException {
    if (FAILURES.matcher(output).find()) {
      throw new IOException("wrk saw requests fail:\n" + output);
    }
    return new Load(
        Long.parseLong(number(REQUESTS, output)), Double.parseDouble(number(RATE, output)));
  }

  private static String number(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("This is not what wrk prints:\n" + output);
    }
    return matcher.group(1);
  }
}
