package io.lwt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A thread that does nothing but run the tasks of its scheduler, until it is stopped. */
final class DrivenScheduler {
  private final Semaphore wakeups = new Semaphore(0);
  private final CompletableFuture<Scheduler> scheduler = new CompletableFuture<>();
  private final Thread thread = Thread.ofPlatform().name("driven-scheduler").unstarted(this::run);
  private volatile boolean closing;

  void start() {
    thread.start();
  }

  private void run() {
    Scheduler current = Scheduler.current();
    current.setDriver(wakeups::release);
    scheduler.complete(current);
    while (!closing) {
      wakeups.acquireUninterruptibly();
      current.runTasks();
    }
    current.close();
  }

  /** What the supplier gives there. */
  <T> T get(Supplier<T> supplier) {
    var result = new CompletableFuture<T>();
    scheduler.join().execute(() -> result.complete(supplier.get()));
    return result.orTimeout(10, TimeUnit.SECONDS).join();
  }

  void stop() throws InterruptedException {
    closing = true;
    wakeups.release();
    thread.join();
  }
}
