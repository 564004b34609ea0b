package io.lwt.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The C functions that the hand-written code calls, found by looking at it, so that none can be forgotten. */
final class FunctionTable {
  private static final Path PROJECT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path SOURCES = PROJECT.resolve("src/main/java/io/lwt/bindings");

  private FunctionTable() {}

  /** The folder that holds every module. */
  static Path top() {
    return PROJECT.resolve("..").normalize();
  }

  /** By the class that holds it. */
  static Map<String, CFunction> all() {
    return BindingsCheck.linked();
  }

  /** The names of functions that the sources mention to the funnel. */
  static Set<String> namesInSources() {
    Pattern pattern =
        Pattern.compile(
            "CFunction\\s*\\.(?:of|withBuffer|withGuards|variadic)\\([^;\"]*\"(\\w+)\"");
    Set<String> names = new TreeSet<>();
    for (String source : sources()) {
      pattern.matcher(source).results().forEach(match -> names.add(match.group(1)));
    }
    return names;
  }

  /** The hand-written sources of the main code. */
  static Iterable<String> sources() {
    return list(SOURCES, ".java").map(FunctionTable::read).toList();
  }

  private static Stream<Path> list(Path folder, String suffix) {
    try (Stream<Path> files = java.nio.file.Files.list(folder)) {
      return files.filter(path -> path.toString().endsWith(suffix)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return java.nio.file.Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
