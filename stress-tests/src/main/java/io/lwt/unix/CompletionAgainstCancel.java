package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.lwt.State.Fulfilled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A function ends on a worker while its promise is cancelled: somebody gets the value, and one only. */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "The promise has it.")
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Cancelled: it is given away.")
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Cancelled before it began.")
@Outcome(expect = FORBIDDEN, desc = "It is lost, or there twice.")
@State
public class CompletionAgainstCancel extends LoopActor {
  private volatile Runnable job = () -> {};
  private volatile boolean handedOver;
  private int called;
  private int unwanted;

  /** The loop's thread. */
  @Actor
  public void main(III_Result result) {
    var promise = new Job<Integer>(EventLoop.current(), null, () -> ++called, _ -> unwanted++);
    job = promise;
    publishLoop();
    runLap();
    promise.cancel();
    while (!handedOver) {
      runLap();
    }
    runLap();
    result.r1 = called;
    result.r2 = promise.state() instanceof Fulfilled ? 1 : 0;
    result.r3 = unwanted;
  }

  /** The thread that calls the function. */
  @Actor
  public void worker() {
    loop();
    job.run();
    handedOver = true;
  }
}
