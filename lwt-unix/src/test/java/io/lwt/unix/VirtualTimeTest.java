package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import io.lwt.VirtualClock;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link VirtualClock} under a loop: auto-advancing, if nothing else is said. */
class VirtualTimeTest extends LoopTest {
  private final VirtualClock clock = VirtualClock.autoAdvancing();
  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());

  /** How long the loop was to wait at most, each time that it waited for descriptors. */
  private final List<Long> waits = new ArrayList<>();

  @BeforeEach
  void setClock() {
    Scheduler.current().setClock(clock);
    faults.watch(
        call -> {
          if (call.name().equals("epollWait")) {
            waits.add((Long) call.arguments().getLast());
          }
        });
  }

  private void assertWaitedForNoTimer() {
    assertTrue(waits.stream().allMatch(nanos -> nanos <= 0), waits::toString);
  }

  /** Has another thread do something once the loop runs. */
  private Thread meanwhile(Runnable action) {
    return Thread.ofPlatform()
        .start(
            () -> {
              while (loop.laps() == 0) {
                Thread.onSpinWait();
              }
              action.run();
            });
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
  void theLoopWaitsForAWorkerAndNotForATimer() throws InterruptedException {
    var gate = new Gate();
    Promise<String> timeout = LwtUnix.timeout(Duration.ofNanos(1));
    Promise<String> job = Jobs.files().run(gate);
    Thread other = meanwhile(gate::open);
    assertEquals("through", LwtMain.run(Lwt.pick(job, timeout)));
    other.join();
    assertWaitedForNoTimer();
    assertEquals(0, clock.nanoTime());
  }

  @Test
  void withoutTimersTheLoopWaitsForOthers() {
    var resolver = Resolver.<String>waiter();
    Thread.ofPlatform().start(() -> loop.execute(() -> resolver.fulfill("task")));
    assertEquals("task", LwtMain.run(resolver.promise()));
  }

  /** A clock that is moved by hand; another thread has the loop do so when it waits. */
  @Test
  void timeThatDoesNotPassByItselfIsNotWaitedFor() throws InterruptedException {
    var manual = new VirtualClock();
    Scheduler.current().setClock(manual);
    Promise<@Nullable Void> timer = LwtUnix.sleep(Duration.ofNanos(1));
    Thread other = meanwhile(() -> loop.execute(() -> manual.advance(Duration.ofDays(1))));
    LwtMain.run(timer);
    other.join();
    assertEquals(Duration.ofDays(1).toNanos(), manual.nanoTime());
    assertWaitedForNoTimer();
  }

  @Test
  void aCallbackOfADescriptorMayLetTimePass() {
    var manual = new VirtualClock();
    Scheduler.current().setClock(manual);
    Pipe pipe = LwtUnix.pipe();
    Promise<@Nullable Void> timer = LwtUnix.sleep(Duration.ofMillis(1));
    pipe.in().read(new byte[1]).onSuccess(_ -> manual.advance(Duration.ofMillis(1)));
    Lwt.pause().onSuccess(_ -> pipe.out().write(new byte[1]));
    LwtMain.run(timer);
    assertWaitedForNoTimer();
  }
}
