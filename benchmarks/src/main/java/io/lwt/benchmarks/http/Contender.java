package io.lwt.benchmarks.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the servers that are compared.
 *
 * @param name what the report calls it
 * @param command what starts it
 */
record Contender(String name, List<String> command) {
  static final String C = "C";
  static final String LWT = "lwt";
  static final String NETTY = "Netty";

  /** The flags of every JVM. The last two spare them warnings that this JDK would print. */
  static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms256m",
          "-Xmx256m",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** All of them; the one in C is compiled now. */
  static List<Contender> all() throws IOException, InterruptedException {
    return List.of(
        compiled(C, Path.of("src/main/c/httpd.c"), Path.of("target/httpd")),
        java(LWT, LwtServer.class),
        java(NETTY, NettyServer.class),
        java("Netty, HTTP codec", NettyCodecServer.class));
  }

  /** Compiles a program with the machine's C compiler; the paths are relative to this module. */
  private static Contender compiled(String name, Path source, Path program)
      throws IOException, InterruptedException {
    Files.createDirectories(program.toAbsolutePath().getParent());
    List<String> compiler =
        List.of("cc", "-O2", "-pthread", "-o", program.toString(), source.toString());
    if (new ProcessBuilder(compiler).inheritIO().start().waitFor() != 0) {
      throw new IOException("not compiled: " + source);
    }
    return new Contender(name, List.of(program.toAbsolutePath().toString()));
  }

  private static Contender java(String name, Class<?> program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return new Contender(name, command);
  }
}
