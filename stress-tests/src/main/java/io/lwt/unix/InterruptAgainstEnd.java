package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A function is interrupted by a cancel while it ends: what its thread does afterwards is not interrupted. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The thread is not interrupted afterwards.")
@Outcome(expect = FORBIDDEN, desc = "The interrupt comes too late.")
@State
public class InterruptAgainstEnd extends LoopActor {
  private volatile Runnable job = () -> {};

  /** The loop's thread. */
  @Actor
  public void main() {
    var promise = new InterruptibleJob<Integer>(EventLoop.current(), null, () -> 1);
    job = promise;
    publishLoop();
    promise.cancel();
  }

  /** The thread that calls the function. */
  @Actor
  public void worker(I_Result result) {
    loop();
    job.run();
    for (int i = 0; i < 100 && result.r1 == 0; i++) {
      result.r1 = Thread.interrupted() ? 1 : 0;
    }
  }
}
