package io.lwt.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/** Compiles the programs in other languages that take part, where this machine can. All paths are in this module. */
public final class Compiler {
  /** What a program in C is called. */
  public static final String C = "C";

  /** What a program in OCaml with Lwt is called. */
  public static final String OCAML = "Lwt in OCaml";

  private static final Path SOURCES = Path.of("src/main");
  private static final Path PROGRAMS = Path.of("target/programs");

  private static final Set<String> MISSING = new ConcurrentSkipListSet<>();

  private Compiler() {}

  /** {@link #C} and {@link #OCAML} if a program was wanted but there was no compiler, in this JVM. */
  public static Set<String> missing() {
    return Collections.unmodifiableSet(MISSING);
  }

  /**
   * Compiles a program in C, of one file.
   *
   * @param source the file's name
   * @return the program; empty without a C compiler
   * @throws IOException if it does not compile
   */
  public static Optional<Path> c(String source) throws IOException, InterruptedException {
    if (!succeeds("sh", "-c", "command -v cc")) {
      MISSING.add(C);
      return Optional.empty();
    }
    Path file = SOURCES.resolve("c").resolve(source);
    return Optional.of(compile(source, List.of("cc", "-O2", "-pthread"), List.of(file)));
  }

  /**
   * Compiles a program in OCaml that uses Lwt.
   *
   * @param sources the files' names, the one that the others need first
   * @return the program; empty without OCaml or Lwt
   * @throws IOException if it does not compile
   */
  public static Optional<Path> ocaml(String... sources) throws IOException, InterruptedException {
    if (!succeeds(
        "sh", "-c", "command -v ocamlopt && command -v ocamlfind && ocamlfind query lwt.unix")) {
      MISSING.add(OCAML);
      return Optional.empty();
    }
    String main = sources[sources.length - 1];
    Path folder = Files.createDirectories(PROGRAMS.resolve(main + ".d"));
    List<Path> copies = new ArrayList<>();
    for (String source : sources) {
      // The compiler leaves its other files beside the source.
      Path copy = folder.resolve(source);
      Files.copy(
          SOURCES.resolve("ocaml").resolve(source), copy, StandardCopyOption.REPLACE_EXISTING);
      copies.add(copy);
    }
    return Optional.of(
        compile(
            main,
            List.of(
                "ocamlfind",
                "ocamlopt",
                "-thread",
                "-I",
                folder.toString(),
                "-package",
                "lwt.unix",
                "-linkpkg"),
            copies));
  }

  private static Path compile(String name, List<String> compiler, List<Path> sources)
      throws IOException, InterruptedException {
    Path program = Files.createDirectories(PROGRAMS).resolve(name + ".program").toAbsolutePath();
    String[] command =
        Stream.of(
                compiler.stream(),
                Stream.of("-o", program.toString()),
                sources.stream().map(Path::toString))
            .flatMap(words -> words)
            .toArray(String[]::new);
    if (!succeeds(command)) {
      throw new IOException("not compiled: " + name);
    }
    return program;
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
