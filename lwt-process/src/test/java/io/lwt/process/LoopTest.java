package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.Promise;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import org.junit.jupiter.api.AfterEach;

/** A test that uses its thread's loop. */
abstract class LoopTest {

  @AfterEach
  final void closeLoop() {
    EventLoop.current().close();
  }

  /** Runs the loop until the promise is rejected with such an error. */
  static <E extends Throwable> E rejection(Class<E> type, Promise<?> promise) {
    return assertThrows(type, () -> LwtMain.run(promise));
  }

  /** Runs the loop until the promise is rejected with an error of the system about something. */
  static void refused(Errno errno, String call, String argument, Promise<?> promise) {
    UnixException error = rejection(UnixException.class, promise);
    assertEquals(errno, error.errno(), error.getMessage());
    assertEquals(call, error.call());
    assertEquals(argument, error.argument());
  }
}
