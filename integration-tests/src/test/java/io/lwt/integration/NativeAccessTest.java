package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a program says that was not allowed to call native functions. */
final class NativeAccessTest {
  private static final List<String> DENIED = List.of("--illegal-native-access=deny");

  @Test
  void theErrorNamesTheFlagForTheModulePath() throws Exception {
    assertNames(
        "run java with --enable-native-access=io.lwt.bindings",
        Project.onModulePath(DENIED, "HttpGet", "127.0.0.1", "1"));
  }

  @Test
  void theErrorNamesTheFlagForTheClassPath() throws Exception {
    assertNames(
        "run java with --enable-native-access=ALL-UNNAMED",
        Project.onClassPath(DENIED, "HttpGet", "127.0.0.1", "1"));
  }

  private static void assertNames(String flag, List<String> command) throws Exception {
    Outcome outcome = Outcome.of(Path.of("/"), command);
    assertTrue(outcome.status() != 0);
    assertTrue(outcome.err().contains(flag), outcome::err);
  }
}
