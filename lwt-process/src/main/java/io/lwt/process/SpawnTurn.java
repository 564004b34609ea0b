package io.lwt.process;

import io.lwt.SchedulerLocal;
import io.lwt.unix.EventLoop;

/** A loop stands still while it starts a process: it does so once in a lap. */
final class SpawnTurn {
  private static final SchedulerLocal<SpawnTurn> OF_LOOP = new SchedulerLocal<>(SpawnTurn::new);

  /** In which the loop has last started one. */
  private long lap = -1;

  private SpawnTurn() {}

  /** Takes this lap's turn of the current thread's loop, if there is one left. */
  static boolean take(EventLoop loop) {
    SpawnTurn turn = OF_LOOP.get();
    boolean isLeft = turn.lap != loop.laps();
    turn.lap = loop.laps();
    return isLeft;
  }
}
