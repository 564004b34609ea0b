package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CountDownLatch;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads give tasks to workers that go to sleep: both are run. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each is run.")
@Outcome(expect = FORBIDDEN, desc = "The workers sleep on.")
@State
public class TasksAgainstSleep {
  private static final Jobs JOBS = new Jobs("stress", 2);

  /** One thread. */
  @Actor
  public void one(II_Result result) {
    result.r1 = isRun() ? 1 : 0;
  }

  /** Another thread. */
  @Actor
  public void other(II_Result result) {
    result.r2 = isRun() ? 1 : 0;
  }

  private static boolean isRun() {
    var ran = new CountDownLatch(1);
    JOBS.execute(ran::countDown);
    return Patience.comes(ran);
  }
}
