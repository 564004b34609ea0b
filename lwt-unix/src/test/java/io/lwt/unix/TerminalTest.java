package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Terminal}, on pseudo-terminals. */
class TerminalTest extends LoopTest {
  private static final State<@Nullable Void> DONE = new State.Fulfilled<>(null);

  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());
  private final Pty pty =
      LwtUnix.openPty(new WindowSize(24, 80), attributes -> attributes.without(TerminalFlag.ECHO));
  private final Terminal terminal = pty.slave().terminal();

  /** Every method, by the name that its errors have. */
  private static final List<String> CALLS =
      List.of(
          "isatty",
          "tcgetattr",
          "tcsetattr",
          "tcsendbreak",
          "tcdrain",
          "tcflush",
          "tcflow",
          "tcgetwinsize",
          "tcsetwinsize");

  private static Promise<?> call(String name, Terminal terminal, TerminalAttributes attributes) {
    return switch (name) {
      case "isatty" -> terminal.isTty();
      case "tcgetattr" -> terminal.tcgetattr();
      case "tcsetattr" -> terminal.tcsetattr(SetattrWhen.DRAIN, attributes);
      case "tcsendbreak" -> terminal.tcsendbreak();
      case "tcdrain" -> terminal.tcdrain();
      case "tcflush" -> terminal.tcflush(FlushQueue.INPUT);
      case "tcflow" -> terminal.tcflow(FlowAction.RESTART_OUTPUT);
      case "tcgetwinsize" -> terminal.tcgetwinsize();
      default -> terminal.tcsetwinsize(new WindowSize(1, 2));
    };
  }

  private TerminalAttributes attributes() {
    return LwtMain.run(terminal.tcgetattr());
  }

  private static String read(Fd fd) {
    byte[] buffer = new byte[100];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), UTF_8);
  }

  /** Types something, and waits until the slave has it. */
  private void type(String text) {
    LwtMain.run(Loopback.writeAll(pty.master(), text.getBytes(UTF_8)));
    LwtMain.run(pty.slave().waitRead());
  }

  private void assertNothingToRead() {
    Promise<Integer> read = pty.slave().read(new byte[100]);
    runLaps();
    assertTrue(read.isPending());
    read.cancel();
  }

  // ---- what is one

  @Test
  void bothSidesAreTerminalsAndNothingElseIs(@TempDir Path folder) throws Exception {
    assertEquals(new State.Fulfilled<>(true), pty.master().isTty().state());
    assertEquals(new State.Fulfilled<>(true), pty.slave().isTty().state());
    assertEquals(new State.Fulfilled<>(false), LwtUnix.pipe().in().isTty().state());
    assertEquals(
        new State.Fulfilled<>(false),
        LwtUnix.socket(SocketDomain.INET, SocketType.STREAM).isTty().state());
    String path = Files.writeString(folder.resolve("file"), "text").toString();
    assertFalse(LwtMain.run(LwtMain.run(LwtUnix.openfile(path, Set.of(), 0)).isTty()));
    assertFalse(LwtMain.run(LwtMain.run(LwtUnix.openfile("/dev/null", Set.of(), 0)).isTty()));
    assertTrue(LwtMain.run(LwtMain.run(openAgain()).isTty()));
  }

  private Promise<Fd> openAgain() {
    return LwtUnix.openfile(pty.slaveName(), Set.of(OpenFlag.RDWR, OpenFlag.NOCTTY), 0);
  }

  @Test
  void isAlwaysTheSameObject() {
    assertSame(terminal, pty.slave().terminal());
  }

  @Test
  void whatIsNoneRefusesEveryCallByItsName(@TempDir Path folder) throws Exception {
    String path = Files.writeString(folder.resolve("file"), "text").toString();
    Fd file = LwtMain.run(LwtUnix.openfile(path, Set.of(), 0));
    for (Fd fd : List.of(LwtUnix.pipe().in(), file)) {
      for (String name : CALLS.subList(1, CALLS.size())) {
        UnixException error =
            runUntilRefused(Errno.ENOTTY, call(name, fd.terminal(), attributes()));
        assertEquals(name, error.call());
        assertEquals(fd.toString(), error.argument());
      }
    }
  }

  // ---- at once, and not

  @Test
  void whatDoesNotWaitIsDoneAtOnce() {
    TerminalAttributes raw = attributes().raw();
    assertEquals(DONE, terminal.tcsetattr(SetattrWhen.NOW, raw).state());
    assertEquals(new State.Fulfilled<>(raw), terminal.tcgetattr().state());
    assertEquals(DONE, terminal.tcsetwinsize(new WindowSize(3, 4)).state());
    assertEquals(
        new State.Fulfilled<>(new WindowSize(3, 4, 0, 0)),
        pty.master().terminal().tcgetwinsize().state());
    assertEquals(DONE, terminal.tcflush(FlushQueue.BOTH).state());
  }

  @ParameterizedTest
  @EnumSource
  void attributesAreSetOnBothSides(SetattrWhen when) {
    TerminalAttributes changed = attributes().raw().withSpeed(1200);
    LwtMain.run(terminal.tcsetattr(when, changed));
    assertEquals(changed, attributes());
    assertEquals(changed, LwtMain.run(pty.master().terminal().tcgetattr()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcdrain", "tcsendbreak", "tcsetattr"})
  void whatMayWaitDoesNotHoldUpTheLoop(String name) {
    TerminalAttributes raw = attributes().raw();
    var begun = new Semaphore(0);
    var release = new Semaphore(0);
    faults.watch(
        made -> {
          if (made.name().equals(name)) {
            begun.release();
            release.acquireUninterruptibly();
          }
        });
    Promise<?> promise = call(name, terminal, raw);
    begun.acquireUninterruptibly();
    runLaps();
    assertTrue(promise.isPending());
    LwtMain.run(terminal.tcflow(FlowAction.RESTART_OUTPUT)); // what may be what the other waits for
    LwtMain.run(terminal.tcflush(FlushQueue.OUTPUT));
    promise.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(promise));
    Promise<@Nullable Void> close = pty.slave().close();
    runLaps();
    assertTrue(close.isPending());
    release.release();
    LwtMain.run(close);
  }

  // ---- the line

  @Test
  void flushDropsInput() {
    type("typed\n");
    LwtMain.run(terminal.tcflush(FlushQueue.OUTPUT));
    assertEquals("typed\n", read(pty.slave()));
    for (FlushQueue queue : List.of(FlushQueue.INPUT, FlushQueue.BOTH)) {
      type("dropped\n");
      LwtMain.run(terminal.tcflush(queue));
      assertNothingToRead();
    }
    type("dropped\n");
    LwtMain.run(terminal.tcsetattr(SetattrWhen.FLUSH, attributes()));
    assertNothingToRead();
  }

  @Test
  void outputIsStoppedAndRestarted() {
    LwtMain.run(terminal.tcflow(FlowAction.STOP_OUTPUT));
    Promise<Integer> write = pty.slave().write("abc".getBytes(UTF_8));
    runLaps();
    assertTrue(write.isPending());
    LwtMain.run(terminal.tcflow(FlowAction.RESTART_OUTPUT));
    assertEquals(3, LwtMain.run(write));
    assertEquals("abc", read(pty.master()));
  }

  @Test
  void theOtherSideIsToldToStopAndToRestart() {
    LwtMain.run(terminal.tcflow(FlowAction.STOP_INPUT));
    assertEquals("\23", read(pty.master()));
    LwtMain.run(terminal.tcflow(FlowAction.RESTART_INPUT));
    assertEquals("\21", read(pty.master()));
  }

  @Test
  void drainAndBreakSucceed() {
    LwtMain.run(pty.slave().write("abc".getBytes(UTF_8)).bind(_ -> terminal.tcdrain()));
    LwtMain.run(terminal.tcsendbreak());
  }

  // ---- errors

  @Test
  void everyErrorNamesTheCall() {
    TerminalAttributes attributes = attributes();
    for (String name : CALLS.subList(1, CALLS.size())) {
      faults.on(name).call(1).fail("EIO");
      UnixException error = runUntilRefused(Errno.EIO, call(name, terminal, attributes));
      assertEquals(name, error.call());
      assertEquals(pty.slave().toString(), error.argument());
    }
  }

  @Test
  void interruptedCallsAreMadeAgain() {
    TerminalAttributes attributes = attributes();
    for (String name : CALLS) {
      int before = faults.calls(name);
      faults.on(name).call(1).fail("EINTR");
      LwtMain.run(call(name, terminal, attributes));
      assertEquals(before + 2, faults.calls(name));
    }
  }

  @Test
  void aClosedOneRefusesEveryCallByItsName() {
    TerminalAttributes attributes = attributes();
    LwtMain.run(pty.slave().close());
    for (String name : CALLS) {
      Promise<?> call = call(name, terminal, attributes);
      assertEquals(name, runUntilRefused(Errno.EBADF, call).call());
    }
    runUntilRefused(Errno.EBADF, terminal.withRawMode(Promise::unit));
  }

  @Test
  void anAbortedOneRefusesEveryCall() {
    TerminalAttributes attributes = attributes();
    pty.slave().abort(new IllegalArgumentException("aborted"));
    for (String name : CALLS) {
      Promise<?> call = call(name, terminal, attributes);
      assertThrows(IllegalArgumentException.class, () -> LwtMain.run(call));
    }
    Promise<?> raw = terminal.withRawMode(Promise::unit);
    assertThrows(IllegalArgumentException.class, () -> LwtMain.run(raw));
  }

  @Test
  void oneThatWasHungUpSaysSo() {
    LwtMain.run(pty.master().close());
    runUntilRefused(Errno.EIO, terminal.tcgetattr());
    assertFalse(LwtMain.run(pty.slave().isTty()));
  }

  @Test
  void anotherThreadIsRefusedAtOnce() {
    TerminalAttributes attributes = attributes();
    for (Runnable use :
        List.<Runnable>of(
            terminal::tcgetattr,
            () -> terminal.tcsetattr(SetattrWhen.DRAIN, attributes),
            () -> terminal.tcflow(FlowAction.RESTART_OUTPUT),
            () -> terminal.withRawMode(Promise::unit))) {
      var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
      assertInstanceOf(IllegalStateException.class, error.getCause());
    }
  }

  @Test
  void aTerminalOpenedByPathIsClosedOnAWorker() {
    Fd fd = LwtMain.run(openAgain());
    var onLoop = new Semaphore(0);
    Thread thread = Thread.currentThread();
    faults.watch(
        call -> {
          if (call.name().equals("close") && Thread.currentThread() == thread) {
            onLoop.release();
          }
        });
    LwtMain.run(fd.close());
    assertEquals(0, onLoop.availablePermits());
    assertEquals(loop, EventLoop.current());
  }
}
