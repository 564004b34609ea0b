package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A task is handed over while the loop is closed: it is run if it was taken. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It is taken, and run.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It is refused.")
@Outcome(expect = FORBIDDEN, desc = "It is taken and lost, or refused and run.")
@State
public class ExecuteAgainstClose extends LoopActor {
  private int taken;
  private int ran;

  /** The loop's thread. */
  @Actor
  public void main() {
    EventLoop loop = publishLoop();
    loop.engine();
    loop.close();
  }

  /** Another thread. */
  @Actor
  public void other() {
    try {
      loop().execute(() -> ran++);
      taken = 1;
    } catch (IllegalStateException closed) {
      taken = 0;
    }
  }

  /** Looks when both are done. */
  @Arbiter
  public void arbiter(II_Result result) {
    result.r1 = taken;
    result.r2 = ran;
  }
}
