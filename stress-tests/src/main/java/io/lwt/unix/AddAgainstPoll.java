package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads each add a task to the workers' queue and take what there is: each task is taken once. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each is taken once.")
@Outcome(expect = FORBIDDEN, desc = "One is lost, or taken twice.")
@State
public class AddAgainstPoll {
  private final WorkQueue queue = new WorkQueue();
  private final StressTask first = new StressTask();
  private final StressTask second = new StressTask();

  /** One thread. */
  @Actor
  public void one() {
    queue.add(first);
    takeAll();
  }

  /** Another thread. */
  @Actor
  public void other() {
    queue.add(second);
    takeAll();
  }

  private void takeAll() {
    Workers.Task task = queue.poll();
    while (task != null) {
      task.call();
      task = queue.poll();
    }
  }

  /** Nothing is left, as each thread has taken all that it saw, its own at least. */
  @Arbiter
  public void result(II_Result result) {
    result.r1 = first.runs();
    result.r2 = queue.isEmpty() ? second.runs() : -1;
  }
}
