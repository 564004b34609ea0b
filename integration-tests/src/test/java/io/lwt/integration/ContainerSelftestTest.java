package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.integration.Container.Image;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole self-test, on other C libraries, and with as little as containers may be given. */
@Tag("containers")
final class ContainerSelftestTest {
  private static final List<String> SELFTEST =
      List.of(
          Project.javaProgram(),
          "--illegal-native-access=deny",
          "-jar",
          Project.ROOT.resolve("lwt-selftest/target/lwt-selftest.jar").toString());

  /** Of a container without a network: its loopback has no such address. */
  private static final List<String> IPV6 = List.of("TCP over IPv6, epoll", "TCP over IPv6, poll");

  private static final List<String> FILES =
      List.of("directory, watched", "file", "record lock", "Unix server, by file");

  private static final List<String> NEW_CALLS = List.of("epoll_pwait2", "eventfd", "pidfd_open");

  /** Runs it, checks that nothing failed, and that these are missing and no more; gives the report. */
  private static String passes(Container container, List<List<String>> missing) {
    try (container) {
      String report = container.run().assertStatus(0).out();
      List<String> absent =
          report
              .lines()
              .filter(line -> line.startsWith("not here"))
              .map(line -> line.substring(10, 38).strip())
              .sorted()
              .toList();
      assertEquals(missing.stream().flatMap(List::stream).sorted().toList(), absent, report);
      return report;
    }
  }

  private static Container on(Image image) {
    return Container.of(image, SELFTEST);
  }

  private static void assertSays(String line, String report) {
    assertTrue(report.contains(line), report);
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void passes(Image image) {
    passes(on(image), List.of(IPV6));
  }

  @Test
  void theOldestLibraryIsTheOldestSupported() {
    String report = passes(on(Image.OLDEST), List.of(IPV6));
    assertSays("stable release version 2.31", report);
    assertSays("the library does without epoll_pwait2 (glibc 2.35)", report);
  }

  @Test
  void passesWithIpv6() {
    passes(on(Image.NEWEST).with(ContainerLimits::ipv6), List.of());
  }

  @Test
  void passesWithoutPrivileges() {
    assertSays(
        "user 1000,",
        passes(on(Image.NEWEST).as(1000).with(ContainerLimits::noPrivileges), List.of(IPV6)));
  }

  @Test
  void passesWithAReadOnlyRoot() {
    assertSays(
        "mkdtemp: EROFS (Read-only file system)",
        passes(on(Image.NEWEST).with(ContainerLimits::readOnlyRoot), List.of(IPV6, FILES)));
  }

  @Test
  void passesWithAReadOnlyRootAndRoomForTemporaryFiles() {
    passes(
        on(Image.NEWEST)
            .with(ContainerLimits::readOnlyRoot)
            .with(host -> host.withTmpFs(Map.of("/tmp", ""))),
        List.of(IPV6));
  }

  @Test
  void passesWithFortyProcesses() {
    assertSays(
        "of the container 40",
        passes(on(Image.NEWEST).with(ContainerLimits::fortyProcesses), List.of(IPV6)));
  }

  @Test
  void passesWithFewDescriptors() {
    assertSays(
        "32 of 32", passes(on(Image.NEWEST).with(ContainerLimits::fewDescriptors), List.of(IPV6)));
  }

  @Test
  void passesWithLittleMemory() {
    assertSays(
        "of the container " + ContainerLimits.LITTLE_MEMORY + " bytes",
        passes(on(Image.NEWEST).with(ContainerLimits::littleMemory), List.of(IPV6)));
  }

  @Test
  void passesWithoutIpv6() {
    assertSays(
        "socket: EAFNOSUPPORT",
        passes(on(Image.NEWEST).with(ContainerLimits::noIpv6), List.of(IPV6)));
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void passesWithoutNewSystemCalls(Image image) {
    passes(on(image).with(ContainerLimits::noNewCalls), List.of(IPV6, NEW_CALLS));
  }

  @Test
  void passesWithAllOfThisAtOnce() {
    passes(
        on(Image.OLDEST)
            .as(1000)
            .with(ContainerLimits::readOnlyRoot)
            .with(ContainerLimits::fortyProcesses)
            .with(ContainerLimits::fewDescriptors)
            .with(ContainerLimits::littleMemory)
            .with(ContainerLimits::noNewCalls),
        List.of(IPV6, FILES, NEW_CALLS));
  }
}
