package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a program meets first: each case in a JVM of its own. */
class HostPosixTest {
  private static final String MODULE_FLAG = "--enable-native-access=io.lwt.bindings";
  private static final String UNNAMED_FLAG = "--enable-native-access=ALL-UNNAMED";
  private static final String MAIN = Path.of("target/classes").toAbsolutePath().toString();
  private static final String TESTS = Path.of("target/test-classes").toAbsolutePath().toString();

  /** Asks for the bindings, calls one, and prints what happened. */
  public static void main(String[] arguments) {
    try {
      IO.println("close: " + Posix.host().close(-1));
    } catch (RuntimeException e) {
      IO.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static List<String> java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(arguments));
    return CompiledC.run(command);
  }

  private static List<String> onClassPath(String... flags)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(flags));
    arguments.addAll(
        List.of("-cp", MAIN + File.pathSeparator + TESTS, "io.lwt.bindings.HostPosixTest"));
    return java(arguments.toArray(new String[0]));
  }

  private static List<String> onModulePath(String... flags)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(flags));
    arguments.addAll(List.of("-p", MAIN, "--patch-module", "io.lwt.bindings=" + TESTS));
    arguments.addAll(List.of("-m", "io.lwt.bindings/io.lwt.bindings.HostPosixTest"));
    return java(arguments.toArray(new String[0]));
  }

  @Test
  void theRightFlagIsEnough() throws IOException, InterruptedException {
    assertEquals(List.of("close: -9"), onClassPath("--illegal-native-access=deny", UNNAMED_FLAG));
    assertEquals(List.of("close: -9"), onModulePath("--illegal-native-access=deny", MODULE_FLAG));
  }

  @Test
  void deniedAccessNamesTheFlagForTheModulePathFirst() throws IOException, InterruptedException {
    List<String> lines = onModulePath("--illegal-native-access=deny");
    assertEquals(
        "IllegalCallerException: native access is denied: run java with "
            + MODULE_FLAG
            + " ("
            + UNNAMED_FLAG
            + " is for the class path)",
        lines.getLast());
  }

  @Test
  void deniedAccessNamesTheFlagForTheClassPathFirst() throws IOException, InterruptedException {
    List<String> lines = onClassPath("--illegal-native-access=deny");
    assertEquals(
        "IllegalCallerException: native access is denied: run java with "
            + UNNAMED_FLAG
            + " ("
            + MODULE_FLAG
            + " is for the module path)",
        lines.getLast());
  }

  @Test
  void withoutAFlagTheJvmOnlyWarns() throws IOException, InterruptedException {
    assertEquals("close: -9", onClassPath().getLast());
  }

  @Test
  void anotherSystemIsToldWhatIsSupported() throws IOException, InterruptedException {
    List<String> lines = onClassPath(UNNAMED_FLAG, "-Dos.name=Plan 9", "-Dos.arch=mips");
    assertEquals(
        "UnsupportedOperationException: there are no bindings for Plan 9 on mips;"
            + " supported is Linux on amd64 (x86-64) and on aarch64",
        lines.getLast());
  }

  @Test
  void supportedSystems() {
    assertNull(HostPosix.unsupported("Linux", "amd64"));
    assertNull(HostPosix.unsupported("Linux", "aarch64"));
    for (String system : List.of("Mac OS X", "Windows 11")) {
      assertTrue(String.valueOf(HostPosix.unsupported(system, "aarch64")).contains(system));
    }
    assertTrue(String.valueOf(HostPosix.unsupported("Linux", "riscv64")).contains("riscv64"));
  }

  @Test
  void hostIsOneObjectWithAllItsMechanisms() {
    assertSame(Posix.host(), Posix.host());
    assertTrue(Posix.host() instanceof Epoll && Posix.host() instanceof EventFd);
    assertTrue(Posix.host() instanceof Inotify);
  }
}
