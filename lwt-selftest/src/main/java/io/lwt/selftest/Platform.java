package io.lwt.selftest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the report says of the machine. What cannot be read is unknown. */
final class Platform {
  private static final String UNKNOWN = "unknown";

  private Platform() {}

  static List<String> lines() {
    return List.of(
        "lwt-selftest " + version(),
        "",
        line("system", system()),
        line("C library", libc()),
        line("Java", java()),
        line("memory", memory()),
        line("process", process()),
        line("descriptors", limit("Max open files")),
        line("processes", limit("Max processes") + "; " + ofGroup(control("pids", "max"), "")),
        line("temporary files", System.getProperty("java.io.tmpdir", UNKNOWN)));
  }

  private static String line(String name, String value) {
    return "%-16s %s".formatted(name, value);
  }

  private static String version() {
    return Optional.ofNullable(Platform.class.getPackage().getImplementationVersion())
        .orElse("(from the source tree)");
  }

  private static String system() {
    String distribution =
        find("/etc/os-release", "(?m)^PRETTY_NAME=\"?(.*?)\"?$").orElse("no /etc/os-release");
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " on "
        + System.getProperty("os.arch")
        + ", "
        + distribution;
  }

  /** What the loaded library says of itself. */
  private static String libc() {
    return find("/proc/self/maps", "(/\\S*/(?:libc\\.so\\.6|libc-[0-9.]+\\.so|ld-musl-\\S*))(?m)$")
        .map(
            path ->
                find(path, "(GNU C Library .*? version [0-9.]+[0-9])").orElse("not glibc: " + path))
        .orElse(UNKNOWN);
  }

  private static String java() {
    return System.getProperty("java.vm.version")
        + ", "
        + System.getProperty("java.vm.name")
        + ", "
        + System.getProperty("java.vendor");
  }

  private static String memory() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() / 1024 / 1024
        + " MB for the heap, "
        + runtime.availableProcessors()
        + " processors; "
        + ofGroup(control("memory", "max").or(() -> control("memory", "limit_in_bytes")), " bytes");
  }

  /** A limit of the control group, which is what a container has; a huge one stands for none. */
  private static String ofGroup(Optional<String> limit, String unit) {
    return limit
        .filter(value -> value.matches("[0-9]{1,15}"))
        .map(value -> "of the container " + value + unit)
        .orElse("no limit of a container");
  }

  private static String process() {
    String status = "/proc/self/status";
    String filter =
        switch (find(status, "(?m)^Seccomp:\\s*(\\d+)").orElse(UNKNOWN)) {
          case "0" -> "no system calls filtered";
          case "2" -> "system calls filtered (seccomp)";
          default -> "system calls perhaps filtered";
        };
    return "number "
        + ProcessHandle.current().pid()
        + ", user "
        + find(status, "(?m)^Uid:\\s*\\d+\\s+(\\d+)").orElse(UNKNOWN)
        + ", "
        + filter;
  }

  /** The soft and the hard one. */
  private static String limit(String name) {
    return find("/proc/self/limits", name + "\\s+(\\S+\\s+\\S+)")
        .map(found -> found.replaceAll("\\s+", " of "))
        .orElse(UNKNOWN);
  }

  /** A control group's limit: of version 2, then of version 1; where the container sees it, or where the host does. */
  private static Optional<String> control(String controller, String name) {
    String file = controller + "." + name;
    String group =
        find("/proc/self/cgroup", "(?m)^(?:0:|\\d+:(?:\\S+,)?" + controller + "):(/.*)$")
            .orElse("/");
    String root = "/sys/fs/cgroup";
    return Stream.of(
            root + group + "/" + file,
            root + "/" + file,
            root + "/" + controller + group + "/" + file,
            root + "/" + controller + "/" + file)
        .flatMap(path -> find(path, "(\\S+)").stream())
        .findFirst();
  }

  /** What is found in a file first: its group. Binary files are searched too. */
  private static Optional<String> find(String path, String pattern) {
    try {
      String text = new String(Files.readAllBytes(Path.of(path)), StandardCharsets.ISO_8859_1);
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
