package io.lwt.integration;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program among these tests, as a process of its own, until it is closed. */
final class OtherProcess implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final Process process;
  private final BufferedReader out;

  /** Starts it, and waits for the first line it prints, which must be this one. */
  OtherProcess(Class<?> program, String argument, String firstLine) throws IOException {
    String classPath =
        Stream.of("bindings", "lwt-core", "lwt-unix")
            .map(module -> Project.classesOf(module).toString())
            .collect(Collectors.joining(File.pathSeparator));
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--illegal-native-access=deny",
                    "--enable-native-access=ALL-UNNAMED",
                    "--class-path",
                    classPath + File.pathSeparator + Path.of("target/test-classes"),
                    program.getName(),
                    argument))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader();
    String line = out.readLine();
    if (!firstLine.equals(line)) {
      close();
      throw new AssertionError(program + " printed " + line);
    }
  }

  int pid() {
    return (int) process.pid();
  }

  /** Ends its standard input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Sends it a signal. */
  void signal(String name) throws Exception {
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
  }

  /** The status with which it ends. */
  int status() {
    return process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join().exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    status();
    out.close();
    process.getOutputStream().close();
  }
}
