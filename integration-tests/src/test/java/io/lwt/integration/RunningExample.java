package io.lwt.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An example that serves on a port, as a process of its own, until it is closed. */
final class RunningExample implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final int port;

  /** Starts it, and waits for the first line it prints: its port. */
  RunningExample(String name) throws IOException {
    List<String> flags =
        List.of("--illegal-native-access=deny", "--enable-native-access=io.lwt.bindings");
    process =
        new ProcessBuilder(Project.onModulePath(flags, name))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader();
    port = Integer.parseInt(out.readLine());
  }

  String port() {
    return Integer.toString(port);
  }

  int portNumber() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The next line it prints; null at the end. */
  @Nullable String line() throws IOException {
    return out.readLine();
  }

  /** Asks it to end, by SIGTERM; what it prints can still be read, which {@link Process#destroy} would end. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** The status with which it ends. */
  int status() {
    return process.onExit().orTimeout(20, TimeUnit.SECONDS).join().exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    status();
    out.close();
    process.getOutputStream().close();
  }
}
