package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread gives a task to workers of whom the system lets only one start, while that one lies down: it is run. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It is run.")
@Outcome(expect = FORBIDDEN, desc = "It waits for a worker that sleeps.")
@State
public class TasksAgainstNoThread {
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private static final Workers WORKERS =
      new Workers("stress", 1, 2, TasksAgainstNoThread::thread, Long.MAX_VALUE);

  private static Thread thread(Runnable runnable) {
    var thread =
        new Thread(runnable) {
          @Override
          public void start() {
            if (STARTED.getAndSet(true)) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            super.start();
          }
        };
    thread.setDaemon(true);
    return thread;
  }

  /** The thread. */
  @Actor
  public void add(I_Result result) {
    result.r1 = StressTask.isRunBy(WORKERS) ? 1 : 0;
  }
}
