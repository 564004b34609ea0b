package io.lwt.integration;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where things are in the working tree, and how its programs are run. */
final class Project {
  /** Maven runs tests in their module's folder. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> EXAMPLES =
      List.of("bindings", "lwt-core", "lwt-unix", "lwt-process", "lwt-preemptive", "examples");

  private Project() {}

  static Path classesOf(String module) {
    return ROOT.resolve(module).resolve("target/classes");
  }

  /** The command that runs an example on the module path. */
  static List<String> onModulePath(List<String> jvmFlags, String example, String... arguments) {
    return java(
        jvmFlags,
        List.of(
            "--module-path",
            examplesPath(),
            "--module",
            "io.lwt.examples/io.lwt.examples." + example),
        arguments);
  }

  /** The command that runs an example on the class path. */
  static List<String> onClassPath(List<String> jvmFlags, String example, String... arguments) {
    return java(
        jvmFlags, List.of("--class-path", examplesPath(), "io.lwt.examples." + example), arguments);
  }

  /** The command that runs a program of these tests, on the class path. */
  static List<String> ofTheseTests(List<String> jvmFlags, String program, String... arguments) {
    String path =
        Stream.of("bindings", "lwt-core", "lwt-unix", "lwt-process")
            .map(module -> classesOf(module).toString())
            .collect(Collectors.joining(File.pathSeparator));
    String own = ROOT.resolve("integration-tests/target/test-classes").toString();
    return java(
        jvmFlags,
        List.of("--class-path", path + File.pathSeparator + own, "io.lwt.integration." + program),
        arguments);
  }

  private static String examplesPath() {
    return EXAMPLES.stream()
        .map(module -> classesOf(module).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The launcher of the JDK that runs the tests. */
  static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> java(
      List<String> jvmFlags, List<String> program, String... arguments) {
    var command = new ArrayList<String>();
    command.add(javaProgram());
    command.addAll(jvmFlags);
    command.addAll(program);
    command.addAll(List.of(arguments));
    return command;
  }
}
