package io.lwt.benchmarks.direct;

import io.lwt.Lwt;
import io.lwt.LwtDirect;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.LwtMain;
import org.jspecify.annotations.Nullable;

/** Two tasks in direct style: each awaits a promise that the other one fulfils. */
final class LwtTasks {
  private Resolver<@Nullable Void> first = Resolver.waiter();
  private Resolver<@Nullable Void> second = Resolver.waiter();

  private LwtTasks() {}

  /** Usage: SECONDS. Prints nanoseconds per await. */
  public static void main(String[] args) throws InterruptedException {
    var tasks = new LwtTasks();
    Turns.measure(args, tasks::batch);
  }

  private void batch() {
    Promise<@Nullable Void> one = LwtDirect.spawn(this::takeFirst);
    Promise<@Nullable Void> other = LwtDirect.spawn(this::takeSecond);
    first.fulfill(null);
    LwtMain.run(Lwt.join(one, other));
    first = Resolver.waiter();
  }

  private @Nullable Void takeFirst() {
    for (int i = 0; i < Turns.IN_BATCH; i++) {
      LwtDirect.await(first.promise());
      first = Resolver.waiter();
      second.fulfill(null);
    }
    return null;
  }

  private @Nullable Void takeSecond() {
    for (int i = 0; i < Turns.IN_BATCH; i++) {
      LwtDirect.await(second.promise());
      second = Resolver.waiter();
      first.fulfill(null);
    }
    return null;
  }
}
