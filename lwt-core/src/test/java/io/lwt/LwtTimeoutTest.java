package io.lwt;

import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtTimeout}, on a clock that is told the time. */
@ExtendWith(FreshScheduler.class)
class LwtTimeoutTest {
  private final VirtualClock clock = new VirtualClock();

  /** When the action was done. */
  private final List<Long> fired = new ArrayList<>();

  @BeforeEach
  void useTheClock() {
    Scheduler.current().setClock(clock);
  }

  private LwtTimeout timeout(long nanos) {
    return new LwtTimeout(Duration.ofNanos(nanos), () -> fired.add(clock.nanoTime()));
  }

  private void advance(long nanos) {
    clock.advance(Duration.ofNanos(nanos));
  }

  @Test
  void doesNotRunBeforeItIsStarted() {
    LwtTimeout timeout = timeout(10);
    assertFalse(timeout.isRunning());
    advance(100);
    assertEquals(List.of(), fired);
  }

  @Test
  void firesOnceWhenTheTimeHasPassed() {
    LwtTimeout timeout = timeout(10);
    timeout.start();
    assertTrue(timeout.isRunning());
    advance(9);
    assertEquals(List.of(), fired);
    advance(100);
    assertEquals(List.of(10L), fired);
    assertFalse(timeout.isRunning());
  }

  @Test
  void startingItAgainPutsItOff() {
    LwtTimeout timeout = timeout(10);
    timeout.start();
    advance(9);
    timeout.start();
    advance(5);
    timeout.start();
    advance(100);
    assertEquals(List.of(24L), fired);
  }

  @Test
  void isExactAmongOtherTimers() {
    LwtTimeout timeout = timeout(10);
    timeout.start();
    advance(3);
    timeout.start();
    List<Long> before = new ArrayList<>();
    clock.sleep(Duration.ofNanos(9)).onSuccess(_ -> before.addAll(fired));
    List<Long> after = new ArrayList<>();
    clock.sleep(Duration.ofNanos(11)).onSuccess(_ -> after.addAll(fired));
    advance(100);
    assertEquals(List.of(), before);
    assertEquals(List.of(13L), after);
  }

  @Test
  void aTimerThatIsDueLateFiresAtOnceIfItsTimeHasPassedToo() {
    long[] now = {0};
    Clock late =
        new Clock() {
          @Override
          public long nanoTime() {
            return now[0];
          }
        };
    Scheduler.current().setClock(late);
    List<Long> done = new ArrayList<>();
    LwtTimeout timeout = new LwtTimeout(Duration.ofNanos(10), () -> done.add(now[0]));
    timeout.start();
    now[0] = 5;
    timeout.start();
    now[0] = 20;
    late.fire();
    assertEquals(List.of(20L), done);
  }

  @Test
  void mayBeStoppedAndStartedAgain() {
    LwtTimeout timeout = timeout(10);
    timeout.start();
    advance(5);
    timeout.stop();
    assertFalse(timeout.isRunning());
    assertEquals(0, clock.timerCount());
    advance(100);
    assertEquals(List.of(), fired);
    timeout.start();
    advance(100);
    assertEquals(List.of(115L), fired);
  }

  @Test
  void stoppingOneThatDoesNotRunDoesNothing() {
    LwtTimeout timeout = timeout(10);
    timeout.stop();
    timeout.start();
    advance(10);
    timeout.stop();
    assertEquals(List.of(10L), fired);
  }

  @Test
  void maySetItselfGoingAgain() {
    var self =
        new Object() {
          LwtTimeout timeout = timeout(1);
        };
    self.timeout =
        new LwtTimeout(
            Duration.ofNanos(10),
            () -> {
              fired.add(clock.nanoTime());
              if (fired.size() < 3) {
                self.timeout.start();
              }
            });
    self.timeout.start();
    advance(100);
    assertEquals(List.of(10L, 20L, 30L), fired);
    assertFalse(self.timeout.isRunning());
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 10, 50})
  void aChangeStartsItAgainIfItRuns(long nanos) {
    LwtTimeout timeout = timeout(10);
    timeout.start();
    advance(5);
    timeout.change(Duration.ofNanos(nanos));
    assertEquals(1, clock.timerCount());
    advance(100);
    assertEquals(List.of(5 + nanos), fired);
  }

  @Test
  void aChangeDoesNotStartOneThatDoesNotRun() {
    LwtTimeout timeout = timeout(10);
    timeout.change(Duration.ofNanos(20));
    assertFalse(timeout.isRunning());
    timeout.start();
    advance(100);
    assertEquals(List.of(20L), fired);
  }

  @Test
  void whatTheActionThrowsGoesToTheHook() {
    List<Throwable> errors = new ArrayList<>();
    Lwt.setAsyncExceptionHook(errors::add);
    IllegalStateException error = new IllegalStateException("broken");
    LwtTimeout timeout =
        new LwtTimeout(
            Duration.ofNanos(10),
            () -> {
              throw error;
            });
    timeout.start();
    advance(10);
    assertEquals(List.of(error), errors);
    timeout.start();
    advance(10);
    assertEquals(List.of(error, error), errors);
  }

  @Test
  void doesNotRunAnyMoreWhenTheSchedulerIsClosed() {
    LwtTimeout timeout = timeout(10);
    timeout.start();
    Scheduler.current().close();
    assertFalse(timeout.isRunning());
  }

  @Test
  void severalDoNotDisturbEachOther() {
    LwtTimeout first = timeout(10);
    LwtTimeout second = timeout(10);
    LwtTimeout later = timeout(15);
    LwtTimeout stopped = timeout(10);
    for (LwtTimeout timeout : List.of(first, second, later, stopped)) {
      timeout.start();
    }
    stopped.stop();
    advance(100);
    assertEquals(List.of(10L, 10L, 15L), fired);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void theDurationMustBePositive(long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    LwtTimeout timeout = timeout(10);
    assertThrows(IllegalArgumentException.class, () -> new LwtTimeout(duration, () -> {}));
    assertThrows(IllegalArgumentException.class, () -> timeout.change(duration));
  }

  @Test
  void needsADurationAndAnAction() {
    LwtTimeout timeout = timeout(10);
    assertThrows(NullPointerException.class, () -> new LwtTimeout(nothing(), () -> {}));
    assertThrows(NullPointerException.class, () -> new LwtTimeout(Duration.ofNanos(1), nothing()));
    assertThrows(NullPointerException.class, () -> timeout.change(nothing()));
  }

  @Test
  void anotherThreadMayNotUseIt() {
    LwtTimeout timeout = timeout(10);
    timeout.start();
    for (Runnable use : List.<Runnable>of(timeout::start, timeout::stop, timeout::isRunning)) {
      var thrown = assertThrows(CompletionException.class, () -> OtherThread.run(use));
      assertInstanceOf(IllegalStateException.class, thrown.getCause());
    }
  }

  @Test
  @Tag("slow")
  void startingItAgainAndAgainKeepsNothing() {
    LwtTimeout timeout = timeout(1_000);
    timeout.start();
    long before = HeapUse.now();
    for (int i = 0; i < 1_000_000; i++) {
      timeout.start();
      advance(10);
      assertEquals(1, clock.timerCount());
    }
    HeapUse.assertNotAbove(before);
    assertEquals(List.of(), fired);
  }
}
