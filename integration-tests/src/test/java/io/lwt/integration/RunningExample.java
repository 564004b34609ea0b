package io.lwt.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    out.close();
    process.getOutputStream().close();
  }
}
