package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has the launcher run tasks in direct style on continuations: each way that the documentation names. */
final class DirectStyleLaunchTest {
  private static final String PROGRAM = DirectStyleProgram.class.getName();
  private static final Path OWN = Path.of("target/test-classes").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void withoutAnyFlagTheyHaveThreads() throws Exception {
    assertPrints("thread", onClassPath("--enable-native-access=ALL-UNNAMED"));
  }

  @Test
  void aFlagForTheClassPath() throws Exception {
    assertPrints(
        "continuation",
        onClassPath(
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED"));
  }

  @Test
  void aFlagForTheModulePath() throws Exception {
    assertPrints(
        "continuation",
        java(
            "--enable-native-access=io.lwt.bindings",
            "--add-exports=java.base/jdk.internal.vm=io.lwt.core",
            "--module-path=" + libraries(),
            "--add-modules=io.lwt.unix",
            "--class-path=" + OWN,
            PROGRAM));
  }

  @Test
  void theManifestOfTheProgramsJar() throws Exception {
    assertPrints("continuation", java("-jar", jar().toString()));
  }

  private Path jar() throws Exception {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, PROGRAM);
    main.put(
        Attributes.Name.CLASS_PATH,
        Stream.concat(Stream.of(OWN), libraryFolders())
            .map(path -> path.toUri().toString())
            .collect(Collectors.joining(" ")));
    main.putValue("Add-Exports", "java.base/jdk.internal.vm");
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    Path jar = folder.resolve("program.jar");
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
    return jar;
  }

  private static Stream<Path> libraryFolders() {
    return Stream.of("bindings", "lwt-core", "lwt-unix").map(Project::classesOf);
  }

  private static String libraries() {
    return libraryFolders().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static List<String> onClassPath(String... flags) {
    return Project.ofTheseTests(List.of(flags), "DirectStyleProgram");
  }

  private static List<String> java(String... arguments) {
    var command = new ArrayList<String>();
    command.add(Project.javaProgram());
    command.addAll(List.of(arguments));
    return command;
  }

  private static void assertPrints(String line, List<String> command) throws Exception {
    Outcome outcome = Outcome.of(Path.of("/"), command).assertStatus(0);
    assertEquals(line, outcome.out().strip());
    assertEquals("", outcome.err());
  }
}
