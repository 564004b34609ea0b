package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingsCheckTest {
  private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();
  private static final Path TESTS = Path.of("target/test-classes").toAbsolutePath();

  /** Prints every function's name. */
  public static void main(String[] arguments) {
    BindingsCheck.functions().forEach(function -> IO.println(function.name()));
  }

  @Test
  void functionsAreThoseOfTheSources() {
    assertEquals(
        FunctionTable.namesInSources(),
        BindingsCheck.functions().stream()
            .map(BindingsCheck.Function::name)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void whatIsNotHereTheLibraryDoesWithout() {
    for (BindingsCheck.Function function : BindingsCheck.functions()) {
      assertTrue(function.isThere() || function.since() != null, function::toString);
    }
  }

  @Test
  void functionsAreFoundInAJarToo(@TempDir Path folder) throws IOException, InterruptedException {
    Path jar = folder.resolve("bindings.jar");
    try (var out = new JarOutputStream(java.nio.file.Files.newOutputStream(jar));
        Stream<Path> files = java.nio.file.Files.walk(CLASSES.resolve("io"))) {
      for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(CLASSES.relativize(file).toString()));
        java.nio.file.Files.copy(file, out);
      }
    }
    List<String> names =
        CompiledC.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jar + File.pathSeparator + TESTS,
                BindingsCheckTest.class.getName()));
    assertEquals(List.copyOf(FunctionTable.namesInSources()), names);
  }

  @Test
  void structsAreWrittenToTheirEnd() {
    for (BindingsCheck.Struct struct : BindingsCheck.structs()) {
      boolean mayBeRefused = struct.name().equals("sockaddr_in6");
      assertTrue(
          struct.written() == struct.size() || (mayBeRefused && struct.written() < 0),
          struct::toString);
    }
  }
}
