package io.lwt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

final class HangGuardTest {
  private static final LinkedBlockingQueue<String> REPORTS = new LinkedBlockingQueue<>();
  private static final Semaphore REPORTED = new Semaphore(0);

  @Test
  void aMethodThatTakesTooLongIsReportedWithWhatAllThreadsDo() {
    List<String> reports = reportsOf(HangsTooLong.class);
    assertEquals(1, reports.size());
    String report = reports.getFirst();
    assertTrue(
        report.startsWith(HangsTooLong.class.getName() + ".test did not end within 50 ms\n"),
        report);
    assertTrue(report.contains(HangGuardTest.class.getName() + ".hang("), report);
    assertTrue(report.contains("Signal Dispatcher"), report);
  }

  @Test
  void everyKindOfMethodIsWatched() {
    List<String> hung =
        reportsOf(HangsEverywhere.class).stream()
            .map(report -> report.substring(0, report.indexOf(" did not end")))
            .map(name -> name.replace(HangsEverywhere.class.getName(), ""))
            .toList();
    assertEquals(
        List.of(".beforeAll", ".beforeEach", ".factory", "made", ".afterEach"),
        hung.subList(0, 5),
        hung::toString);
    assertEquals(
        List.of(".beforeEach", ".repeated", ".afterEach", ".afterAll"),
        hung.subList(5, 9),
        hung::toString);
  }

  @Test
  void aMethodsLimitGoesBeforeItsClass() {
    String report = reportsOf(HasTwoLimits.class).getFirst();
    assertTrue(report.contains(" did not end within 1000 ms"), report);
  }

  @Test
  void aMethodThatEndsInTimeIsNotReported() {
    assertEquals(List.of(), reportsOf(Ends.class));
  }

  @Test
  void aHangInASystemCallEndsTheJvm() throws Exception {
    String output = outputOf(HangsInSystemCall.class);
    assertTrue(output.contains("HangsInSystemCall.test did not end within 50 ms"), output);
    assertTrue(output.contains("FileInputStream.readBytes"), output);
  }

  /** They have its output, whose end would not come as long as they live. */
  @Test
  void whatTheJvmHasStartedEndsToo() throws Exception {
    String output = outputOf(HangsWithChildren.class);
    assertTrue(output.contains("HangsWithChildren.test did not end within 50 ms"), output);
  }

  /** What a JVM prints that the guard ends, up to the end of all who can print there. */
  private static String outputOf(Class<?> sample) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--class-path",
                classPath(),
                HangingProgram.class.getName(),
                sample.getName())
            .redirectErrorStream(true)
            .start();
    // Its standard input stays open and empty: who reads it is stuck in read(2).
    String output;
    try (var said = jvm.getInputStream()) {
      output = new String(said.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertEquals(HangGuard.STATUS, jvm.waitFor(), output);
    jvm.getOutputStream().close();
    return output;
  }

  private static String classPath() throws Exception {
    String name = HangGuardTest.class.getSimpleName() + ".class";
    URI testClass = HangGuardTest.class.getResource(name).toURI();
    Path testClasses = Path.of(testClass).resolve("../../../..").normalize();
    return String.join(
        File.pathSeparator,
        testClasses.toString(),
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path"));
  }

  private static List<String> reportsOf(Class<?> sample) {
    REPORTS.clear();
    run(sample);
    return new ArrayList<>(REPORTS);
  }

  private static void run(Class<?> sample) {
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter(
            "junit.jupiter.testmethod.order.default",
            "org.junit.jupiter.api.MethodOrderer$MethodName")
        .selectors(selectClass(sample))
        .execute()
        .allEvents()
        .assertStatistics(statistics -> statistics.failed(0));
  }

  private static void report(String report) {
    REPORTS.add(report);
    REPORTED.release();
  }

  /** Ends when the guard has reported it. */
  private static void hang() {
    REPORTED.acquireUninterruptibly();
  }

  /** The samples: run by the tests above, not by the build. */
  abstract static class Sample {
    @RegisterExtension
    static final HangGuard GUARD = new HangGuard(Duration.ofMillis(50), HangGuardTest::report);
  }

  static final class HangsTooLong extends Sample {
    @Test
    void test() {
      hang();
    }
  }

  static final class HangsEverywhere extends Sample {
    @BeforeAll
    static void beforeAll() {
      hang();
    }

    @BeforeEach
    void beforeEach() {
      hang();
    }

    @TestFactory
    List<DynamicTest> factory() {
      hang();
      return List.of(DynamicTest.dynamicTest("made", HangGuardTest::hang));
    }

    @RepeatedTest(1)
    void repeated() {
      hang();
    }

    @AfterEach
    void afterEach() {
      hang();
    }

    @AfterAll
    static void afterAll() {
      hang();
    }
  }

  @HangGuard.Limit(seconds = 3600)
  static final class HasTwoLimits extends Sample {
    @Test
    @HangGuard.Limit(seconds = 1)
    void test() {
      hang();
    }
  }

  static final class Ends extends Sample {
    @Test
    void test() {}
  }

  /** Runs in a JVM of its own. */
  static final class HangsInSystemCall {
    @RegisterExtension
    static final HangGuard GUARD = new HangGuard(Duration.ofMillis(50), HangGuard::halt);

    @Test
    void test() throws IOException {
      assertEquals(-1, System.in.read());
    }
  }

  /** Runs in a JVM of its own. */
  static final class HangsWithChildren {
    @RegisterExtension
    static final HangGuard GUARD = new HangGuard(Duration.ofMillis(50), HangGuard::halt);

    @Test
    void test() throws Exception {
      Process child =
          new ProcessBuilder("sh", "-c", "sleep 1000; true").inheritIO().start(); // has a child too
      assertEquals(0, child.waitFor());
    }
  }

  static final class HangingProgram {
    private HangingProgram() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
      run(Class.forName(arguments[0]));
    }
  }
}
