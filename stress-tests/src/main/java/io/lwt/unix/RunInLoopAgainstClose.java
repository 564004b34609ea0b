package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.lwt.Promise;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A worker asks for something in the loop, and waits for it, while the loop is closed. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It is done.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The worker is told that the loop is closed.")
@Outcome(expect = FORBIDDEN, desc = "Neither.")
@State
public class RunInLoopAgainstClose extends LoopActor {
  private volatile Runnable job = () -> {};
  private volatile boolean begun;
  private int outcome;

  /** The loop's thread. */
  @Actor
  public void main() {
    Jobs.runOn(task -> job = task, this::ask).onAny(_ -> {}, _ -> {});
    EventLoop loop = publishLoop();
    while (!begun) {
      runLap();
    }
    loop.close();
  }

  /** The thread that calls the function. */
  @Actor
  public void worker(I_Result result) {
    loop();
    job.run();
    result.r1 = outcome;
  }

  private int ask() throws InterruptedException {
    begun = true;
    try {
      outcome = Jobs.runInLoop(() -> Promise.of(1));
    } catch (IllegalStateException closed) {
      outcome = 2;
    }
    return outcome;
  }
}
