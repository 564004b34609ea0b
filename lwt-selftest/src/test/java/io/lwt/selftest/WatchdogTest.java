package io.lwt.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  /** Hangs in a check. */
  public static void main(String[] args) {
    var watchdog = new Watchdog(System.out, Duration.ofMillis(100));
    watchdog.watch("a check");
    while (true) {
      LockSupport.park(watchdog);
    }
  }

  @Test
  void aHangIsToldWithAllStacksAndEndsTheJvm() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    WatchdogTest.class.getName()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), said);
    assertTrue(said.startsWith("failed    a check: the loop hangs; all threads:"), said);
    assertTrue(said.contains("io.lwt.selftest.WatchdogTest.main("), said);
  }

  @Test
  void aStoppedOneSaysNothing() {
    var said = new ByteArrayOutputStream();
    var watchdog =
        new Watchdog(new PrintStream(said, true, StandardCharsets.UTF_8), Duration.ofHours(1));
    watchdog.watch("a check");
    watchdog.stop();
    assertEquals(0, said.size());
  }
}
