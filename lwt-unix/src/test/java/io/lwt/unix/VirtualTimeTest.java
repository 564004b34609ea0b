package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Scheduler;
import io.lwt.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link VirtualClock#autoAdvancing} under a loop. */
class VirtualTimeTest extends LoopTest {
  private final VirtualClock clock = VirtualClock.autoAdvancing();

  @BeforeEach
  void setClock() {
    Scheduler.current().setClock(clock);
  }

  @Test
  void yearsPassAtOnceAndInTheirOrder() {
    List<String> woken = new ArrayList<>();
    Promise<?> long1 = LwtUnix.sleep(Duration.ofDays(400)).map(_ -> woken.add("400 days"));
    LwtUnix.sleep(Duration.ofDays(1))
        .bind(
            _ -> {
              woken.add("1 day");
              return LwtUnix.sleep(Duration.ofDays(1));
            })
        .onSuccess(_ -> woken.add("2 days"));
    LwtMain.run(long1);
    assertEquals(List.of("1 day", "2 days", "400 days"), woken);
    assertEquals(Duration.ofDays(400).toNanos(), clock.nanoTime());
  }

  @Test
  void timeStandsStillWhileThereIsSomethingToDo() {
    Promise<@Nullable Void> timer = LwtUnix.sleep(Duration.ofNanos(1));
    Promise<@Nullable Void> pauses = Promise.unit();
    for (int i = 0; i < 100; i++) {
      pauses = pauses.bind(_ -> Lwt.pause());
    }
    LwtMain.run(pauses);
    assertTrue(timer.isPending());
    assertEquals(0, clock.nanoTime());
  }

  @Test
  void whatIsReadyComesBeforeTimers() {
    Loopback connection = Loopback.tcp();
    Promise<String> read = Loopback.readAll(connection.server(), 10);
    Promise<@Nullable Void> written =
        Loopback.writeAll(connection.client(), new byte[100_000])
            .bind(_ -> connection.client().close());
    Promise<String> timeout = LwtUnix.timeout(Duration.ofNanos(1));
    assertEquals(100_000, LwtMain.run(Lwt.pick(read, timeout)).length());
    LwtMain.run(written);
    assertEquals(0, clock.nanoTime());
  }

  @Test
  void whatAWorkerDoesComesBeforeTimers() {
    Promise<Stat> stat = LwtUnix.stat("/");
    Promise<Stat> timeout = LwtUnix.timeout(Duration.ofNanos(1));
    assertEquals(FileKind.DIRECTORY, LwtMain.run(Lwt.pick(stat, timeout)).kind());
    assertEquals(0, clock.nanoTime());
  }

  @Test
  void withoutTimersTheLoopWaitsForOthers() {
    EventLoop loop = EventLoop.current();
    var resolver = io.lwt.Resolver.<String>waiter();
    Thread.ofPlatform().start(() -> loop.execute(() -> resolver.fulfill("task")));
    assertEquals("task", LwtMain.run(resolver.promise()));
  }
}
