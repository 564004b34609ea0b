package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/** What the actor that has the loop does in each test. */
abstract class LoopActor {
  private volatile @Nullable EventLoop loop;

  /** The loop, for the other actors; waits until there is one. */
  final EventLoop loop() {
    EventLoop current = loop;
    while (current == null) {
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
