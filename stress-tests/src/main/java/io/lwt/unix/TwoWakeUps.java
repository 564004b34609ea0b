package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads hand tasks over while the loop of a third goes to sleep: one of them wakes it, both tasks are run. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each is run once.")
@Outcome(expect = FORBIDDEN, desc = "One is not run, or twice.")
@State
public class TwoWakeUps {
  private static final EventLoop LOOP = RunningLoop.start();

  /** One thread. */
  @Actor
  public void one(II_Result result) {
    result.r1 = runs();
  }

  /** Another thread. */
  @Actor
  public void other(II_Result result) {
    result.r2 = runs();
  }

  /** How often a task is run. */
  private static int runs() {
    var runs = new AtomicInteger();
    var after = new CountDownLatch(1);
    LOOP.execute(runs::incrementAndGet);
    LOOP.execute(after::countDown); // after the former
    return Patience.comes(after) ? runs.get() : -1;
  }
}
