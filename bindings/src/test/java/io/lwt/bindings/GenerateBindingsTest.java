package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/generate-bindings --check} on machines that cannot answer. */
class GenerateBindingsTest {
  @TempDir private Path folder;

  private record Outcome(int status, String output) {}

  private Outcome check(String platform) throws IOException, InterruptedException {
    Path script = FunctionTable.top().resolve("scripts/generate-bindings");
    ProcessBuilder builder =
        new ProcessBuilder(script.toString(), "--check", platform).redirectErrorStream(true);
    builder.environment().put("PATH", folder + ":/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private void jextractIs(String script) throws IOException {
    Path file =
        java.nio.file.Files.writeString(folder.resolve("jextract"), "#!/bin/sh\n" + script + "\n");
    java.nio.file.Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void otherVersionsAreNotComparable() throws IOException, InterruptedException {
    jextractIs(
        "[ \"$*\" = --version ] && echo 'jextract 99' && echo 'LibClang version clang version 99.1'");
    Outcome outcome = check("linux");
    assertEquals(2, outcome.status, outcome.output);
    if (System.getProperty("os.arch").equals("amd64")) {
      assertTrue(
          outcome.output.contains("> | tool | jextract 99, clang version 99.1 |"), outcome.output);
    }
  }

  @Test
  void otherSystemsAreNotComparable() throws IOException, InterruptedException {
    jextractIs("exit 1");
    Outcome outcome = check("windows");
    assertEquals(2, outcome.status, outcome.output);
    assertTrue(outcome.output.contains("windows: is generated on"), outcome.output);
  }
}
