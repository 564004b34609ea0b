package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@link LwtProcess#awaitEnd}, and what {@link LwtProcess#execReplace} refuses; what it does, a whole program tries.
 */
class OtherProcessesTest extends LoopTest {

  @Test
  void theEndOfAGrandchildIsSeen() {
    ProcessIn shell =
        LwtMain.run(LwtProcess.openIn(Command.shell("sleep 1000 & echo $!").newSession()));
    int pid = Integer.parseInt(LwtMain.run(shell.stdout().readLine()).orElseThrow());
    LwtMain.run(shell.close());
    Promise<@Nullable Void> end = LwtProcess.awaitEnd(pid);
    assertTrue(end.isPending());
    assertTrue(ProcessHandle.of(pid).orElseThrow().destroy());
    LwtMain.run(end);
  }

  @Test
  void aCancelEndsTheWait() {
    Promise<@Nullable Void> end = LwtProcess.awaitEnd(1);
    end.cancel();
    rejection(Canceled.class, end);
  }

  @Test
  void whatIsNotThereIsRefused() {
    int gone =
        LwtMain.run(LwtProcess.open(Command.of("true")).bind(p -> p.close().map(_ -> p.pid())));
    refused(Errno.ESRCH, "pidfd_open", "process " + gone, LwtProcess.awaitEnd(gone));
    assertThrows(IllegalArgumentException.class, () -> LwtProcess.awaitEnd(0));
    EventLoop.current().close();
    var faults = new Faults(Posix.host());
    LoopWith.calls(faults.posix());
    faults.on("pidfdOpen").everyNth(1).fail("ENOSYS");
    rejection(UnsupportedOperationException.class, LwtProcess.awaitEnd(1));
  }

  @Test
  void whatCannotReplaceThisProcessLeavesItAsItIs() {
    var missing =
        assertThrows(
            UnixException.class, () -> LwtProcess.execReplace(Command.of("no-such-program")));
    assertEquals(Errno.ENOENT, missing.errno());
    assertThrows(
        IllegalArgumentException.class,
        () -> LwtProcess.execReplace(Command.of("true").stdin(Redirect.DEV_NULL)));
    assertThrows(
        IllegalArgumentException.class, () -> LwtProcess.execReplace(Command.of("true").checked()));
    assertThrows(
        IllegalArgumentException.class, () -> LwtProcess.execReplace(Command.of("tr\0ue")));
    assertThrows(
        UnixException.class,
        () -> LwtProcess.execReplace(Command.of("true").directory("/no/such")));
  }
}
