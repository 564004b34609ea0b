package io.lwt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The descriptors that this process has open, except those that the JVM opens by itself when it pleases. */
public final class OpenDescriptors {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private OpenDescriptors() {}

  /** What each leads to, as {@code /proc/self/fd} says, by its number. None on a system without {@code /proc}. */
  public static Map<Integer, String> now() {
    var found = new TreeMap<Integer, String>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return found;
    }
    try (Stream<Path> links = Files.list(DESCRIPTORS)) {
      for (Path link : (Iterable<Path>) links::iterator) {
        String target = targetOf(link);
        if (!target.isEmpty() && !isOfTheJvm(target)) {
          found.put(Integer.valueOf(link.getFileName().toString()), target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** What a descriptor leads to, or nothing if it is closed by now. */
  private static String targetOf(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Files the JVM opens by itself: its own, jars, random numbers, and what it reads of the system's state. */
  private static boolean isOfTheJvm(String target) {
    return target.endsWith(".jar")
        || target.equals("/dev/random")
        || target.equals("/dev/urandom")
        || target.startsWith("/proc/")
        || target.startsWith("/sys/")
        || (target.startsWith("/") && Path.of(target).startsWith(JAVA_HOME));
  }
}
