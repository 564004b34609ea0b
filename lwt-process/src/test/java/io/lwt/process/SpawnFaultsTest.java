package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.CapturedLog;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every system call of every scenario fails once, in each way: the first, then the second, until a run has no more of
 * them. EINTR is not to be seen; every other fault is one rejection, or none where there is another way. The log tells
 * of a signal that could not stop a process, and of nothing else. Nothing is left open, and no process is left.
 */
@Tag("slow")
class SpawnFaultsTest extends LoopTest {
  private static final List<String> ERRORS =
      List.of("EINTR", "EAGAIN", "EMFILE", "ENOMEM", "EPERM", "EIO");

  /** What starting, feeding, watching and stopping a process calls. */
  private static final Set<String> CALLS =
      Set.of(
          "childChange",
          "close",
          "fstat",
          "kill",
          "open",
          "pidfdOpen",
          "pidfdSendSignal",
          "pipe",
          "read",
          "setNonBlocking",
          "spawn",
          "write");

  /** Those of them that a signal may interrupt. */
  private static final Set<String> INTERRUPTIBLE = Set.of("childChange", "open", "read", "write");

  @TempDir private Path folder;

  private Map<String, Supplier<Promise<?>>> scenarios() {
    String file = folder.resolve("file").toString();
    return Map.of(
        "read",
        () -> LwtProcess.read(Command.of("echo", "text")),
        "checked",
        () -> LwtProcess.exec(Command.shell("echo why >&2").checked()),
        "map",
        () -> LwtProcess.map(Command.of("cat"), "text"),
        "redirected",
        () -> LwtProcess.exec(Command.of("echo", "text").stdout(Redirect.writeTo(file))),
        "stopped",
        () ->
            LwtProcess.open(
                    Command.of("sleep", "1000").newProcessGroup().grace(Duration.ofMillis(5)))
                .bind(ProcessNone::stop));
  }

  @Test
  void everyCallMayFail() throws Exception {
    LwtMain.run(LwtProcess.read(Command.of("echo", "once"))); // the process' own first times
    EventLoop.current().close();
    for (Map.Entry<String, Supplier<Promise<?>>> scenario : scenarios().entrySet()) {
      for (String call : callsOf(scenario.getValue())) {
        for (String errno : ERRORS) {
          Faults.sweep(
              Posix.host(),
              call,
              errno,
              faults -> check(scenario.getKey(), scenario.getValue(), call, errno, faults));
        }
      }
    }
  }

  private static Set<String> callsOf(Supplier<Promise<?>> scenario) {
    var faults = new Faults(Posix.host());
    Set<String> calls = new ConcurrentSkipListSet<>();
    faults.watch(call -> calls.add(call.name()));
    LoopWith.calls(faults.posix());
    LwtMain.run(scenario.get());
    EventLoop.current().close();
    calls.retainAll(CALLS);
    return calls;
  }

  private static void check(
      String name, Supplier<Promise<?>> scenario, String call, String errno, Faults faults)
      throws ReflectiveOperationException {
    var before = OpenDescriptors.now();
    LoopWith.calls(faults.posix());
    String what = name + ", " + call + " " + errno;
    @Nullable Throwable error;
    try (var log = new CapturedLog()) {
      error = refusal(scenario, call, errno);
      EventLoop.current().close();
      log.messages().removeIf(message -> message.contains(": kill: " + errno + " "));
      assertEquals(List.of(), log.messages(), what);
    }
    if (errno.equals("EINTR") && INTERRUPTIBLE.contains(call)) {
      assertEquals(null, error, what);
    }
    if (error instanceof UnixException refused) {
      assertTrue(
          refused.errno().name().equals(errno) || refused.errno().name().equals("ECHILD"),
          () -> what + ": " + refused);
    }
    awaitChildren();
    assertEquals(before, OpenDescriptors.now(), what);
  }

  private static @Nullable Throwable refusal(
      Supplier<Promise<?>> scenario, String call, String errno) {
    try {
      LwtMain.run(scenario.get());
    } catch (UnixException refused) {
      return refused;
    } catch (CommandFailedException failed) {
      // Its error output could not be read any more, and so it could not write.
      assertEquals("read", call);
      assertFalse(errno.equals("EINTR"));
    }
    return null;
  }

  /** Those that nobody waits for any more are waited for by threads. */
  private static void awaitChildren() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("lwt-child-")) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
