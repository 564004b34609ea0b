package io.lwt.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

final class RequiresProgramTest {
  @TempDir private Path folder;

  @Test
  void aProgramThatIsExecutableIsFound() throws IOException {
    Path program = Files.createFile(folder.resolve("tool"));
    assertTrue(ProgramCondition.evaluate("tool", "/nowhere:" + folder, false).isDisabled());
    assertTrue(program.toFile().setExecutable(true));
    assertFalse(ProgramCondition.evaluate("tool", "/nowhere:" + folder, false).isDisabled());
  }

  @Test
  void whereNothingIsSkippedAMissingProgramIsAnError() {
    assertThrows(
        ExtensionConfigurationException.class,
        () -> ProgramCondition.evaluate("tool", folder.toString(), true));
  }

  @Test
  void theAnnotationAsksForIt() {
    var events =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(Sample.class)).execute();
    events.testEvents().assertStatistics(statistics -> statistics.started(1).succeeded(1));
  }

  static final class Sample {
    @Test
    @RequiresProgram("sh")
    void test() {}
  }
}
