package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** C that is compiled on the spot, by the machine's {@code cc}. */
final class CompiledC {
  private CompiledC() {}

  /** Skips the test where there is no compiler; with CI=true that is a failure. */
  static void assumeCompiler() {
    boolean present = false;
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      present |= java.nio.file.Files.isExecutable(Path.of(folder, "cc"));
    }
    if ("true".equals(System.getenv("CI"))) {
      assertTrue(present, "there is no C compiler (cc) on PATH, and CI=true skips nothing");
    }
    Assumptions.assumeTrue(
        present, "there is no C compiler (cc) on PATH: install gcc or clang and the C headers");
  }

  /** Compiles one file with the headers that the bindings were made from, and gives the result's path. */
  static Path compile(Path folder, String source, String... flags)
      throws IOException, InterruptedException {
    Path file = java.nio.file.Files.writeString(folder.resolve("test.c"), source);
    Path result = folder.resolve("test.out");
    List<String> command = new ArrayList<>(List.of("cc", "-std=gnu11", "-w"));
    command.addAll(List.of(flags));
    Path headers = FunctionTable.top().resolve("jextract-config/linux");
    command.addAll(List.of("-I", headers.toString(), "-o", result.toString(), file.toString()));
    run(command);
    return result;
  }

  /** The lines that a program prints; it must end with 0. */
  static List<String> run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }
}
