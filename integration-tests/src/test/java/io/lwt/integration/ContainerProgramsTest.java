package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.integration.Container.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs in containers where something never comes, or nothing more is to be had. */
@Tag("containers")
final class ContainerProgramsTest {

  @ParameterizedTest
  @EnumSource(Image.class)
  void lookupsThatNobodyAnswersKeepNobodyWaiting(Image image, @TempDir Path folder)
      throws Exception {
    Path resolver = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    List<String> program = OtherProcess.command(List.of(), UnansweredLookupProgram.class);
    try (Container lookup =
        Container.of(image, program).mount(resolver, "/etc/resolv.conf").run()) {
      assertEquals(
          List.of("asked", "ticked", "timed out", "a lookup in digits works"),
          lookup.assertStatus(0).out().lines().toList());
    }
  }

  @Test
  void endsOfChildrenAreToldWithoutRoomForThreads() {
    List<String> program =
        OtherProcess.command(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:-UseDynamicNumberOfCompilerThreads",
                // Else each thread that cannot be started is told on stdout.
                "-Xlog:os+thread=off"),
            CrowdedProgram.class);
    try (Container crowd =
        Container.of(Image.NEWEST, program)
            .with(ContainerLimits::fortyProcesses)
            .with(ContainerLimits::noNewCalls)
            .run()) {
      assertEquals(
          List.of("all told", "all told", "all told", "all told"),
          crowd.assertStatus(0).out().lines().toList());
    }
  }
}
