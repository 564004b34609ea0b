package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.LwtDirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A loop that a callback keeps is reported while it lasts. */
class StallDetectorTest extends LoopTest {
  private static final Duration LIMIT = Duration.ofMillis(4);

  private final ConcurrentLinkedQueue<Stall> stalls = new ConcurrentLinkedQueue<>();

  /** Keeps the loop until that has been reported. */
  private int stall() {
    while (stalls.isEmpty()) {
      Thread.onSpinWait();
    }
    return 0;
  }

  @Test
  void aCallbackThatKeepsTheLoopIsFound() {
    try (var _ = StallDetector.start(LIMIT, stalls::add)) {
      LwtMain.run(Lwt.pause().map(_ -> stall()));
    }
    Stall stall = stalls.remove();
    assertSame(Thread.currentThread(), stall.thread());
    assertTrue(stall.duration().compareTo(LIMIT) >= 0, stall::toString);
    assertTrue(
        stall.stack().stream()
            .anyMatch(
                frame ->
                    frame.getClassName().equals(StallDetectorTest.class.getName())
                        && frame.getMethodName().equals("stall")),
        stall::toString);
    assertTrue(stall.toString().contains("\n\tat " + stall.stack().getFirst()), stall::toString);
  }

  @Test
  void aTaskOnAThreadOfItsOwnIsFoundToo() {
    try (var _ = StallDetector.start(LIMIT, stalls::add)) {
      LwtMain.run(LwtDirect.spawn(this::stall));
    }
    Stall stall = stalls.remove();
    assertTrue(stall.toString().contains("StallDetectorTest.stall"), stall::toString);
  }

  @Test
  void aLoopThatWaitsForAMonitorIsToldOf() {
    Object monitor = new Object();
    var taken = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .start(
                () -> {
                  synchronized (monitor) {
                    taken.countDown();
                    stall();
                  }
                });
    try (var _ = StallDetector.start(LIMIT, stalls::add)) {
      int done =
          LwtMain.run(
              Lwt.pause()
                  .map(
                      _ -> {
                        taken.await();
                        synchronized (monitor) {
                          return 1;
                        }
                      }));
      assertEquals(1, done);
      holder.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertTrue(stalls.remove().toString().contains("synchronized"));
  }

  @Test
  void whateverTheHandlerThrowsTheNextStallIsToldAgain() {
    var error = new AssertionError("a handler's, which is logged");
    var thrown = new AtomicBoolean();
    Consumer<Stall> handler =
        stall -> {
          if (thrown.compareAndSet(false, true)) {
            throw error;
          }
          stalls.add(stall);
        };
    try (var _ = StallDetector.start(LIMIT, handler)) {
      LwtMain.run(Lwt.pause().map(_ -> stall()));
    }
    assertTrue(stalls.remove().duration().compareTo(LIMIT.multipliedBy(2)) >= 0, "the second");
  }

  @Test
  void aLoopThatSleepsDoesNotStall() {
    try (var _ = StallDetector.start(LIMIT, stalls::add)) {
      LwtMain.run(LwtUnix.sleep(LIMIT.multipliedBy(8)));
    }
    assertEquals(List.of(), List.copyOf(stalls));
  }

  @Test
  void aLoopThatDoesNotRunDoesNotStall() {
    try (var _ = StallDetector.start(LIMIT, stalls::add)) {
      assertThrows(
          OutOfMemoryError.class,
          () ->
              LwtMain.run(
                  Lwt.pause()
                      .map(
                          _ -> {
                            throw new OutOfMemoryError("not really");
                          })));
      long end = System.nanoTime() + LIMIT.multipliedBy(8).toNanos();
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
    assertEquals(List.of(), List.copyOf(stalls));
  }

  @Test
  void thereIsOneForALoopAtATime() {
    var first = StallDetector.start(LIMIT, stalls::add);
    assertThrows(IllegalStateException.class, () -> StallDetector.start(LIMIT));
    first.close();
    first.close();
    StallDetector.start(LIMIT).close();
  }

  @Test
  void aLimitIsAMillisecondAtLeast() {
    assertThrows(
        IllegalArgumentException.class, () -> StallDetector.start(Duration.ofNanos(999_999)));
  }

  /** That the thread ends is seen by the check for threads after this class. */
  @Test
  void endsWithTheLoop() {
    var detector = StallDetector.start(LIMIT);
    EventLoop.current().close();
    assertTrue(detector.isClosed());
  }
}
