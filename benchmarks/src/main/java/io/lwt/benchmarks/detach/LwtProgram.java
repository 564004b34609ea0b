package io.lwt.benchmarks.detach;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.unix.Jobs;
import io.lwt.unix.LwtMain;
import java.util.stream.Stream;

/** This library: the pool behind {@code LwtPreemptive.detach}. */
final class LwtProgram extends Program {
  private final Jobs jobs = new Jobs("bench", THREADS);

  public static void main(String[] args) throws Exception {
    new LwtProgram().run(args);
  }

  @Override
  void callOneByOne(int calls) {
    LwtMain.run(chain(calls));
  }

  @Override
  void callAtOnce(int chains, int calls) {
    LwtMain.run(Lwt.all(Stream.generate(() -> chain(calls)).limit(chains).toList()));
  }

  private Promise<Integer> chain(int calls) {
    return calls == 0 ? Promise.of(0) : jobs.run(Row::trivial).bind(_ -> chain(calls - 1));
  }
}
