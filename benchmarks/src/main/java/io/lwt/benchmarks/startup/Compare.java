package io.lwt.benchmarks.startup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lwt.benchmarks.Arguments;
import io.lwt.benchmarks.Rounds;
import io.lwt.benchmarks.Rounds.Measurement;
import io.lwt.benchmarks.results.Benchmark;
import io.lwt.benchmarks.results.Results;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts servers in turns, and prints milliseconds from the start of the process to the first byte on its first
 * connection: with this library and with java.nio, plain and with an AOT cache.
 */
final class Compare {
  private static final Path WORK = Path.of("target/startup");
  private static final String UNIT = "ms to the first connection";
  private static final String QUICK = "--rounds 7";
  private static final String COLLECTOR = "-XX:+UseSerialGC";

  /** The jars of the library that a server needs. */
  private static final List<String> LIBRARY = List.of("lwt-bindings", "lwt-core", "lwt-unix");

  private record Options(int rounds) {
    private Options with(String name, String value) {
      if (!name.equals("--rounds")) {
        throw new IllegalArgumentException("no such option: " + name);
      }
      return new Options(Arguments.count(value));
    }
  }

  private Compare() {}

  /** Usage: [--rounds 21]. The working directory is this module's, which is packaged. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new Benchmark<>(
            "startup", new Options(21), Options::with, QUICK, List.of(COLLECTOR), Compare::run)
        .main(args);
  }

  private static void run(Options options, PrintStream out, Results results)
      throws IOException, InterruptedException {
    Files.createDirectories(WORK);
    String classPath = classPath();
    Map<String, Measurement> servers = new LinkedHashMap<>();
    servers.put("lwt", server(classPath, LwtServer.class));
    servers.put("java.nio", server(classPath, NioServer.class));
    report("plain", Rounds.measure(options.rounds, servers), out, results);
    servers.put("lwt", cached(classPath, LwtServer.class));
    servers.put("java.nio", cached(classPath, NioServer.class));
    report("with an AOT cache", Rounds.measure(options.rounds, servers), out, results);
  }

  private static void report(
      String title, Map<String, double[]> figures, PrintStream out, Results results) {
    Rounds.print(out, title + ": " + UNIT, figures);
    results.add(title, 0, UNIT, figures);
  }

  /** Jars only: what a cache is made for. */
  private static String classPath() throws IOException {
    Stream<String> library =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.endsWith(".jar"))
            .filter(
                path ->
                    LIBRARY.stream().anyMatch(Path.of(path).getFileName().toString()::startsWith));
    return Stream.concat(library, Stream.of(ownJar().toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A jar with the servers of this package. */
  private static Path ownJar() throws IOException {
    Path jar = WORK.resolve("servers.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> server : List.of(LwtServer.class, NioServer.class)) {
        String entry = server.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (var bytes = server.getClassLoader().getResourceAsStream(entry)) {
          Objects.requireNonNull(bytes, entry).transferTo(out);
        }
      }
    }
    return jar;
  }

  static Measurement server(String classPath, Class<?> program, String... flags) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of(COLLECTOR, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", classPath, program.getName()));
    return () -> millisToFirstConnection(command);
  }

  /** As {@link #server}, with a cache, which a run makes. */
  private static Measurement cached(String classPath, Class<?> program)
      throws IOException, InterruptedException {
    Path cache = WORK.resolve(program.getSimpleName() + ".aot");
    server(classPath, program, "-XX:AOTCacheOutput=" + cache).take();
    return server(classPath, program, "-XX:AOTCache=" + cache);
  }

  private static double millisToFirstConnection(List<String> command)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    long end;
    try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
      String port = out.readLine();
      if (port == null) {
        throw new IOException("did not start: " + String.join(" ", command));
      }
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
        if (socket.getInputStream().read() != 0) {
          throw new IOException("did not greet: " + String.join(" ", command));
        }
        end = System.nanoTime();
      }
      out.readLine(); // what a run that makes a cache says of it
      if (process.waitFor() != 0) {
        throw new IOException("failed: " + String.join(" ", command));
      }
    }
    return (end - start) / 1e6;
  }
}
