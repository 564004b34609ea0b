package io.lwt.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that runs in a process of its own. */
public final class ServerProcess implements AutoCloseable {
  private final Contender contender;
  private final Process process;
  private final int port;

  private ServerProcess(Contender contender, Process process, int port) {
    this.contender = contender;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server, and waits until it listens.
   *
   * @param prefix what stands before its command, such as what binds it to a core
   */
  public static ServerProcess start(Contender contender, String... prefix) throws IOException {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(contender.command());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII)).readLine();
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("The server did not start: " + String.join(" ", command));
    }
    return new ServerProcess(contender, process, Integer.parseInt(line));
  }

  Contender contender() {
    return contender;
  }

  /** Where it listens, on loopback. */
  public int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** Ends the server: by the end of its input, and by SIGTERM; if that does not help within ten seconds, by force. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
  }
}
