package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.testkit.HangGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code scripts/demo}, from a folder that is not the project's. The first run may have to compile. */
@HangGuard.Limit(seconds = 300)
final class DemoScriptTest {
  private static final Path EXAMPLES =
      Project.ROOT.resolve("examples/src/main/java/io/lwt/examples");
  private static final String SCRIPT = Project.ROOT.resolve("scripts/demo").toString();

  @Test
  void withNoArgumentItStartsAServerAndPrintsTheResponse() throws Exception {
    Outcome outcome = demo().assertStatus(0);
    assertTrue(outcome.out().startsWith("HTTP/1.1 200 OK"), outcome::out);
  }

  @Test
  void theStatusIsThatOfTheProgram() throws Exception {
    demo("http-get", "no-such-host.invalid").assertStatus(1);
  }

  @Test
  void argumentsThatMakeNoSenseAreAnsweredWithTheUsage() throws Exception {
    Outcome outcome = demo("no-such-example").assertStatus(2);
    assertTrue(outcome.err().contains("there is no example named no-such-example"), outcome::err);
    assertTrue(outcome.err().contains("scripts/demo NAME [ARGUMENT...]"), outcome::err);
  }

  @Test
  void everyExampleIsNamed() throws Exception {
    String help = demo("--help").assertStatus(0).out();
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      List<String> programs =
          files.filter(DemoScriptTest::isProgram).map(DemoScriptTest::name).toList();
      assertTrue(programs.size() >= 10);
      programs.forEach(name -> assertTrue(help.contains(" " + name + " "), name));
    }
  }

  private static boolean isProgram(Path file) {
    try {
      return Files.readString(file).contains("void main(");
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  /** What a program is called: {@code http-get} for HttpGet. */
  private static String name(Path file) {
    String words = file.getFileName().toString().replace(".java", "");
    return words.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static Outcome demo(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(SCRIPT));
    command.addAll(List.of(arguments));
    return Outcome.of(Path.of("/"), command, Duration.ofMinutes(4));
  }
}
