package io.lwt.benchmarks.promises;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.benchmarks.Compiler;
import io.lwt.benchmarks.Seconds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lwt itself, in OCaml.
 *
 * @param program what measures a row, compiled
 */
record OcamlContender(Path program) implements Contender {
  /** A chain of a million is a recursion in Lwt: the usual 8 MiB would not do. */
  private static final String ON_A_DEEP_STACK = "ulimit -s unlimited; exec \"$@\"";

  /** Compiles it, if this machine has OCaml and Lwt. */
  static Optional<Contender> compiled() throws IOException, InterruptedException {
    return Compiler.ocaml("promises.ml").map(OcamlContender::new);
  }

  @Override
  public String title() {
    return Compiler.OCAML;
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
            Seconds.text(warmup),
            Seconds.text(time));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    String[] numbers = output.strip().split(" ", -1);
    return new Cost(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
  }
}
