package io.lwt.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.lwt.Resolver;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A task is handed over while the loop goes to sleep. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It is run.")
@Outcome(expect = FORBIDDEN, desc = "The loop sleeps on.")
@State
public class ExecuteAgainstSleep extends LoopActor {
  private volatile Runnable task = () -> {};

  /** The loop's thread. */
  @Actor
  public void main(I_Result result) {
    Resolver<Integer> resolver = Resolver.task();
    task = () -> resolver.fulfill(1);
    publishLoop();
    result.r1 = isResolved(resolver.promise()) ? 1 : 0;
  }

  /** Another thread. */
  @Actor
  public void other() {
    loop().execute(task);
  }
}
