package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million connections, one after the other, leave nothing behind: {@link Churn}. */
class ChurnTest {
  private static final int ROUNDS = Integer.getInteger("io.lwt.churn", 1_000_000);

  /** The heap is of a fixed size and touched at the start: what grows is not the heap. */
  private static final List<String> FLAGS =
      List.of(
          "--illegal-native-access=deny",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-Xms64m",
          "-Xmx64m",
          "-XX:+AlwaysPreTouch");

  private static final long MOST_KIB = 16 * 1024;

  @Test
  @Tag("slow")
  void aMillionConnectionsLeaveNothing(@TempDir Path folder) throws Exception {
    List<String> command = Project.ofTheseTests(FLAGS, "Churn", Integer.toString(ROUNDS));
    Outcome outcome = Outcome.of(folder, command, Duration.ofMinutes(8)).assertStatus(0);
    long[][] holdings =
        outcome
            .out()
            .lines()
            .map(line -> Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray())
            .toArray(long[][]::new);
    assertEquals(2, holdings.length, outcome.out());
    assertEquals(holdings[0][0], holdings[1][0], "descriptors");
    long grown = holdings[1][1] - holdings[0][1];
    assertTrue(grown < MOST_KIB, () -> grown + " KiB more than at a fifth of the way");
  }
}
