package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link LargePipes}. */
class LargePipesTest extends LoopTest {
  private static final Command MUCH = Command.of("head", "-c", "4000000", "/dev/zero");

  @Test
  void aPipeThatIsFullTwiceIsMadeLarger() {
    var faults = new Faults(Posix.host());
    LoopWith.calls(faults.posix());
    assertEquals(4_000_000, LwtMain.run(LwtProcess.readBytes(MUCH)).length);
    assertEquals(1, faults.calls("setPipeSize"));
    assertEquals(0, LargePipes.count());
    LwtMain.run(LwtProcess.readBytes(Command.of("head", "-c", "60000", "/dev/zero")));
    assertEquals(1, faults.calls("setPipeSize"));
  }

  @Test
  void oneThatCannotBeMadeLargerServesAllTheSame() {
    var faults = new Faults(Posix.host());
    LoopWith.calls(faults.posix());
    faults.on("setPipeSize").everyNth(1).fail("EPERM");
    assertEquals(4_000_000, LwtMain.run(LwtProcess.readBytes(MUCH)).length);
    assertEquals(0, LargePipes.count());
  }

  @Test
  void thereAreSixteenAtMost() {
    List<Pipe> pipes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      pipes.add(LwtUnix.pipe());
      assertTrue(LargePipes.grow(Posix.host(), pipes.get(i).in()));
    }
    assertFalse(LargePipes.grow(Posix.host(), pipes.getFirst().in()));
    LargePipes.giveBack();
    assertTrue(LargePipes.grow(Posix.host(), pipes.getFirst().in()));
    for (Pipe pipe : pipes) {
      LargePipes.giveBack();
      pipe.in().close();
      pipe.out().close();
    }
    assertEquals(0, LargePipes.count());
  }
}
