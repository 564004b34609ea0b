package io.lwt.benchmarks.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Seconds;
import io.lwt.benchmarks.load.Load;
import io.lwt.benchmarks.load.Meter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The load of {@code echoload.c}, with messages of 64 bytes, of any kind or lines. What is metered is the echoes alone:
 * its connections are made before, and closed afterwards.
 *
 * @param program the program
 * @param kind what makes its messages lines; empty if they are not
 */
public record EchoLoad(Path program, List<String> kind) implements Load {
  private static final Pattern CONNECTED = Pattern.compile("connected");
  private static final Pattern RESULT =
      Pattern.compile("echoes (\\d+) seconds ([0-9.]+) p50 ([0-9.]+) p99 ([0-9.]+)");

  /** Compiles it. */
  static EchoLoad compiled() throws IOException, InterruptedException {
    return compiled(List.of());
  }

  /** Compiles it; its messages are lines of 63 letters. */
  public static EchoLoad ofLines() throws IOException, InterruptedException {
    return compiled(List.of("lines"));
  }

  private static EchoLoad compiled(List<String> kind) throws IOException, InterruptedException {
    return new EchoLoad(
        Compiler.c("echoload.c").orElseThrow(() -> new IOException("there is no C compiler")),
        kind);
  }

  @Override
  public Result run(int port, int connections, Duration time, List<String> prefix, Meter meter)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(program.toString());
    command.addAll(
        List.of(Integer.toString(port), Integer.toString(connections), Seconds.text(time)));
    command.addAll(kind);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream input = process.getOutputStream();
        var output =
            new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
      expect(CONNECTED, output.readLine());
      meter.start();
      input.write('\n');
      input.flush();
      Result result = parse(output.readLine());
      meter.stop();
      return result;
    } finally {
      process.waitFor(); // it ends with its input
    }
  }

  /** Reads what it prints of a load. */
  static Result parse(@Nullable String line) throws IOException {
    Matcher numbers = expect(RESULT, line);
    long echoes = Long.parseLong(numbers.group(1));
    return new Result(
        echoes,
        echoes / Double.parseDouble(numbers.group(2)),
        Double.parseDouble(numbers.group(3)),
        Double.parseDouble(numbers.group(4)));
  }

  private static Matcher expect(Pattern pattern, @Nullable String line) throws IOException {
    Matcher matcher = pattern.matcher(line == null ? "" : line);
    if (!matcher.matches()) {
      throw new IOException("the load failed, with: " + line);
    }
    return matcher;
  }
}
