package io.lwt.benchmarks;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What tests need of the machine that they run on. */
public final class Machine {
  private Machine() {}

  /** Skips the test if there is no C compiler. */
  public static void assumeCompiler() {
    assumeProgram("cc");
  }

  /** Skips the test if there is no such program. */
  public static void assumeProgram(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    assumeTrue(
        Stream.of(path.split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
        "no " + name + " on PATH");
  }
}
