package io.lwt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventType;

final class LeakCheckTest {
  /** What ends the sample's leak. */
  private static final Deque<AutoCloseable> CLEANUP = new ArrayDeque<>();

  @AfterEach
  void closeWhatTheSampleLeft() throws Exception {
    while (!CLEANUP.isEmpty()) {
      CLEANUP.pop().close();
    }
  }

  @Test
  void aClassThatLeavesAFileOpenFails() {
    String error = leaksOf(LeavesFile.class);
    assertTrue(error.contains("LeavesFile left open:\n  descriptor "), error);
    assertTrue(error.contains(" -> /dev/null"), error);
  }

  @Test
  void aClassThatLeavesAnEpollOpenFails() {
    String error = leaksOf(LeavesSelector.class);
    assertTrue(error.contains("anon_inode:[eventpoll]"), error);
    assertTrue(error.contains("anon_inode:[eventfd]"), error);
  }

  @Test
  void aClassThatLeavesAThreadFails() {
    String error = leaksOf(LeavesThread.class);
    assertTrue(error.contains("left open:\n  thread forgotten, WAITING"), error);
    assertTrue(error.contains("CountDownLatch"), error);
  }

  @Test
  void aClassThatLeavesAChildFails() {
    String error = leaksOf(LeavesChild.class);
    assertTrue(error.contains("child process "), error);
    assertTrue(error.contains("cat"), error);
  }

  @Test
  void whatWasOpenBeforeAndWhatIsClosedAgainIsNoLeak() {
    assertEquals("", leaksOf(Clean.class));
  }

  @Test
  void aThreadThatIsEndingIsWaitedFor() {
    assertEquals("", leaksOf(EndsAThread.class));
  }

  @Test
  void aLeakOfANestedClassIsFoundThere() {
    String error = leaksOf(Outer.class);
    assertTrue(error.startsWith("Inner left open:"), error);
  }

  @Test
  void everyClassIsCheckedWhereExtensionsAreDetected() {
    String error = leaksOf(NamesNoExtension.class);
    assertTrue(error.startsWith("LeakCheckTest$NamesNoExtension left open:"), error);
  }

  /** The error of the sample's class, or nothing if it was clean. */
  private static String leaksOf(Class<?> sample) {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    var events =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
            .selectors(selectClass(sample))
            .execute();
    events.testEvents().assertStatistics(statistics -> statistics.succeeded(1).failed(0));
    return events.containerEvents().stream()
        .filter(event -> event.getType() == EventType.FINISHED)
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .flatMap(result -> result.getThrowable().stream())
        .map(Throwable::getMessage)
        .findFirst()
        .orElse("");
  }

  /** The samples: run by the tests above, not by the build. */
  abstract static class Sample {
    @RegisterExtension static final LeakCheck CHECK = new LeakCheck(Duration.ofMillis(200));
  }

  static final class LeavesFile extends Sample {
    @Test
    void test() throws IOException {
      CLEANUP.push(new FileInputStream("/dev/null"));
    }
  }

  static final class LeavesSelector extends Sample {
    @Test
    void test() throws IOException {
      CLEANUP.push(Selector.open());
    }
  }

  static final class LeavesThread extends Sample {
    @Test
    void test() {
      var end = new CountDownLatch(1);
      Thread thread = Thread.ofPlatform().name("forgotten").start(() -> await(end));
      CLEANUP.push(
          () -> {
            end.countDown();
            thread.join();
          });
    }
  }

  static final class LeavesChild extends Sample {
    @Test
    void test() throws IOException {
      Process child = start("cat", Redirect.PIPE);
      CLEANUP.push(
          () -> {
            child.getOutputStream().close();
            child.waitFor();
          });
    }
  }

  static final class Clean extends Sample {
    @Test
    void test() throws Exception {
      try (var file = new FileInputStream("/dev/null")) {
        assertEquals(-1, file.read());
      }
      new ServerSocket(0).close();
      Thread.ofPlatform().start(() -> {}).join();
      start("true", Redirect.from(new File("/dev/null"))).waitFor();
    }
  }

  static final class EndsAThread {
    @RegisterExtension static final LeakCheck CHECK = new LeakCheck();

    @Test
    void test() {
      Thread current = Thread.currentThread();
      // Ends when the check waits for it: not before the test is over.
      Thread.ofPlatform()
          .start(
              () -> {
                while (current.getState() != Thread.State.TIMED_WAITING) {
                  Thread.onSpinWait();
                }
              });
    }
  }

  static final class Outer {
    @RegisterExtension static final LeakCheck CHECK = new LeakCheck(Duration.ofMillis(200));

    @Nested
    final class Inner {
      @Test
      void test() throws IOException {
        CLEANUP.push(new FileInputStream("/dev/null"));
      }
    }
  }

  static final class NamesNoExtension {
    @Test
    void test() throws IOException {
      CLEANUP.push(new FileInputStream("/dev/null"));
    }
  }

  private static Process start(String program, Redirect input) throws IOException {
    return new ProcessBuilder(program)
        .redirectInput(input)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
