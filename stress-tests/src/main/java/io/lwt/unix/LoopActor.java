package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/** What the actor that has the loop does in each test. */
abstract class LoopActor {
  private volatile @Nullable EventLoop loop;

  /** The loop, for the other actors; waits until there is one, which there is not if the actor that makes it fails. */
  final EventLoop loop() {
    long start = System.nanoTime();
    EventLoop current = loop;
    while (current == null) {
      if (System.nanoTime() - start > Patience.LIMIT.toNanos()) {
        throw new IllegalStateException("there is no loop");
      }
      Thread.onSpinWait();
      current = loop;
    }
    return current;
  }

  /** Lets the other actors go on. */
  final EventLoop publishLoop() {
    EventLoop current = EventLoop.current();
    loop = current;
    return current;
  }

  /** Runs the loop until the promise is resolved; whether it was. */
  static boolean isResolved(Promise<?> promise) {
    return LwtMain.run(
        Lwt.pick(promise.map(_ -> true), LwtUnix.sleep(Patience.LIMIT).map(_ -> false)));
  }

  /** Runs a lap. */
  static void runLap() {
    LwtMain.run(Lwt.pause());
  }
}
