package io.lwt.benchmarks.detach;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An executor of the JDK's, whose results a thread waits for with CompletableFutures. */
final class FutureProgram extends Program {
  private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

  public static void main(String[] args) throws Exception {
    new FutureProgram().run(args);
  }

  private CompletableFuture<Integer> call() {
    return CompletableFuture.supplyAsync(Row::trivial, executor);
  }

  @Override
  void callOneByOne(int calls) {
    for (int i = 0; i < calls; i++) {
      call().join();
    }
  }

  /** The oldest is waited for before another is begun. */
  @Override
  void callAtOnce(int chains, int calls) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    CompletableFuture<Integer>[] ring = new CompletableFuture[chains];
    for (int i = 0; i < chains; i++) {
      ring[i] = call();
    }
    for (int round = 1; round < calls; round++) {
      for (int i = 0; i < chains; i++) {
        ring[i].join();
        ring[i] = call();
      }
    }
    for (CompletableFuture<Integer> last : ring) {
      last.join();
    }
  }
}
