package io.lwt.benchmarks.detach;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Seconds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that is compared.
 *
 * @param title what the table calls it
 * @param isJvmPeer whether the targets are about it
 * @param command how it is started, but for its arguments
 */
record Contender(String title, boolean isJvmPeer, List<String> command) {
  /** The flags of every JVM. The last two spare them warnings that this JDK would print. */
  static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** All of them, ours first. */
  static List<Contender> all() throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    all.add(jvm("lwt", false, LwtProgram.class));
    all.add(jvm("CompletableFuture", true, FutureProgram.class));
    all.add(jvm("Netty", true, NettyProgram.class));
    Compiler.ocaml("detach.ml").map(Contender::ocaml).ifPresent(all::add);
    return all;
  }

  private static Contender jvm(String title, boolean isPeer, Class<? extends Program> program) {
    String java = ProcessHandle.current().info().command().orElse("java");
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dio.lwt.spinMicros=%d");
    command.add(program.getName());
    return new Contender(title, isPeer, command);
  }

  private static Contender ocaml(Path program) {
    return new Contender(Compiler.OCAML, false, List.of(program.toString()));
  }

  /** Measures it once, in a process of its own: nanoseconds per call. */
  double measure(Row row, Duration warmup, Duration time) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    command.forEach(
        word -> words.add(word.startsWith("-D") ? word.formatted(row.spinMicros) : word));
    words.addAll(List.of(Integer.toString(row.inFlight), Seconds.text(warmup), Seconds.text(time)));
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + " failed");
    }
    return Double.parseDouble(output.strip());
  }
}
