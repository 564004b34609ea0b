package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.bindings.TerminalModes;
import io.lwt.testkit.Faults;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Terminal#withRawMode}. That the JVM's end sets terminals back is tested with a JVM of its own. */
class RawModeTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());
  private final Pty pty = LwtUnix.openPty();
  private final Terminal terminal = pty.slave().terminal();
  private final TerminalAttributes before = attributes();

  private TerminalAttributes attributes() {
    return LwtMain.run(terminal.tcgetattr());
  }

  private void assertRaw() {
    assertEquals(before.raw(), attributes());
  }

  private void assertAsBefore() {
    assertEquals(before, attributes());
  }

  @Test
  void lastsAsLongAsThePromiseIsPending() {
    Resolver<String> resolver = Resolver.waiter();
    Promise<String> promise = terminal.withRawMode(resolver::promise);
    assertRaw();
    resolver.fulfill("done");
    assertAsBefore();
    assertEquals("done", LwtMain.run(promise));
  }

  @Test
  void endsWhenThePromiseIsRejected() {
    Resolver<String> resolver = Resolver.waiter();
    Promise<String> promise = terminal.withRawMode(resolver::promise);
    var error = new IllegalArgumentException("no");
    resolver.reject(error);
    assertAsBefore();
    assertSame(error, assertThrows(IllegalArgumentException.class, () -> LwtMain.run(promise)));
  }

  @Test
  void endsWhenTheFunctionThrows() {
    Promise<String> promise =
        terminal.withRawMode(
            () -> {
              assertRaw();
              throw new IllegalArgumentException("no");
            });
    assertAsBefore();
    assertThrows(IllegalArgumentException.class, () -> LwtMain.run(promise));
  }

  @Test
  void endsWhenItIsCancelled() {
    Promise<Integer> promise = terminal.withRawMode(() -> pty.slave().read(new byte[1]));
    assertRaw();
    promise.cancel();
    assertAsBefore();
    assertThrows(Canceled.class, () -> LwtMain.run(promise));
  }

  @Test
  void lastsUntilWhatCannotBeCancelledIsDone() {
    Resolver<String> resolver = Resolver.waiter();
    Promise<String> promise = terminal.withRawMode(resolver::promise);
    promise.cancel();
    assertRaw();
    resolver.fulfill("done");
    assertAsBefore();
  }

  @Test
  void usesMayBeNestedAndOverlap() {
    Resolver<String> first = Resolver.waiter();
    Resolver<String> second = Resolver.waiter();
    terminal.withRawMode(first::promise);
    terminal.withRawMode(second::promise);
    terminal.withRawMode(Promise::unit);
    assertRaw();
    first.fulfill("1");
    assertRaw();
    second.fulfill("2");
    assertAsBefore();
    LwtMain.run(
        terminal.withRawMode(
            () -> {
              assertRaw();
              return Promise.unit();
            }));
    assertAsBefore();
  }

  @Test
  void endsForATerminalThatWasClosedMeanwhile() {
    Promise<Integer> promise = terminal.withRawMode(() -> pty.slave().read(new byte[1]));
    Terminal master = pty.master().terminal();
    assertEquals(before.raw(), LwtMain.run(master.tcgetattr()));
    LwtMain.run(pty.slave().close());
    runUntilRefused(Errno.EBADF, promise);
    assertEquals(before, LwtMain.run(master.tcgetattr()));
  }

  @Test
  void ofATerminalThatWasHungUpEndsQuietly() {
    Promise<Integer> promise = terminal.withRawMode(() -> pty.slave().read(new byte[1]));
    LwtMain.run(pty.master().close());
    assertEquals(0, LwtMain.run(promise));
  }

  @ParameterizedTest
  @CsvSource({"tcgetattr, EIO", "dup, EMFILE", "tcsetattr, EIO"})
  void thatCannotBeginCallsNothing(String call, Errno errno) {
    faults.on(call).call(1).fail(errno.name());
    boolean[] called = {false};
    Promise<@Nullable Void> promise =
        terminal.withRawMode(
            () -> {
              called[0] = true;
              return Promise.unit();
            });
    assertEquals(call, runUntilRefused(errno, promise).call());
    assertFalse(called[0]);
    assertAsBefore();
    LwtMain.run(terminal.withRawMode(Promise::unit));
  }

  @ParameterizedTest
  @CsvSource({"tcgetattr", "dup", "tcsetattr"})
  void anInterruptedCallIsMadeAgain(String call) {
    faults.on(call).call(1).fail("EINTR");
    LwtMain.run(terminal.withRawMode(Promise::unit));
    assertTrue(faults.injected() > 0);
    assertAsBefore();
  }

  @Test
  void thatCannotEndSaysSo() {
    Resolver<String> resolver = Resolver.waiter();
    Promise<String> promise = terminal.withRawMode(resolver::promise);
    faults.on("tcsetattr").call(1).fail("ENOMEM");
    resolver.fulfill("done");
    assertEquals("tcsetattr", runUntilRefused(Errno.ENOMEM, promise).call());
  }

  @Test
  void ofWhatIsNoTerminalIsRefused() {
    Terminal none = LwtUnix.pipe().in().terminal();
    runUntilRefused(Errno.ENOTTY, none.withRawMode(Promise::unit));
  }

  @Test
  void endsWithTheLoopsDescriptors() {
    Posix posix = Posix.host();
    int master = posix.dup(pty.master().number());
    try {
      Promise<Integer> promise = terminal.withRawMode(() -> pty.slave().read(new byte[1]));
      loop.close();
      assertFalse(promise.isPending());
      TerminalModes[] modes = new TerminalModes[1];
      assertEquals(0, posix.tcgetattr(master, modes));
      assertEquals(before, new TerminalAttributes(modes[0]));
    } finally {
      posix.close(master);
    }
  }

  @Test
  void theBackgroundIsWhereOthersHaveThisProcessesTerminal() {
    int fd = pty.slave().number();
    assertFalse(RawMode.isInBackground(Posix.host(), fd)); // another's terminal, or nobody's
    assertFalse(RawMode.isInBackground(ownedBy(Posix.host().getpgrp()), fd));
    assertTrue(RawMode.isInBackground(ownedBy(Posix.host().getpgrp() + 1), fd));
  }

  /** The system's calls, on a terminal that a process group has. */
  private static Posix ownedBy(int group) {
    return (Posix)
        Proxy.newProxyInstance(
            RawModeTest.class.getClassLoader(),
            new Class<?>[] {Posix.class},
            (_, method, arguments) ->
                method.getName().equals("tcgetpgrp")
                    ? group
                    : method.invoke(Posix.host(), arguments));
  }
}
