package io.lwt.benchmarks.promises;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lwt itself, in OCaml.
 *
 * @param program what measures a row, compiled
 */
record OcamlContender(Path program) implements Contender {
  private static final Path SOURCE = Path.of("src/main/ocaml/promises.ml");
  private static final Path FOLDER = Path.of("target/ocaml");

  /** A chain of a million is a recursion in Lwt: the usual 8 MiB would not do. */
  private static final String ON_A_DEEP_STACK = "ulimit -s unlimited; exec \"$@\"";

  /** Compiles it, if this machine has OCaml and Lwt; the paths are relative to this module. */
  static Optional<Contender> compiled() throws IOException, InterruptedException {
    if (!succeeds(
        "sh", "-c", "command -v ocamlfind && ocamlfind query lwt && command -v ocamlopt")) {
      return Optional.empty();
    }
    Files.createDirectories(FOLDER);
    Path source = FOLDER.resolve(SOURCE.getFileName());
    Path program = FOLDER.resolve("promises").toAbsolutePath();
    // The compiler leaves its other files beside the source.
    Files.copy(SOURCE, source, StandardCopyOption.REPLACE_EXISTING);
    if (!succeeds(
        "ocamlfind",
        "ocamlopt",
        "-package",
        "lwt,unix",
        "-linkpkg",
        "-o",
        program.toString(),
        source.toString())) {
      throw new IOException("not compiled: " + SOURCE);
    }
    return Optional.of(new OcamlContender(program));
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Override
  public String title() {
    return "OCaml's Lwt";
  }

  @Override
  public boolean takesPart(Row row) {
    return true;
  }

  @Override
  public Cost measure(Row row, Duration warmup, Duration time)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "sh",
            "-c",
            ON_A_DEEP_STACK,
            "sh",
            program.toString(),
            row.id(),
            seconds(warmup),
            seconds(time));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    String[] numbers = output.strip().split(" ", -1);
    return new Cost(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
  }

  private static String seconds(Duration duration) {
    return Double.toString(duration.toMillis() / 1e3);
  }
}
