package io.lwt.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An example that runs on, as a process of its own, until it is closed. Most serve on a port. */
final class RunningExample implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final String first;

  /** Starts it, and waits for the first line it prints: its port, mostly. */
  RunningExample(String name, String... arguments) throws IOException {
    List<String> flags =
        List.of("--illegal-native-access=deny", "--enable-native-access=io.lwt.bindings");
    process =
        new ProcessBuilder(Project.onModulePath(flags, name, arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader();
    first = out.readLine();
  }

  String port() {
    return first;
  }

  int portNumber() {
    return Integer.parseInt(first);
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
