package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link LwtMain#runUntilSignal}. How a JVM ends by it is tested with JVMs of their own. */
class RunUntilSignalTest extends LoopTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  @AfterEach
  void nothingListens() {
    assertEquals(0, Signals.count());
  }

  @ParameterizedTest
  @EnumSource(
      value = UnixSignal.class,
      names = {"SIGINT", "SIGTERM"})
  void theProgramEndsWhenItHasHeardOfTheSignal(UnixSignal signal) throws Exception {
    var raised = new JvmSignal(signal);
    Promise<String> server = Resolver.<String>task().promise();
    String result =
        LwtMain.runUntilSignal(
            LONG,
            stop -> {
              raised.raise();
              return Lwt.pick(server, stop.bind(got -> Lwt.pause().map(_ -> "by " + got)));
            });
    assertEquals("by " + signal, result);
    assertThrows(Canceled.class, () -> LwtMain.run(server));
  }

  @Test
  void theProgramMayEndByItself() {
    assertEquals("done", LwtMain.runUntilSignal(LONG, _ -> Lwt.pause().map(_ -> "done")));
    var error = new IllegalArgumentException("mine");
    assertSame(
        error,
        assertThrows(
            IllegalArgumentException.class,
            () ->
                LwtMain.runUntilSignal(
                    LONG,
                    _ -> {
                      throw error;
                    })));
  }

  @Test
  void aProgramThatDoesNotEndInTimeIsCancelled() {
    Duration deadline = Duration.ofMillis(1);
    List<Promise<?>> programs = new ArrayList<>();
    var error =
        assertThrows(
            LwtTimeoutException.class,
            () ->
                LwtMain.runUntilSignal(
                    deadline,
                    stop -> {
                      Signals.notify(UnixSignal.SIGTERM);
                      Promise<String> program = Resolver.<String>task().promise();
                      programs.add(program);
                      return program;
                    }));
    assertEquals(deadline, error.limit());
    assertThrows(Canceled.class, () -> LwtMain.run(programs.getFirst()));
  }

  @Test
  void theDeadlineCountsFromTheSignal() {
    Promise<String> program =
        LwtUnix.sleep(Duration.ofMillis(20)).map(_ -> "ended long after the deadline's length");
    assertTrue(LwtMain.runUntilSignal(Duration.ZERO, _ -> program).startsWith("ended"));
  }

  @Test
  void aDeadlineIsNotNegative() {
    Duration negative = Duration.ofNanos(-1);
    for (Executable attempt :
        List.<Executable>of(
            () -> LwtMain.runUntilSignal(negative, _ -> Promise.unit()),
            () -> LwtMain.setExitDeadline(negative))) {
      var error = assertThrows(IllegalArgumentException.class, attempt);
      assertEquals("a deadline must not be negative: PT-0.000000001S", error.getMessage());
    }
  }

  @Test
  void aCancelOfTheSignalDoesNothing() {
    assertEquals(
        UnixSignal.SIGINT,
        LwtMain.runUntilSignal(
            LONG,
            stop -> {
              stop.cancel();
              Signals.notify(UnixSignal.SIGINT);
              return stop;
            }));
  }
}
