package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.lwt.testkit.HangGuard;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How a command ended, and what it printed. */
record Outcome(int status, String out, String err, Duration took) {
  private static final Duration LIMIT = Duration.ofSeconds(50);

  /** Runs a command in a folder, with nothing to read; one that does not end in time is killed, and the test fails. */
  static Outcome of(Path folder, List<String> command) throws Exception {
    return of(folder, command, LIMIT);
  }

  /** As {@link #of(Path, List)}, with another limit, which is to be below the {@link HangGuard}'s. */
  static Outcome of(Path folder, List<String> command, Duration limit) throws Exception {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        fail(
            command
                + " did not end; it printed:\n"
                + Files.readString(out)
                + Files.readString(err));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err), took);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static void kill(Process process) throws InterruptedException {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly().waitFor();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  /** Checks the exit status; a failure shows what was printed. */
  Outcome assertStatus(int expected) {
    assertEquals(expected, status, () -> "the command printed:\n" + out + err);
    return this;
  }
}
