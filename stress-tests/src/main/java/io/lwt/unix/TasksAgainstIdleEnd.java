package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread gives a task to the only worker, which ends for want of work: it is run, by another one. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It is run.")
@Outcome(expect = FORBIDDEN, desc = "It waits for a worker that has ended.")
@State
public class TasksAgainstIdleEnd {
  /** About as long as it takes to give the next task. */
  private static final long IDLE_NANOS = 1_000;

  private static final Workers WORKERS =
      new Workers("stress", 0, 1, Thread.ofPlatform().daemon().factory(), IDLE_NANOS);

  /** The thread. */
  @Actor
  public void add(I_Result result) {
    result.r1 = StressTask.isRunBy(WORKERS) ? 1 : 0;
  }
}
