package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link Lwt#pause}, and what the loop does about it. */
@ExtendWith(FreshScheduler.class)
class PauseTest {
  private final Scheduler scheduler = Scheduler.current();
  private final List<String> log = new ArrayList<>();

  @Test
  void nothingIsPausedAtFirst() {
    assertEquals(0, scheduler.pausedCount());
    assertEquals(0, scheduler.wakeupPaused());
  }

  @Test
  void aPauseIsPendingUntilTheNextWakeup() {
    Promise<?> pause = Lwt.pause();
    assertPending(pause);
    assertEquals(1, scheduler.pausedCount());
    assertEquals(1, scheduler.wakeupPaused());
    assertFulfilled(null, pause);
    assertEquals(0, scheduler.pausedCount());
  }

  @Test
  void allAreFulfilledTogetherInTheirOrder() {
    for (int i = 0; i < 3; i++) {
      String name = "" + i;
      Lwt.pause().onSuccess(_ -> log.add(name));
    }
    assertEquals(3, scheduler.pausedCount());
    assertEquals(3, scheduler.wakeupPaused());
    assertEquals(List.of("0", "1", "2"), log);
  }

  @Test
  void oneThatIsMadeMeanwhileWaitsForTheNextTime() {
    Lwt.pause()
        .bind(
            _ -> {
              log.add("first");
              return Lwt.pause();
            })
        .onSuccess(_ -> log.add("second"));
    assertEquals(1, scheduler.wakeupPaused());
    assertEquals(List.of("first"), log);
    assertEquals(1, scheduler.pausedCount());
    assertEquals(1, scheduler.wakeupPaused());
    assertEquals(List.of("first", "second"), log);
    assertEquals(0, scheduler.wakeupPaused());
  }

  @Test
  void onePausedAfterAResolvedBindIsNotFulfilledAtOnce() {
    Promise<?> pause = Promise.unit().bind(_ -> Lwt.pause());
    assertPending(pause);
    scheduler.wakeupPaused();
    assertFulfilled(null, pause);
  }

  @Test
  void oneCanBeCancelledAndIsStillCounted() {
    Promise<?> pause = Lwt.pause();
    Promise<?> other = Lwt.pause();
    pause.cancel();
    assertCanceled(pause);
    assertEquals(2, scheduler.pausedCount());
    assertEquals(2, scheduler.wakeupPaused());
    assertCanceled(pause);
    assertFulfilled(null, other);
  }

  @Test
  void oneMayCancelTheNext() {
    List<Promise<?>> pauses = new ArrayList<>();
    Lwt.pause().onSuccess(_ -> pauses.getFirst().cancel());
    pauses.add(Lwt.pause());
    scheduler.wakeupPaused();
    assertCanceled(pauses.getFirst());
  }

  @Test
  void abandonedOnesStayPending() {
    Promise<?> pause = Lwt.pause();
    scheduler.abandonPaused();
    assertEquals(0, scheduler.pausedCount());
    assertEquals(0, scheduler.wakeupPaused());
    assertPending(pause);
  }

  @Test
  void aWakeupInsideACallbackFulfilsAfterIt() {
    Lwt.pause().onSuccess(_ -> log.add("paused"));
    Resolver<String> source = Resolver.waiter();
    source
        .promise()
        .onSuccess(
            _ -> {
              scheduler.wakeupPaused();
              log.add("callback");
            });
    source.fulfill("");
    assertEquals(List.of("callback", "paused"), log);
  }

  @Test
  void anAutomaticPauseIsOnceInAnInterval() {
    var clock = new VirtualClock();
    scheduler.setClock(clock);
    Supplier<Promise<@Nullable Void>> pause = Lwt.autoPause(Duration.ofMillis(10));
    assertFulfilled(null, pause.get());
    clock.advance(Duration.ofNanos(9_999_999));
    assertFulfilled(null, pause.get());
    clock.advance(Duration.ofNanos(1));
    Promise<?> first = pause.get();
    assertPending(first);
    assertFulfilled(null, pause.get());
    scheduler.wakeupPaused();
    assertFulfilled(null, first);
    clock.advance(Duration.ofMillis(10));
    assertPending(pause.get());
    assertEquals(1, scheduler.wakeupPaused());
  }

  @Test
  void anAutomaticPauseWithoutAnIntervalIsAlwaysOne() {
    assertPending(Lwt.autoPause(Duration.ZERO).get());
    scheduler.wakeupPaused();
  }
}
