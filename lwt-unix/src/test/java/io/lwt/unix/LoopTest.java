package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.Promise;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;

/** A test that uses its thread's loop. */
abstract class LoopTest {

  @AfterEach
  final void closeLoop() {
    EventLoop.current().close();
  }

  /** Runs the loop until the promise is rejected with an error of the system. */
  static UnixException runUntilRefused(Errno errno, Promise<?> promise) {
    return refused(errno, () -> LwtMain.run(promise));
  }

  /** Runs the loop until the promise is resolved: what it is rejected with, if it is. */
  static Optional<Throwable> rejection(Promise<?> promise) {
    return LwtMain.run(
        promise
            .<Optional<Throwable>>map(_ -> Optional.empty())
            .catching(error -> Promise.of(Optional.of(error))));
  }

  /** Does something that an error of the system ends. */
  static UnixException refused(Errno errno, Executable executable) {
    UnixException error = assertThrows(UnixException.class, executable);
    assertEquals(errno, error.errno(), error.getMessage());
    return error;
  }

  /** Runs some laps: what was ready before is served then, and the timers that were due. */
  static void runLaps() {
    for (int i = 0; i < 3; i++) {
      LwtMain.run(io.lwt.Lwt.pause());
    }
  }
}
