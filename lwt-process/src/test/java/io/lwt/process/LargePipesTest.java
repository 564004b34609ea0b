package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixSignal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pipes to processes are made larger where that is of use. */
class LargePipesTest extends LoopTest {
  private static final Command MUCH = Command.of("head", "-c", "4000000", "/dev/zero");
  private static final Command FOR_EVER = Command.of("cat", "/dev/zero");

  private final Faults faults = new Faults(Posix.host());

  @Test
  void aPipeThatWasFullTwiceIsMadeLarger() {
    LoopWith.calls(faults.posix());
    assertEquals(4_000_000, LwtMain.run(LwtProcess.readBytes(MUCH)).length);
    assertEquals(1, faults.calls("setPipeSize"));
    LwtMain.run(LwtProcess.readBytes(Command.of("head", "-c", "60000", "/dev/zero")));
    assertEquals(1, faults.calls("setPipeSize"));
  }

  @Test
  void oneThatCannotBeMadeLargerServesAllTheSame() {
    LoopWith.calls(faults.posix());
    faults.on("setPipeSize").everyNth(1).fail("EPERM");
    assertEquals(4_000_000, LwtMain.run(LwtProcess.readBytes(MUCH)).length);
    assertEquals(1, faults.calls("setPipeSize"));
  }

  @Test
  void bothWaysMayBeLarge() {
    LoopWith.calls(faults.posix());
    byte[] input = new byte[4_000_000];
    assertEquals(input.length, LwtMain.run(LwtProcess.map(Command.of("cat"), input)).length);
    assertEquals(2, faults.calls("setPipeSize"));
  }

  @Test
  void thereAreSixteenAtMost() {
    LoopWith.calls(faults.posix());
    List<ProcessIn> all = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      ProcessIn process = LwtMain.run(LwtProcess.openIn(FOR_EVER));
      all.add(process);
      LwtMain.run(process.stdout().readFully(new byte[2_000_000]));
    }
    assertEquals(16, faults.calls("setPipeSize"));
    for (ProcessIn process : all) {
      assertEquals(
          new ExitStatus.Signaled(UnixSignal.SIGPIPE.number(), false),
          LwtMain.run(process.close()));
    }
    LwtMain.run(LwtProcess.readBytes(MUCH));
    assertEquals(17, faults.calls("setPipeSize"));
  }
}
