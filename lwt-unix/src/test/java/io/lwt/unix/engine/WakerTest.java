package io.lwt.unix.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import io.lwt.unix.UnixException;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How an engine is woken where a sandbox forbids eventfd(2). */
class WakerTest {
  /** More than a pipe holds. */
  private static final int MANY = 10_000;

  enum Kind {
    EPOLL {
      @Override
      Engine open(Posix posix) {
        return new EpollEngine(posix);
      }
    },
    POLL {
      @Override
      Engine open(Posix posix) {
        return new PollEngine(posix);
      }
    };

    abstract Engine open(Posix posix);
  }

  private static Faults without(String errno) {
    var faults = new Faults(Posix.host());
    faults.on("eventfd").everyNth(1).fail(errno);
    return faults;
  }

  private static Stream<Arguments> refusals() {
    return Stream.of(Kind.values())
        .flatMap(kind -> Stream.of("ENOSYS", "EPERM").map(errno -> Arguments.of(kind, errno)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void eachSignalEndsAWait(Kind kind, String errno) throws InterruptedException {
    var before = OpenDescriptors.now();
    Engine engine = kind.open(without(errno).posix());
    var waiting = new Semaphore(0);
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < MANY; i++) {
                    waiting.acquireUninterruptibly();
                    engine.wakeup();
                  }
                });
    for (int i = 0; i < MANY; i++) {
      waiting.release();
      engine.await(-1);
      engine.dispatch();
    }
    other.join();
    engine.close();
    assertEquals(before, OpenDescriptors.now());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void signalsThatNobodyTookDoNotFillThePipe(Kind kind, String errno) {
    Engine engine = kind.open(without(errno).posix());
    for (int i = 0; i < MANY; i++) {
      engine.wakeup();
    }
    engine.await(-1);
    engine.dispatch();
    engine.wakeup();
    engine.await(-1);
    engine.close();
    engine.wakeup();
  }

  @Test
  void aPipeThatCannotBeOpenedIsTold() {
    var before = OpenDescriptors.now();
    Faults faults = without("ENOSYS");
    faults.on("pipe").everyNth(1).fail("EMFILE");
    var error = assertThrows(UnixException.class, () -> new EpollEngine(faults.posix()));
    assertTrue(String.valueOf(error.getMessage()).startsWith("pipe2: EMFILE"), error::toString);
    assertEquals(before, OpenDescriptors.now());
  }

  @Test
  void otherErrorsOfEventfdAreTold() {
    Faults faults = without("EMFILE");
    var error = assertThrows(UnixException.class, () -> new PollEngine(faults.posix()));
    assertTrue(String.valueOf(error.getMessage()).startsWith("eventfd: EMFILE"), error::toString);
    assertEquals(0, faults.calls("pipe"));
  }
}
