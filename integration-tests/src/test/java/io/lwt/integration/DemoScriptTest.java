package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.testkit.HangGuard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code scripts/demo}, from a folder that is not the project's. The first run may have to compile. */
@HangGuard.Limit(seconds = 300)
final class DemoScriptTest {
  private static final String SCRIPT = Project.ROOT.resolve("scripts/demo").toString();

  @Test
  void withNoArgumentItStartsAServerAndPrintsTheResponse() throws Exception {
    Outcome outcome = demo().assertStatus(0);
    assertTrue(outcome.out().startsWith("HTTP/1.1 200 OK"), outcome::out);
  }

  @Test
  void theStatusIsThatOfTheProgram() throws Exception {
    demo("no-such-host.invalid").assertStatus(1);
  }

  @Test
  void argumentsThatMakeNoSenseAreAnsweredWithTheUsage() throws Exception {
    Outcome outcome = demo("a", "80", "more").assertStatus(2);
    assertTrue(outcome.err().contains("scripts/demo HOST [PORT]"), outcome::err);
    assertTrue(demo("--help").assertStatus(0).out().contains("scripts/demo HOST [PORT]"));
  }

  private static Outcome demo(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(SCRIPT));
    command.addAll(List.of(arguments));
    return Outcome.of(Path.of("/"), command, Duration.ofMinutes(4));
  }
}
