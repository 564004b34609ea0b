package io.lwt.benchmarks.load;

import io.lwt.benchmarks.Compiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the servers that are compared.
 *
 * @param name what the report calls it
 * @param command what starts it
 */
public record Contender(String name, List<String> command) {
  /** This library's. */
  public static final String LWT = "lwt";

  /** The measure: the one that does no more than the protocol takes. */
  public static final String C = Compiler.C;

  /** {@link #C}, which calls read(2), with recv(2) instead: the least that can be done. */
  public static final String C_RECV = "C, recv(2)";

  /** The one on Netty that does the same work as the others. */
  public static final String NETTY = "Netty";

  /** The one on a selector. */
  public static final String NIO = "java.nio";

  /** The one with a thread for each connection. */
  public static final String THREADS = "virtual threads";

  /** This library's on channels, where another is on descriptors. */
  public static final String LWT_CHANNELS = "lwt, channels";

  /** The one with Lwt itself. */
  public static final String OCAML = Compiler.OCAML;

  /** The one on Lwt's channels. */
  public static final String OCAML_IO = "Lwt_io in OCaml";

  /** The flags of every JVM. The last two spare them warnings that this JDK would print. */
  static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms256m",
          "-Xmx256m",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** A class of this module with a main method. */
  public static Contender java(String name, Class<?> program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return new Contender(name, command);
  }

  /**
   * The one in C, compiled now.
   *
   * @throws IOException if that is not possible here
   */
  public static Contender c(String source) throws IOException, InterruptedException {
    return c(C, source);
  }

  /**
   * One of those in C, compiled now.
   *
   * @throws IOException if that is not possible here
   */
  public static Contender c(String name, String source) throws IOException, InterruptedException {
    return Compiler.c(source)
        .map(program -> program(name, program))
        .orElseThrow(() -> new IOException("there is no C compiler"));
  }

  /** The one with Lwt in OCaml, compiled now; empty if this machine has no such thing. */
  public static Optional<Contender> ocaml(String source) throws IOException, InterruptedException {
    return Compiler.ocaml("server.ml", source).map(program -> program(OCAML, program));
  }

  /** The one on Lwt_io in OCaml, compiled now; empty if this machine has no such thing. */
  public static Optional<Contender> ocamlChannels(String source)
      throws IOException, InterruptedException {
    return Compiler.ocaml("server.ml", "channels.ml", source)
        .map(program -> program(OCAML_IO, program));
  }

  /** Whether the one of this name is this library's. */
  static boolean isOurs(String name) {
    return name.equals(LWT) || name.equals(LWT_CHANNELS);
  }

  private static Contender program(String name, Path program) {
    return new Contender(name, List.of(program.toString()));
  }
}
