package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.testkit.RequiresProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link io.lwt.process.LwtProcess} in programs that are started in odd circumstances, and end in odd ways. */
class ProcessesOfAProgramTest {
  private static final String NONE = "0000000000000000";
  private static final List<String> FLAGS =
      List.of("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED");

  /** What a program prints that a shell becomes. */
  private static List<String> printed(String script, String mode) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script + "exec \"$@\"", "sh"));
    command.addAll(Project.ofTheseTests(FLAGS, "ProcessProgram", mode));
    Outcome outcome = Outcome.of(Path.of("/"), command);
    outcome.assertStatus(0);
    return outcome.out().lines().toList();
  }

  @Test
  void statusesAreKeptAndSignalsResetThoughTheParentIgnoresThem() throws Exception {
    assertEquals(
        List.of("exited with 3", "SigBlk:\t" + NONE, "SigIgn:\t" + NONE),
        printed("trap '' CHLD HUP INT; ", "status"));
  }

  @Test
  void theProgramBecomesAnother() throws Exception {
    List<String> lines = printed("", "replace");
    assertEquals(lines.get(0), lines.get(1)); // the process' number
    assertEquals(
        List.of("SigBlk:\t" + NONE, "0", "1", "2", "3", "/", "of the command"),
        lines.subList(2, lines.size())); // 3 is the folder that is listed
  }

  /** The system's limit does not hold for root. */
  @Test
  @RequiresProgram("prlimit")
  void tooManyProcessesIsAnErrorThatPasses() throws Exception {
    boolean isRoot = System.getProperty("user.name").equals("root");
    String another = isRoot ? "set -- setpriv --reuid=65534 --clear-groups \"$@\"; " : "";
    String count = "n=$(ps -L --no-headers -u " + (isRoot ? "65534" : "$(id -u)") + " | wc -l); ";
    String limit = "set -- prlimit --nproc=$((n + 100)):$((n + 100)) \"$@\"; ";
    List<String> lines = printed(count + another + limit, "limit");
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("posix_spawn: EAGAIN "), lines::toString);
    assertEquals("exited with 0", lines.get(1));
  }
}
