package io.lwt.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A program among these tests, as a process of its own, until it is closed. */
final class OtherProcess implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final Process process;
  private final BufferedReader out;

  /** Starts a program, and waits for the first line it prints, which must be this one. */
  OtherProcess(Class<?> program, String argument, String firstLine) throws IOException {
    this(command(List.of(), program, argument), firstLine);
  }

  /** Starts a command, and waits for the first line it prints, which must be this one. */
  OtherProcess(List<String> command, String firstLine) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = process.inputReader();
    String line = line();
    if (!firstLine.equals(line)) {
      close();
      throw new AssertionError(command + " printed " + line);
    }
  }

  /** The command that runs a program of these tests. */
  static List<String> command(List<String> jvmFlags, Class<?> program, String... arguments) {
    return Project.ofTheseTests(
        Stream.concat(
                Stream.of("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED"),
                jvmFlags.stream())
            .toList(),
        program.getSimpleName(),
        arguments);
  }

  /** The next line it prints; null at the end. */
  @Nullable String line() throws IOException {
    return out.readLine();
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
    signal(name, process.pid());
  }

  /** Sends its only child a signal. */
  void signalChild(String name) throws Exception {
    signal(name, process.children().findFirst().orElseThrow().pid());
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
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
