package io.lwt.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compiles the programs in other languages that take part, where this machine can. All paths are in this module. */
public final class Compiler {
  private static final Path SOURCES = Path.of("src/main");
  private static final Path PROGRAMS = Path.of("target/programs");

  private Compiler() {}

  /**
   * Compiles a program in C, of one file.
   *
   * @param source the file's name
   * @return the program; empty without a C compiler
   * @throws IOException if it does not compile
   */
  public static Optional<Path> c(String source) throws IOException, InterruptedException {
    if (!succeeds("sh", "-c", "command -v cc")) {
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
