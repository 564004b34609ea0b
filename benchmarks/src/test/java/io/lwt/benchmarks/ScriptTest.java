package io.lwt.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scripts/bench says before it builds anything. */
@Timeout(30)
final class ScriptTest {
  private record Said(int status, String text) {}

  @BeforeAll
  static void needsBash() {
    Machine.assumeProgram("bash");
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense, there is no benchmark nonsense",
    "http nonsense, there is no benchmark nonsense",
    "http --rounds, --rounds needs a value",
    "http --files 3, http has no option --files",
    "http timers --seconds 1, timers has no option --seconds",
    "--heaps 64, http has no option --heaps",
    "page --rounds 2, page has no options"
  })
  void whatMakesNoSenseIsRefused(String commandLine, String reason) throws Exception {
    Said said = bench(commandLine.split(" ", -1));
    assertEquals(2, said.status, said.text);
    assertTrue(said.text.contains(reason), said.text);
  }

  @Test
  void theHelpTellsWhatThereIs() throws Exception {
    Said said = bench("--help");
    assertEquals(0, said.status);
    for (String line : List.of("scripts/bench [all] [--quick]", "  scripts/bench echo [--conn")) {
      assertTrue(said.text.contains(line), said.text);
    }
  }

  private static Said bench(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "../scripts/bench"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Said(process.waitFor(), text);
  }
}
